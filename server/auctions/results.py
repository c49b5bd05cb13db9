"""Say what a closed auction brought, to the dealer per lot, to each bidder of its own lots (domain 7.8, 7.9)."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from server.auctions.event import PrivateLot
from server.auctions.lot_lines import TradedLot, named
from server.kit.ids import AuctionId, ProId
from server.kit.postgres import Connection
from server.notifications.wording.facts import Fact
from server.notifications.wording.lot_lines import LotLine

BIDDERS: Final = """
SELECT pro_id, array_agg(DISTINCT lot) AS lots FROM ledger WHERE auction_id = $1 AND pro_id <> '' GROUP BY pro_id
"""
LAST: Final = """
SELECT lot.lot, last.private FROM lot CROSS JOIN LATERAL (
    SELECT private FROM ledger WHERE ledger.auction_id = lot.auction_id AND ledger.lot = lot.lot
    ORDER BY seq DESC LIMIT 1) AS last
WHERE lot.auction_id = $1 AND lot.outcome = 'reserve_not_met'
"""

_private_lot: msgspec.json.Decoder[PrivateLot] = msgspec.json.Decoder(PrivateLot)


class Bidder(Struct, frozen=True, kw_only=True):
    """A pro that acted, the lots it acted on, and those it led to the end under their reserve."""

    pro_id: ProId
    lots: frozenset[int]
    highest: frozenset[int]


async def bidders(connection: Connection, auction_id: AuctionId) -> list[Bidder]:
    """Everybody who acted in the auction."""
    led = {
        row["lot"]: _private_lot.decode(row["private"]).lot.leader_pro
        for row in await connection.fetch(LAST, auction_id)
    }
    return [
        Bidder(
            pro_id=ProId(row["pro_id"]),
            lots=frozenset(row["lots"]),
            highest=frozenset(lot for lot, leader in led.items() if leader == row["pro_id"]),
        )
        for row in await connection.fetch(BIDDERS, auction_id)
    ]


def for_the_dealer(lots: Sequence[TradedLot]) -> Mapping[str, Fact]:
    """Every lot with its buyer and price, and the sum incl. VAT."""
    sold = [lot for lot in lots if lot.outcome == "sold"]
    return {
        "lots": len(lots),
        "sold": len(sold),
        "total_cents": sum(lot.price_cents or 0 for lot in sold),
        "results": [_told_to_the_dealer(lot) for lot in lots],
    }


def for_a_bidder(bidder: Bidder, lots: Sequence[TradedLot], *, place: str) -> Mapping[str, Mapping[str, Fact]]:
    """The bidder's lots by what became of them, as kinds of messages."""
    mine = [lot for lot in lots if lot.lot in bidder.lots]
    won = [lot for lot in mine if lot.outcome == "sold" and lot.winner_pro_id == bidder.pro_id]
    kept = [lot for lot in mine if lot.outcome == "reserve_not_met"]
    lost = [lot for lot in mine if lot.outcome == "sold" and lot.winner_pro_id != bidder.pro_id]
    found: dict[str, Mapping[str, Fact]] = {}
    if won:
        lines = [lot.line("won", price_cents=lot.price_cents) for lot in won]
        total = sum(lot.price_cents or 0 for lot in won)
        found["won"] = {**named(won), "total_cents": total, "results": lines, "place": place}
    if kept:
        lines = [
            lot.line("highest" if lot.lot in bidder.highest else "reserve_not_met", price_cents=lot.price_cents)
            for lot in kept
        ]
        found["reserve_not_met"] = {**named(kept), "results": lines}
    if lost:
        found["lost"] = {**named(lost), "results": [lot.line("lost", price_cents=lot.price_cents) for lot in lost]}
    return found


def _told_to_the_dealer(lot: TradedLot) -> LotLine:
    match lot.outcome:
        case "sold":
            return lot.line("sold", price_cents=lot.price_cents, pro=lot.winner)
        case "reserve_not_met":
            return lot.line("reserve_not_met", price_cents=lot.price_cents)
        case "no_bid":
            return lot.line("no_bid", price_cents=None)
        case _:
            return lot.line("cancelled", price_cents=None)
