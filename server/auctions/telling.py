"""Write what people are told of an auction: a notification, its live event, a mail (domain 8.1, 8.2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec
from msgspec import Struct

from server.auctions.desk_tiles import tile_of, tiles
from server.kit import clock
from server.kit.ids import AccountId, AuctionId, EntityId, new_id
from server.kit.postgres import Connection
from server.notifications.outbox import Letter, post
from server.notifications.phrases import phrase
from server.protocol.dealer_events import RowChanged, TileChanged
from server.protocol.events import Notice, Notification

Fact: TypeAlias = str | int


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


async def tell(connection: Connection, people: Sequence[Person], told: Told, *, mailed: bool = True) -> None:
    """Write it down for all of them at once; without `mailed` only where they are signed in."""
    if not people:
        return
    row = await connection.fetchrow(
        """
        SELECT auction.number, entity.name AS entity FROM auction JOIN entity ON entity.id = auction.entity_id
        WHERE auction.id = $1
        """,
        told.auction_id,
    )
    assert row is not None
    facts = {**told.facts, "number": row["number"], "entity": row["entity"], "auction_id": told.auction_id}
    notices = [(person, _notice(person, told, facts)) for person in people]
    await connection.execute(
        """
        INSERT INTO notification (id, account_id, kind, facts, link, subject_id, created_at)
        SELECT id, account_id, $4, $5::jsonb, link, $6, $7
        FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS told (id, account_id, link)
        """,
        [notice.id for _, notice in notices],
        [person.account_id for person, _ in notices],
        [notice.link for _, notice in notices],
        told.kind,
        msgspec.json.encode(facts).decode(),
        told.auction_id,
        told.at,
    )
    live = [_live(person, notice, told) for person, notice in notices]
    mails = [_mail(person, notice, told, facts) for person, notice in notices] if mailed else []
    await post(connection, [*live, *mails])


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
    await post(connection, [Letter(channel="live", recipient=room, kind=kind, body=event) for kind, event in events])


def _live(person: Person, notice: Notice, told: Told) -> Letter:
    event = Notification(room="me", epoch=0, seq=0, at_ms=clock.to_ms(told.at), notification=notice)
    recipient = f"me:{person.account_id}"
    return Letter(channel="live", recipient=recipient, kind=told.kind, body=event, subject_id=told.auction_id)


def _mail(person: Person, notice: Notice, told: Told, facts: Mapping[str, Fact]) -> Letter:
    body = {"name": person.name, "locale": person.locale, "facts": facts, "link": notice.link}
    return Letter(channel="mail", recipient=person.email, kind=told.kind, body=body, subject_id=told.auction_id)


def _notice(person: Person, told: Told, facts: Mapping[str, Fact]) -> Notice:
    title, body = phrase(told.kind, person.locale, facts)
    pages = told.pages or Pages(seller=f"/ventes-stock/{told.auction_id}", pro=f"/ventes/{told.auction_id}")
    return Notice(
        id=new_id(),
        kind=told.kind,
        title=title,
        body=body,
        link=pages.seller if person.seller else pages.pro,
        subject_id=told.auction_id,
        created_at_ms=clock.to_ms(told.at),
        read=False,
    )
