"""Tell people what became of an auction, in the transaction of the fact (domain 7.9, 8.1, 8.2).

Everybody invited is written to in the same statement, so that nobody knows earlier than others (domain 2.6). What a
pro is told is public, or its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from server.auctions.event import AuctionState
from server.auctions.telling import Fact, Person, Told, desk_changed, tell
from server.kit import clock
from server.kit.ids import AccountId, AuctionId, ProId
from server.kit.postgres import Connection
from server.kit.rows import structs

# An auction that starts so soon isn't announced: its start is told.
ANNOUNCED_AHEAD_MIN = timedelta(minutes=1)


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
        facts: Mapping[str, Fact] = {"starts_at_ms": state.starts_at_ms}
        await tell(
            connection, await _invited(connection, auction_id), _told(auction_id, "auction_announced", facts, at)
        )
    await desk_changed(connection, auction_id, at=at)


async def opened(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Bidding has begun."""
    await tell(connection, await _invited(connection, auction_id), _told(auction_id, "auction_started", {}, at))
    await desk_changed(connection, auction_id, at=at)


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
    await tell(connection, await _sellers(connection, auction_id), _told(auction_id, "auction_ended", dict(row), at))
    members = await _members_by_pro(connection, auction_id)
    for pro_id, outcomes in (await _outcomes(connection, auction_id)).items():
        for kind, facts in _results(outcomes).items():
            await tell(connection, members[pro_id], _told(auction_id, kind, facts, at))
    await desk_changed(connection, auction_id, at=at)


async def cancelled(connection: Connection, auction_id: AuctionId, *, reason: str, at: datetime) -> None:
    """The dealer took the auction back, and why."""
    people = [*await _invited(connection, auction_id), *await _sellers(connection, auction_id)]
    await tell(connection, people, _told(auction_id, "auction_cancelled", {"reason": reason}, at))
    await desk_changed(connection, auction_id, at=at)


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


def _numbers(outcomes: Sequence[Outcome]) -> str:
    return ", ".join(str(outcome.number) for outcome in outcomes)


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


async def _invited(connection: Connection, auction_id: AuctionId) -> list[Person]:
    return [person for people in (await _members_by_pro(connection, auction_id)).values() for person in people]


async def _members_by_pro(connection: Connection, auction_id: AuctionId) -> Mapping[ProId, list[Person]]:
    rows = await connection.fetch(
        """
        SELECT invitation.pro_id::text, account.id::text AS account_id, account.email, account.name, account.locale
        FROM auction_invitation invitation JOIN pro_member member ON member.pro_id = invitation.pro_id
        JOIN account ON account.id = member.account_id
        WHERE invitation.auction_id = $1 AND account.disabled_at IS NULL ORDER BY account.id
        """,
        auction_id,
    )
    found: dict[ProId, list[Person]] = defaultdict(list)
    for row in rows:
        found[ProId(row["pro_id"])].append(_person(row, seller=False))
    return found


async def _sellers(connection: Connection, auction_id: AuctionId) -> list[Person]:
    """The users of the entity who may run its auctions."""
    rows = await connection.fetch(
        """
        SELECT account.id::text AS account_id, account.email, account.name, account.locale
        FROM auction JOIN dealer_user_entity granted ON granted.entity_id = auction.entity_id
        JOIN dealer_user ON dealer_user.id = granted.user_id
        JOIN user_group ON user_group.id = dealer_user.user_group_id AND 'run_auctions' = ANY(user_group.rights)
        JOIN account ON account.id = dealer_user.account_id
        WHERE auction.id = $1 AND account.disabled_at IS NULL ORDER BY account.id
        """,
        auction_id,
    )
    return [_person(row, seller=True) for row in rows]


def _person(row: Mapping[str, str], *, seller: bool) -> Person:
    return Person(
        seller=seller,
        account_id=AccountId(row["account_id"]),
        email=row["email"],
        name=row["name"],
        locale=row["locale"],
    )
