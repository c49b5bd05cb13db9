"""Show the desk of an entity the new figures of its auctions, and which rows to read again (domain 7.15)."""

from datetime import datetime

from server.auctions.desk_tiles import tile_of, tiles
from server.kit import clock
from server.kit.ids import AuctionId, EntityId
from server.kit.postgres import Connection
from server.notifications.live_updates import publish, row_changed
from server.protocol.dealer_events import TileChanged
from server.protocol.rooms import desk_room


async def desk_changed(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Tell the entity's desk the new figures of its tile, and to read the auction's row again (domain 7.15)."""
    row = await connection.fetchrow("SELECT entity_id::text, state, format FROM auction WHERE id = $1", auction_id)
    assert row is not None
    entity_id, at_ms, tile = EntityId(row["entity_id"]), clock.to_ms(at), tile_of(row["format"])
    figures = (await tiles(connection, entity_id))[tile]
    await publish(
        connection,
        TileChanged(room=desk_room(entity_id), epoch=0, seq=0, at_ms=at_ms, tile=tile, figures=figures),
        row_changed(entity_id, kind="auction", id=auction_id, summary={"state": row["state"]}, at_ms=at_ms),
    )


async def lot_changed(connection: Connection, auction_id: AuctionId, lot: int, *, outcome: str, at: datetime) -> None:
    """Tell the entity's desk, and every process, that a lot's row changed without a decision of the book."""
    entity_id: EntityId | None = await connection.fetchval(
        "SELECT entity_id::text FROM auction WHERE id = $1", auction_id
    )
    assert entity_id is not None, f"no auction {auction_id}"
    summary: dict[str, int | str] = {"lot": lot, "outcome": outcome}
    await publish(connection, row_changed(entity_id, kind="lot", id=auction_id, summary=summary, at_ms=clock.to_ms(at)))
