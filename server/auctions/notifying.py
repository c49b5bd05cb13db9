"""Notify people of what became of a stock auction, in the transaction of the fact (domain 7.9, 8.1, 8.2).

Everybody invited is written to in the same statement, so that nobody knows earlier than others (domain 2.6). What a
pro reads is public, or its own. Messages name the cars: what each result says is in `results`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from server.accounts.contacts import with_phone
from server.auctions import results
from server.auctions.event import Act, AuctionState
from server.auctions.live_updates import desk_changed, lot_changed
from server.auctions.lot_lines import lots_of, named
from server.auctions.messages import auction_message
from server.kit import clock
from server.kit.ids import AuctionId, ProId
from server.kit.postgres import Connection
from server.notifications import recipients
from server.notifications.rules import Audience
from server.notifications.sending import send
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
        facts = {
            **await _sale(connection, auction_id),
            "starts_at_ms": state.starts_at_ms,
            "ends_at_ms": state.ends_at_ms,
        }
        invited = await recipients.concerned_members(connection, auction_id)
        message = await auction_message(connection, auction_id, "auction_announced", invited, facts, at=at)
        await send(connection, message)
    await desk_changed(connection, auction_id, at=at)


async def opened(connection: Connection, auction_id: AuctionId, state: AuctionState, *, at: datetime) -> None:
    """Bidding has begun."""
    facts = {**await _sale(connection, auction_id), "ends_at_ms": state.ends_at_ms}
    invited = await recipients.concerned_members(connection, auction_id)
    await send(connection, await auction_message(connection, auction_id, "auction_started", invited, facts, at=at))
    await desk_changed(connection, auction_id, at=at)


async def ending_soon(connection: Connection, auction_id: AuctionId, state: AuctionState, *, at: datetime) -> None:
    """Some minutes are left."""
    facts = {"minutes": minutes_left(state, at=at)}
    invited = await recipients.concerned_members(connection, auction_id)
    await send(connection, await auction_message(connection, auction_id, "auction_ending_soon", invited, facts, at=at))


async def closed(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Everything is decided: the dealer hears the sum, each bidder what it won and lost."""
    lots = await lots_of(connection, auction_id)
    managers = await recipients.auction_managers(connection, auction_id)
    facts = results.for_the_dealer(lots)
    await send(connection, await auction_message(connection, auction_id, "auction_ended", managers, facts, at=at))
    members = await recipients.invited_members(connection, auction_id)
    place = await _place(connection, auction_id)
    for bidder in await results.bidders(connection, auction_id):
        to = members.get(bidder.pro_id, ())
        for kind, facts in results.for_a_bidder(bidder, lots, place=place).items():
            links: Mapping[Audience, str] | None = {"pro": PURCHASES_PAGE} if kind == "won" else None
            message = await auction_message(connection, auction_id, kind, to, facts, at=at, links=links)
            await send(connection, message)
    await desk_changed(connection, auction_id, at=at)


async def cancelled(connection: Connection, auction_id: AuctionId, *, reason: str, at: datetime) -> None:
    """The dealer took the auction back, and why."""
    to = [
        *await recipients.concerned_members(connection, auction_id),
        *await recipients.auction_managers(connection, auction_id),
    ]
    facts = {"reason": reason}
    await send(connection, await auction_message(connection, auction_id, "auction_cancelled", to, facts, at=at))
    await desk_changed(connection, auction_id, at=at)


async def voided(
    connection: Connection, auction_id: AuctionId, lot: int, act: Act, *, reason: str, at: datetime
) -> None:
    """The dealer took a pro's bid out, and why."""
    facts = {**named(await lots_of(connection, auction_id, [lot])), "amount_cents": act.amount_cents, "reason": reason}
    members = await recipients.members_of_pro(connection, act.pro)
    await send(connection, await auction_message(connection, auction_id, "bid_voided", members, facts, at=at))


async def sale_cancelled(
    connection: Connection, auction_id: AuctionId, lot: int, winner: ProId, *, reason: str, at: datetime
) -> None:
    """A sold lot is not sold any more, and why (domain 7.9)."""
    facts = {**named(await lots_of(connection, auction_id, [lot])), "reason": reason}
    members = await recipients.members_of_pro(connection, winner)
    await send(connection, await auction_message(connection, auction_id, "sale_cancelled", members, facts, at=at))
    await desk_changed(connection, auction_id, at=at)
    await lot_changed(connection, auction_id, lot, outcome="sale_cancelled", at=at)


def minutes_left(state: AuctionState, *, at: datetime) -> int:
    """Whole minutes to the planned end, at least one."""
    return max(1, round((state.ends_at_ms - clock.to_ms(at)) / MINUTE_MS))


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
