"""Tell people of an auction by the ways they chose, and the entity's desk of its figures (domain 8.1, 8.2)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from server.auctions.desk_tiles import tile_of, tiles
from server.kit import clock
from server.kit.ids import AccountId, AuctionId, EntityId
from server.kit.postgres import Connection
from server.notifications import sending as notifications
from server.notifications.outbox.posting import OutboxMessage, post
from server.notifications.rules import CHANNELS, Channel
from server.notifications.sending import News, Reader
from server.notifications.wording.facts import Fact
from server.protocol.dealer_events import RowChanged, TileChanged


class Person(Struct, frozen=True, kw_only=True):
    """Somebody to tell, in the language they chose; sellers and pros have pages of their own."""

    seller: bool
    account_id: AccountId
    email: str
    name: str
    locale: str


class Pages(Struct, frozen=True, kw_only=True):
    """Where each side reads on."""

    seller: str
    pro: str


class Told(Struct, frozen=True, kw_only=True):
    """What happened to which auction; `facts` fill the phrases of the kind. No pages: those of a stock auction."""

    auction_id: AuctionId
    kind: str
    facts: Mapping[str, Fact]
    at: datetime
    pages: Pages | None = None


async def tell(
    connection: Connection, people: Sequence[Person], told: Told, *, by: Collection[Channel] = CHANNELS
) -> None:
    """Write it down for all of them at once, by these ways at most."""
    if not people:
        return
    row = await connection.fetchrow(
        """
        SELECT auction.number, entity.name AS entity, entity.id::text AS entity_id
        FROM auction JOIN entity ON entity.id = auction.entity_id WHERE auction.id = $1
        """,
        told.auction_id,
    )
    assert row is not None
    facts = {**told.facts, "number": row["number"], "entity": row["entity"], "auction_id": told.auction_id}
    news = News(
        kind=told.kind, facts=facts, at=told.at, subject_id=told.auction_id, entity_id=EntityId(row["entity_id"])
    )
    await notifications.tell(connection, [_reader(person, told) for person in people], news, by=by)


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


def _reader(person: Person, told: Told) -> Reader:
    pages = told.pages or Pages(seller=f"/ventes-stock/{told.auction_id}", pro=f"/ventes/{told.auction_id}")
    return Reader(
        account_id=person.account_id,
        email=person.email,
        name=person.name,
        locale=person.locale,
        link=pages.seller if person.seller else pages.pro,
    )
