"""Show the desk of an entity the new figures of its auctions, and which rows to read again (domain 7.15)."""

from datetime import datetime

from server.auctions.desk_tiles import tile_of, tiles
from server.kit import clock
from server.kit.ids import AuctionId, EntityId
from server.kit.postgres import Connection
from server.notifications.outbox.posting import OutboxMessage, post
from server.protocol.dealer_events import RowChanged, TileChanged


async def desk_changed(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Tell the entity's desk the new figures of its tile, and to read the auction's row again (domain 7.15)."""
    row = await connection.fetchrow("SELECT entity_id::text, state, format FROM auction WHERE id = $1", auction_id)
    assert row is not None
    room, at_ms, name = f"desk:{row['entity_id']}", clock.to_ms(at), tile_of(row["format"])
    figures = (await tiles(connection, EntityId(row["entity_id"])))[name]
    tile = TileChanged(room=room, epoch=0, seq=0, at_ms=at_ms, tile=name, figures=figures)
    changed = RowChanged(
        room=room, epoch=0, seq=0, at_ms=at_ms, kind="auction", id=auction_id, summary={"state": row["state"]}
    )
    events = (("tile_changed", tile), ("row_changed", changed))
    await post(
        connection, [OutboxMessage(channel="live", recipient=room, kind=kind, body=event) for kind, event in events]
    )


async def lot_changed(connection: Connection, auction_id: AuctionId, lot: int, *, outcome: str, at: datetime) -> None:
    """Tell the entity's desk, and every process, that a lot's row changed without a decision of the book."""
    entity_id = await connection.fetchval("SELECT entity_id::text FROM auction WHERE id = $1", auction_id)
    room, summary = f"desk:{entity_id}", {"lot": lot, "outcome": outcome}
    at_ms = clock.to_ms(at)
    changed = RowChanged(room=room, epoch=0, seq=0, at_ms=at_ms, kind="lot", id=auction_id, summary=summary)
    await post(connection, [OutboxMessage(channel="live", recipient=room, kind="row_changed", body=changed)])
