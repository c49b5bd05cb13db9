"""Tell people what became of a stock auction, in the transaction of the fact (domain 7.9, 8.1, 8.2).

Everybody invited is written to in the same statement, so that nobody knows earlier than others (domain 2.6). What a
pro is told is public, or its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from server.auctions import people
from server.auctions.event import Act, AuctionState
from server.auctions.telling import Told, desk_changed, lot_changed, tell
from server.kit import clock
from server.kit.ids import AuctionId, ProId
from server.kit.postgres import Connection
from server.kit.rows import structs
from server.notifications.figures import Fact

# An auction that starts so soon isn't announced: its start is told.
ANNOUNCED_AHEAD_MIN = timedelta(minutes=1)
MINUTE_MS = 60_000


class Outcome(Struct, frozen=True, kw_only=True):
    """A lot and one pro that bid on it."""

    pro_id: ProId
    lot: int
    number: int
    outcome: str
    price_cents: int | None
    won: bool


async def scheduled(connection: Connection, auction_id: AuctionId, state: AuctionState, *, at: datetime) -> None:
    """The book has taken the auction; one that starts later is announced."""
    if clock.from_ms(state.starts_at_ms) - at >= ANNOUNCED_AHEAD_MIN:
        told = _told(auction_id, "auction_announced", {"starts_at_ms": state.starts_at_ms}, at)
        await tell(connection, await people.invited(connection, auction_id), told)
    await desk_changed(connection, auction_id, at=at)


async def opened(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Bidding has begun."""
    told = _told(auction_id, "auction_started", {}, at)
    await tell(connection, await people.invited(connection, auction_id), told)
    await desk_changed(connection, auction_id, at=at)


async def ending_soon(connection: Connection, auction_id: AuctionId, state: AuctionState, *, at: datetime) -> None:
    """Some minutes are left."""
    told = _told(auction_id, "auction_ending_soon", {"minutes": minutes_left(state, at=at)}, at)
    await tell(connection, await people.invited(connection, auction_id), told)


async def closed(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Everything is decided: the dealer hears the sum, each bidder what it won and lost."""
    row = await connection.fetchrow(
        """
        SELECT count(*) AS lots, count(*) FILTER (WHERE outcome = 'sold') AS sold,
            coalesce(sum(price_cents) FILTER (WHERE outcome = 'sold'), 0)::bigint AS total_cents
        FROM lot WHERE auction_id = $1
        """,
        auction_id,
    )
    assert row is not None
    sellers = await people.sellers(connection, auction_id)
    await tell(connection, sellers, _told(auction_id, "auction_ended", dict(row), at))
    members = await people.members_by_pro(connection, auction_id)
    for pro_id, outcomes in (await _outcomes(connection, auction_id)).items():
        for kind, facts in _results(outcomes).items():
            await tell(connection, members.get(pro_id, ()), _told(auction_id, kind, facts, at))
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
    facts = {"lots": await _number(connection, auction_id, lot), "amount_cents": act.amount_cents, "reason": reason}
    members = await people.members_by_pro(connection, auction_id)
    await tell(connection, members.get(act.pro, ()), _told(auction_id, "bid_voided", facts, at))


async def sale_cancelled(
    connection: Connection, auction_id: AuctionId, lot: int, winner: ProId, *, reason: str, at: datetime
) -> None:
    """A sold lot is not sold any more, and why (domain 7.9)."""
    facts = {"lots": await _number(connection, auction_id, lot), "reason": reason}
    members = await people.members_by_pro(connection, auction_id)
    await tell(connection, members.get(winner, ()), _told(auction_id, "sale_cancelled", facts, at))
    await desk_changed(connection, auction_id, at=at)
    await lot_changed(connection, auction_id, lot, outcome="sale_cancelled", at=at)


def minutes_left(state: AuctionState, *, at: datetime) -> int:
    """Whole minutes to the planned end, at least one."""
    return max(1, round((state.ends_at_ms - clock.to_ms(at)) / MINUTE_MS))


def _told(auction_id: AuctionId, kind: str, facts: Mapping[str, Fact], at: datetime) -> Told:
    return Told(auction_id=auction_id, kind=kind, facts=facts, at=at)


def _results(outcomes: Sequence[Outcome]) -> Mapping[str, Mapping[str, Fact]]:
    """A pro's lots by what became of them, as kinds of letters."""
    won = [outcome for outcome in outcomes if outcome.won]
    kept = [outcome for outcome in outcomes if outcome.outcome == "reserve_not_met"]
    lost = [outcome for outcome in outcomes if not outcome.won and outcome.outcome != "reserve_not_met"]
    results: dict[str, Mapping[str, Fact]] = {}
    if won:
        results["won"] = {"lots": _numbers(won), "total_cents": sum(outcome.price_cents or 0 for outcome in won)}
    if kept:
        results["reserve_not_met"] = {"lots": _numbers(kept)}
    if lost:
        results["lost"] = {"lots": _numbers(lost)}
    return results


def _numbers(outcomes: Sequence[Outcome]) -> list[str]:
    return [str(outcome.number) for outcome in outcomes]


async def _number(connection: Connection, auction_id: AuctionId, lot: int) -> str:
    number = await connection.fetchval("SELECT number FROM lot WHERE auction_id = $1 AND lot = $2", auction_id, lot)
    return str(number)


async def _outcomes(connection: Connection, auction_id: AuctionId) -> Mapping[ProId, list[Outcome]]:
    rows = await connection.fetch(
        """
        SELECT acted.pro_id, lot.lot, lot.number, lot.outcome, lot.price_cents,
            lot.outcome = 'sold' AND lot.winner_pro_id::text = acted.pro_id AS won
        FROM lot JOIN (SELECT DISTINCT lot, pro_id FROM ledger WHERE auction_id = $1 AND pro_id <> '') AS acted
            ON acted.lot = lot.lot
        WHERE lot.auction_id = $1 ORDER BY lot.lot
        """,
        auction_id,
    )
    found: dict[ProId, list[Outcome]] = defaultdict(list)
    for outcome in structs(rows, Outcome):
        found[outcome.pro_id].append(outcome)
    return found
