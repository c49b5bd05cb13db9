"""Write what people are told of an auction: a notification, its live event, a mail (domain 8.1, 8.2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec
from msgspec import Struct

from server.auctions.phrases import phrase
from server.kit import clock
from server.kit.ids import AccountId, AuctionId, EntityId, new_id
from server.kit.postgres import Connection
from server.notifications.outbox import Letter, post
from server.protocol.dealer_events import RowChanged, TileChanged
from server.protocol.events import Notice, Notification

Fact: TypeAlias = str | int
TILE = "stock_auctions"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody to tell, in the language they chose; sellers and pros have pages of their own."""

    seller: bool
    account_id: AccountId
    email: str
    name: str
    locale: str


class Told(Struct, frozen=True, kw_only=True):
    """What happened to which auction; `facts` fill the phrases of the kind."""

    auction_id: AuctionId
    kind: str
    facts: Mapping[str, Fact]
    at: datetime


async def tell(connection: Connection, people: Sequence[Person], told: Told) -> None:
    """Write it down for all of them at once."""
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
        INSERT INTO notification (id, account_id, kind, facts, link, created_at)
        SELECT id, account_id, $4, $5::jsonb, link, $6
        FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS told (id, account_id, link)
        """,
        [notice.id for _, notice in notices],
        [person.account_id for person, _ in notices],
        [notice.link for _, notice in notices],
        told.kind,
        msgspec.json.encode(facts).decode(),
        told.at,
    )
    live = [
        Letter(channel="live", recipient=f"me:{person.account_id}", kind=told.kind, body=_event(notice, told.at))
        for person, notice in notices
    ]
    mails = [
        Letter(
            channel="mail",
            recipient=person.email,
            kind=told.kind,
            body={"name": person.name, "locale": person.locale, "facts": facts, "link": notice.link},
        )
        for person, notice in notices
    ]
    await post(connection, [*live, *mails])


async def desk_changed(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Tell the entity's desk the new figures of its tile, and to read the auction's row again (domain 7.15)."""
    row = await connection.fetchrow("SELECT entity_id::text, state FROM auction WHERE id = $1", auction_id)
    assert row is not None
    room, at_ms = f"desk:{row['entity_id']}", clock.to_ms(at)
    figures = await tile_figures(connection, EntityId(row["entity_id"]))
    tile = TileChanged(room=room, epoch=0, seq=0, at_ms=at_ms, tile=TILE, figures=figures)
    changed = RowChanged(
        room=room, epoch=0, seq=0, at_ms=at_ms, kind="auction", id=auction_id, summary={"state": row["state"]}
    )
    events = (("tile_changed", tile), ("row_changed", changed))
    await post(connection, [Letter(channel="live", recipient=room, kind=kind, body=event) for kind, event in events])


async def tile_figures(connection: Connection, entity_id: EntityId) -> dict[str, int | str]:
    """How many stock auctions of the entity run and wait; their live figures come from their own rooms."""
    row = await connection.fetchrow(
        """
        SELECT count(*) FILTER (WHERE state = 'open') AS open, count(*) FILTER (WHERE state = 'scheduled') AS scheduled
        FROM auction WHERE entity_id = $1 AND state IN ('open', 'scheduled') AND format = 'ascending'
        """,
        entity_id,
    )
    assert row is not None
    return dict(row)


def _notice(person: Person, told: Told, facts: Mapping[str, Fact]) -> Notice:
    title, body = phrase(told.kind, person.locale, facts)
    return Notice(
        id=new_id(),
        kind=told.kind,
        title=title,
        body=body,
        link=f"/{'ventes-stock' if person.seller else 'ventes'}/{told.auction_id}",
        created_at_ms=clock.to_ms(told.at),
        read=False,
    )


def _event(notice: Notice, at: datetime) -> Notification:
    return Notification(room="me", epoch=0, seq=0, at_ms=clock.to_ms(at), notification=notice)
