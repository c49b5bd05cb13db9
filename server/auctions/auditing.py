"""Look at night whether what must never happen has happened (I1-I3, I5, I11-I14).

Reads the ledger and what was settled from it; changes nothing. A finding is a sentence for an operator, and a bug.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Never

import structlog
from msgspec import Struct

from server.auctions.event import Kind, LotState, PrivateAuction, PrivateLot, private_body
from server.kit import clock, metrics
from server.kit.ids import AuctionId
from server.kit.loops import repeat
from server.kit.postgres import Connection, Pool, transaction
from server.ledger.chain import BrokenChainError
from server.ledger.entry import Entry
from server.ledger.reading import history
from server.ledger.verifying import verify_auction

# When nobody bids (UTC), and how far back each night looks: a night that was missed is made up for.
HOUR: Final = 2
LOOKS_BACK: Final = timedelta(days=3)
# Any number, the same in every process of one database: "nite" in ASCII.
LOCK: Final = 0x6E697465
FINDINGS = metrics.gauge("audit_findings", "Findings of the last nightly audit")

# Those to look at: whatever ended lately, and all that run.
TOUCHED = """
SELECT id::text FROM auction
WHERE state IN ('open', 'closed', 'cancelled') AND coalesce(closed_at, ends_at) >= $1 ORDER BY id
"""
TWICE = """
SELECT command_id FROM ledger JOIN refusal USING (auction_id, sender_id, command_id) WHERE auction_id = $1
"""
# A sold lot's cars stand on one offer, at prices that sum to the lot's; others stand on none, as do quoted cars.
UNSETTLED = """
SELECT lot.lot, lot.outcome, auction.format, sum(line.amount_cents)::bigint AS offered_cents,
    count(DISTINCT line.offer_id) AS offers
FROM lot JOIN auction ON auction.id = lot.auction_id
LEFT JOIN lot_vehicle car USING (auction_id, lot)
LEFT JOIN offer ON offer.auction_id = lot.auction_id AND offer.state <> 'abandoned'
LEFT JOIN offer_line line ON line.offer_id = offer.id AND line.vehicle_id = car.vehicle_id
    AND line.cancelled_reason IS NULL
WHERE lot.auction_id = $1 AND lot.outcome IS NOT NULL
GROUP BY lot.lot, lot.outcome, auction.format
"""
BIDS = frozenset({Kind.BID_PLACED, Kind.MAXIMUM_SET, Kind.QUOTE_RECEIVED, Kind.QUOTE_DECLINED})


log = structlog.get_logger()


class Known(Struct, kw_only=True):
    """What the entries so far say of an auction."""

    epoch: int = 0
    seq: int = 0
    raise_cents: int = 0
    ascending: bool = True
    lots: dict[int, LotState]


async def audit_every_night(pool: Pool) -> Never:
    """Audit at night, in one process of all; findings are logged as errors and counted."""
    await repeat(partial(_audit_unless_another_does, pool), every=_seconds_until_night, failed="the audit was not done")


async def _audit_unless_another_does(pool: Pool) -> None:
    async with transaction(pool, isolation="repeatable_read") as connection:
        if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK):
            return
        findings = await audit(connection, since=clock.now() - LOOKS_BACK)
    FINDINGS.set(len(findings))
    for finding in findings:
        log.error("audit", finding=finding)
    log.info("audited", findings=len(findings))


async def audit(connection: Connection, *, since: datetime) -> list[str]:
    """Findings about every auction that runs or ended since."""
    auctions = [AuctionId(row[0]) for row in await connection.fetch(TOUCHED, since)]
    return [finding for auction_id in auctions for finding in await audit_auction(connection, auction_id)]


async def audit_auction(connection: Connection, auction_id: AuctionId) -> list[str]:
    """Findings about one auction, its ledger and its offers."""
    findings: list[str] = []
    try:
        await verify_auction(connection, auction_id)
    except BrokenChainError as error:
        findings.append(f"I5: {error}")
    entries = [entry async for page in history(connection, auction_id) for entry in page]
    findings += check_history(entries)
    findings += [f"I2: command {row[0]} was refused and accepted" for row in await connection.fetch(TWICE, auction_id)]
    closed = {entry.lot: entry for entry in entries if entry.kind == Kind.LOT_CLOSED}
    for row in await connection.fetch(UNSETTLED, auction_id):
        findings += _check_settled(row["lot"], dict(row), closed.pop(row["lot"], None))
    findings += [f"I13: lot {lot} closed and was not settled" for lot in closed]
    return [f"auction {auction_id}: {finding}" for finding in findings]


def check_history(entries: Iterable[Entry]) -> list[str]:
    """Findings about the decisions of one auction, in their order."""
    known = Known(lots={})
    findings: list[str] = []
    for entry in entries:
        if entry.epoch < known.epoch:
            findings.append(f"I11: entry {entry.seq} fell back to epoch {entry.epoch}")
        if entry.seq != known.seq + 1:
            findings.append(f"I5: entry {entry.seq} after {known.seq}")
        known.epoch, known.seq = entry.epoch, entry.seq
        match private_body(entry):
            case PrivateAuction() as body:
                findings += _check_ends(entry, known, body.lots)
                known.raise_cents = body.auction.minimum_raise_cents
                known.ascending = body.auction.format == "ascending"
                known.lots = {lot.lot: lot for lot in body.lots}
            case PrivateLot() as body:
                findings += _check_lot(entry, known, body)
                known.lots[body.lot.lot] = body.lot
    return findings


def _check_lot(entry: Entry, known: Known, body: PrivateLot) -> Sequence[str]:
    before, after = known.lots[body.lot.lot], body.lot
    findings = list(_check_ends(entry, known, (after,)))
    if before.outcome:
        findings.append(f"I3: {entry.kind} {entry.seq} after the close of lot {after.lot}")
    if known.ascending and after.price_cents > after.leader_maximum_cents:
        findings.append(f"I14: entry {entry.seq} makes the leader pay above its maximum")
    if entry.kind == Kind.LOT_CLOSED:
        if (after.leader_pro, after.price_cents) != (before.leader_pro, before.price_cents):
            findings.append(f"I3: lot {after.lot} went to another than its last leader")
        all_answered = not known.ascending and body.answered == body.invited  # domain 4.6
        if entry.at_ms < before.ends_at_ms and not all_answered:
            findings.append(f"I12: lot {after.lot} closed before its end")
    elif entry.kind in BIDS:
        findings += _check_bid(entry, known, body)
    return findings


def _check_bid(entry: Entry, known: Known, body: PrivateLot) -> Sequence[str]:
    before, act = known.lots[body.lot.lot], body.act
    findings: list[str] = []
    if entry.at_ms >= before.ends_at_ms:
        findings.append(f"I12: entry {entry.seq} came after the end of lot {before.lot}")
    if act is None or not known.ascending:
        return findings
    least = before.price_cents + known.raise_cents if before.leader_pro else before.starting_price_cents
    if act.kind == "bid" and (act.amount_cents < least or act.pro == before.leader_pro):
        findings.append(f"I1: bid {entry.seq} of {act.amount_cents} was accepted where {least} was the least")
    if body.lot.price_cents < before.price_cents:
        findings.append(f"I1: entry {entry.seq} lowered the price of lot {before.lot}")
    return findings


def _check_ends(entry: Entry, known: Known, lots: Iterable[LotState]) -> Sequence[str]:
    return [
        f"I12: entry {entry.seq} moved the end of lot {lot.lot} back"
        for lot in lots
        if lot.lot in known.lots
        and entry.kind not in {Kind.AUCTION_SCHEDULED, Kind.AUCTION_OPENED}
        and lot.ends_at_ms < known.lots[lot.lot].ends_at_ms
    ]


def _check_settled(lot: int, row: dict[str, object], entry: Entry | None) -> Sequence[str]:
    if entry is None:
        return () if row["outcome"] == "cancelled" else [f"I13: lot {lot} was settled without its close"]
    body = private_body(entry)
    assert isinstance(body, PrivateLot)
    expected = {"ended"} if row["format"] == "sealed" else {body.lot.outcome, "sale_cancelled"}
    if row["outcome"] not in expected:
        return [f"I13: lot {lot} closed as {body.lot.outcome} and was settled as {row['outcome']}"]
    if row["outcome"] != "sold":
        return [f"I3: lot {lot} was not sold and stands on an offer"] if row["offers"] else ()
    if row["offers"] != 1 or row["offered_cents"] != body.lot.price_cents:
        return [
            f"I3: lot {lot} sold at {body.lot.price_cents} stands on {row['offers']} offers at {row['offered_cents']}"
        ]
    return ()


def _seconds_until_night() -> float:
    now = clock.now()
    night = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return ((night if night > now else night + timedelta(days=1)) - now).total_seconds()
