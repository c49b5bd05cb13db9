"""Compare what clients were told with what the ledger holds, after the storm."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from server.auctions.auditing import audit_auction
from server.kit.ids import AuctionId
from server.kit.postgres import Connection
from tests.chaos.bidder import UNWRITTEN, Bidder, Told

EVENTS = "SELECT command_id, 'accepted' AS outcome FROM ledger WHERE auction_id = ANY($1::uuid[])"
REFUSALS = "SELECT command_id, code AS outcome FROM refusal WHERE auction_id = ANY($1::uuid[])"
PUBLIC = """
SELECT auction_id::text, pro_seq, public FROM ledger WHERE pro_visible AND auction_id = ANY($1::uuid[])
ORDER BY auction_id, pro_seq
"""
OPEN_LOTS = "SELECT count(*) FROM lot WHERE auction_id = ANY($1::uuid[]) AND outcome IS NULL"


async def audit_all(connection: Connection, auctions: Sequence[str], bidders: Sequence[Bidder]) -> list[str]:
    """Every sentence is a violation."""
    violations = [fault for bidder in bidders for fault in bidder.faults]
    for auction_id in auctions:
        violations += await audit_auction(connection, AuctionId(auction_id))
    violations += await _audit_outcomes(connection, auctions, bidders)
    violations += await _audit_prices(connection, auctions, bidders)
    still_open = await connection.fetchval(OPEN_LOTS, auctions)
    if still_open:
        violations.append(f"I15: {still_open} lots never closed")
    return violations


async def _audit_outcomes(connection: Connection, auctions: Sequence[str], bidders: Iterable[Bidder]) -> list[str]:
    """I2 and I8: each command has the one outcome of the ledger, whoever told it and how often."""
    rows = [*await connection.fetch(EVENTS, auctions), *await connection.fetch(REFUSALS, auctions)]
    written: dict[str, list[str]] = {}
    for row in rows:
        written.setdefault(row["command_id"], []).append(row["outcome"])
    violations: list[str] = []
    for bidder in bidders:
        for command_id, command in bidder.commands.items():
            outcomes = written.get(command_id, [])
            if len(outcomes) > 1:
                violations.append(f"I2: command {command_id} stands {len(outcomes)} times in the ledger")
            for told in command.told:
                violations += _compare(command_id, told, outcomes)
    return violations


def _compare(command_id: str, told: Told, written: Sequence[str]) -> Sequence[str]:
    said = "accepted" if told.status == "accepted" else told.code
    if said in UNWRITTEN:
        return [f"I8: command {command_id} was told {said}, and is {written}"] if written else ()
    if not written and said == "closed":  # an auction whose book is gone refuses everything alike
        return ()
    if not written:
        return [f"I2: command {command_id} was told {said}, and is not in the ledger"]
    return () if written[0] == said else [f"I8: command {command_id} was told {said}, and is {written}"]


async def _audit_prices(connection: Connection, auctions: Sequence[str], bidders: Iterable[Bidder]) -> list[str]:
    """I9 and I17: every price shown at a position is the committed one at that position."""
    history: dict[tuple[str, int], list[tuple[int, int]]] = {}
    last: dict[str, int] = {}
    for auction_id, pro_seq, public in await connection.fetch(PUBLIC, auctions):
        body: dict[str, Any] = json.loads(public)
        last[auction_id] = pro_seq
        for lot in body.get("lots") or ([body] if "lot" in body else []):
            history.setdefault((auction_id, lot["lot"]), []).append((pro_seq, lot["price_cents"]))
    violations: list[str] = []
    for bidder in bidders:
        for shown in bidder.shown:
            if shown.seq > last.get(shown.auction_id, 0):
                violations.append(f"I9: {bidder.name} was shown {shown}, which isn't in the ledger")
                continue
            moves = history.get((shown.auction_id, shown.lot), [])
            price = ([0] + [price for seq, price in moves if seq <= shown.seq])[-1]
            if price != shown.price_cents:
                violations.append(f"I17: {bidder.name} was shown {shown}, and the ledger says {price}")
    return violations
