"""Tell people what became of a stock auction, in the transaction of the fact (domain 7.9, 8.1, 8.2).

Everybody invited is written to in the same statement, so that nobody knows earlier than others (domain 2.6). What a
pro is told is public, or its own. Messages name the cars: what each result says is in `results`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from server.accounts.contacts import with_phone
from server.auctions import people, results
from server.auctions.event import Act, AuctionState
from server.auctions.lot_lines import lots_of, named
from server.auctions.telling import Pages, Told, desk_changed, lot_changed, tell
from server.kit import clock
from server.kit.ids import AuctionId, ProId
from server.kit.postgres import Connection
from server.notifications.wording.facts import Fact

# An auction that starts so soon isn't announced: its start is told.
ANNOUNCED_AHEAD_MIN = timedelta(minutes=1)
MINUTE_MS = 60_000
PURCHASES_PAGE: Final = "/achats"
# Lots that a message to everybody invited lists one by one; it says how many there are.
LOTS_LISTED: Final = 40


async def scheduled(connection: Connection, auction_id: AuctionId, state: AuctionState, *, at: datetime) -> None:
    """The book has taken the auction; one that starts later is announced."""
    if clock.from_ms(state.starts_at_ms) - at >= ANNOUNCED_AHEAD_MIN:
        facts = {**await _sale(connection, auction_id), "starts_at_ms": state.starts_at_ms}
        told = _told(auction_id, "auction_announced", {**facts, "ends_at_ms": state.ends_at_ms}, at)
        await tell(connection, await people.invited(connection, auction_id), told)
    await desk_changed(connection, auction_id, at=at)


async def opened(connection: Connection, auction_id: AuctionId, state: AuctionState, *, at: datetime) -> None:
    """Bidding has begun."""
    facts = {**await _sale(connection, auction_id), "ends_at_ms": state.ends_at_ms}
    told = _told(auction_id, "auction_started", facts, at)
    await tell(connection, await people.invited(connection, auction_id), told)
    await desk_changed(connection, auction_id, at=at)


async def ending_soon(connection: Connection, auction_id: AuctionId, state: AuctionState, *, at: datetime) -> None:
    """Some minutes are left."""
    told = _told(auction_id, "auction_ending_soon", {"minutes": minutes_left(state, at=at)}, at)
    await tell(connection, await people.invited(connection, auction_id), told)


async def closed(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Everything is decided: the dealer hears the sum, each bidder what it won and lost."""
    lots = await lots_of(connection, auction_id)
    sellers = await people.sellers(connection, auction_id)
    await tell(connection, sellers, _told(auction_id, "auction_ended", results.for_the_dealer(lots), at))
    members = await people.members_by_pro(connection, auction_id)
    place = await _place(connection, auction_id)
    for bidder in await results.bidders(connection, auction_id):
        for kind, facts in results.for_a_bidder(bidder, lots, place=place).items():
            told = _told(auction_id, kind, facts, at)
            if kind == "won":
                told = replace(told, pages=Pages(seller="", pro=PURCHASES_PAGE))
            await tell(connection, members.get(bidder.pro_id, ()), told)
    await desk_changed(connection, auction_id, at=at)


async def cancelled(connection: Connection, auction_id: AuctionId, *, reason: str, at: datetime) -> None:
    """The dealer took the auction back, and why."""
    pros, sellers = await people.invited(connection, auction_id), await people.sellers(connection, auction_id)
    await tell(connection, [*pros, *sellers], _told(auction_id, "auction_cancelled", {"reason": reason}, at))
    await desk_changed(connection, auction_id, at=at)


async def voided(
    connection: Connection, auction_id: AuctionId, lot: int, act: Act, *, reason: str, at: datetime
) -> None:
    """The dealer took a pro's bid out, and why."""
    facts = {**named(await lots_of(connection, auction_id, [lot])), "amount_cents": act.amount_cents, "reason": reason}
    members = await people.members_by_pro(connection, auction_id)
    await tell(connection, members.get(act.pro, ()), _told(auction_id, "bid_voided", facts, at))


async def sale_cancelled(
    connection: Connection, auction_id: AuctionId, lot: int, winner: ProId, *, reason: str, at: datetime
) -> None:
    """A sold lot is not sold any more, and why (domain 7.9)."""
    facts = {**named(await lots_of(connection, auction_id, [lot])), "reason": reason}
    members = await people.members_by_pro(connection, auction_id)
    await tell(connection, members.get(winner, ()), _told(auction_id, "sale_cancelled", facts, at))
    await desk_changed(connection, auction_id, at=at)
    await lot_changed(connection, auction_id, lot, outcome="sale_cancelled", at=at)


def minutes_left(state: AuctionState, *, at: datetime) -> int:
    """Whole minutes to the planned end, at least one."""
    return max(1, round((state.ends_at_ms - clock.to_ms(at)) / MINUTE_MS))


def _told(auction_id: AuctionId, kind: str, facts: Mapping[str, Fact], at: datetime) -> Told:
    return Told(auction_id=auction_id, kind=kind, facts=facts, at=at)


async def _sale(connection: Connection, auction_id: AuctionId) -> Mapping[str, Fact]:
    """What a sale is of, and where."""
    lots = await lots_of(connection, auction_id)
    return {
        "lots": len(lots),
        "cars": [name for lot in lots for name in lot.names],
        "results": [lot.line("starting", price_cents=lot.starting_price_cents) for lot in lots[:LOTS_LISTED]],
        "place": await _place(connection, auction_id),
    }


async def _place(connection: Connection, auction_id: AuctionId) -> str:
    """Where the cars are: `Gerland, 14 cours Gambetta, 69007 Lyon, 04 72 00 00 01`."""
    row = await connection.fetchrow(
        """
        SELECT place.phone, concat_ws(', ', place.name, nullif(place.address, ''),
            nullif(concat_ws(' ', nullif(place.postcode, ''), nullif(place.city, '')), '')) AS address
        FROM auction JOIN point_of_sale place ON place.id = auction.point_of_sale_id WHERE auction.id = $1
        """,
        auction_id,
    )
    assert row is not None
    return with_phone(row["address"], row["phone"])
