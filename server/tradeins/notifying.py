"""Tell people what becomes of a quotation, in the transaction of the fact (domain 4.6, 4.7, 8.1).

What a pro is told hangs on nothing that another pro said; the dealer's side hears of prices and names.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from server.auctions import people
from server.auctions.event import Act, AuctionState, LotState
from server.auctions.notifying import minutes_left
from server.auctions.picture import Stand
from server.auctions.snapshots import read_picture
from server.auctions.telling import Pages, Told, tell
from server.kit import clock
from server.kit.ids import AuctionId, ProId, TradeInId
from server.kit.postgres import Connection
from server.ledger.entry import Entry
from server.notifications.wording.facts import Fact


class Subject(Struct, frozen=True, kw_only=True):
    """The car that is quoted, by name."""

    trade_in_id: TradeInId
    car: str


async def opened(connection: Connection, entry: Entry, state: AuctionState) -> None:
    """Every invited pro is asked, at the same instant (domain 2.6)."""
    facts = {"minutes": minutes_left(state, at=clock.from_ms(entry.at_ms))}
    told = await _told(connection, entry, "quotation_opened", facts)
    await tell(connection, await people.invited(connection, entry.auction_id), told)


async def ending_soon(connection: Connection, entry: Entry, state: AuctionState) -> None:
    """Pros that haven't answered are reminded."""
    answered = await said(connection, entry.auction_id)
    members = await people.members_by_pro(connection, entry.auction_id)
    silent = [person for pro_id, persons in members.items() if pro_id not in answered for person in persons]
    facts = {"minutes": minutes_left(state, at=clock.from_ms(entry.at_ms))}
    await tell(connection, silent, await _told(connection, entry, "quotation_ending_soon", facts))


async def closed(connection: Connection, entry: Entry, state: AuctionState, lot: LotState) -> None:
    """Who decides hears the best price, or that there is none; pros that gave a price that it is over."""
    counts: Mapping[str, Fact] = {"invited": state.invited, "answered": state.answered}
    if lot.leader_pro:
        name = await connection.fetchval(
            "SELECT pro_name(entity_id, $2) FROM auction WHERE id = $1", entry.auction_id, lot.leader_pro
        )
        best = {**counts, "total_cents": lot.price_cents, "pro": str(name)}
        told = await _told(connection, entry, "quotation_ended", best)
    else:
        told = await _told(connection, entry, "quotation_without_quote", counts)
    await tell(connection, await people.deciders(connection, entry.auction_id), told)
    quoted = {
        pro for pro, stand in (await said(connection, entry.auction_id)).items() if stand.amount_cents is not None
    }
    members = await people.members_by_pro(connection, entry.auction_id)
    pros = [person for pro_id, persons in members.items() if pro_id in quoted for person in persons]
    await tell(connection, pros, await _told(connection, entry, "quotation_closed", {}))


async def cancelled(connection: Connection, entry: Entry, *, reason: str) -> None:
    """The dealer took its request back, and why."""
    pros = await people.invited(connection, entry.auction_id)
    sellers = await people.deciders(connection, entry.auction_id)
    await tell(connection, [*pros, *sellers], await _told(connection, entry, "quotation_cancelled", {"reason": reason}))


async def voided(connection: Connection, entry: Entry, act: Act, *, reason: str) -> None:
    """The dealer took a pro's quote out, and why."""
    members = await people.members_by_pro(connection, entry.auction_id)
    told = await _told(connection, entry, "quote_voided", {"reason": reason})
    await tell(connection, members.get(act.pro, ()), told)


async def said(connection: Connection, auction_id: AuctionId) -> Mapping[ProId, Stand]:
    """What each pro said last."""
    picture = await read_picture(connection, auction_id)
    return {pro: stands[-1] for lot in picture.lots.values() for pro, stands in lot.said.items()}


async def _told(connection: Connection, entry: Entry, kind: str, facts: Mapping[str, Fact]) -> Told:
    subject = await _subject(connection, entry.auction_id)
    at: datetime = clock.from_ms(entry.at_ms)
    return Told(
        auction_id=entry.auction_id,
        kind=kind,
        facts={**facts, "car": subject.car, "trade_in_id": subject.trade_in_id},
        at=at,
        pages=Pages(seller=f"/reprises/{subject.trade_in_id}", pro=f"/cotations/{entry.auction_id}"),
    )


async def _subject(connection: Connection, auction_id: AuctionId) -> Subject:
    row = await connection.fetchrow(
        "SELECT subject_id::text, make || ' ' || model AS car FROM quoted_car WHERE auction_id = $1", auction_id
    )
    assert row is not None, f"quotation {auction_id} has no car"
    return Subject(trade_in_id=TradeInId(row["subject_id"]), car=row["car"])
