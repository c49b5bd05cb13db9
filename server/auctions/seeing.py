"""Decide who is shown the money of an auction, and leave it out for others (domain 1.2, 1.6). Pure.

Of a stock auction that is what cars cost and earn, for those who may see margins. Of a quotation it is what pros give,
for those who may validate the trade-in: the others see who answered, and the time left. They count the dealers' events
by the same numbers, so that nothing but the figures is missing.
"""

from typing import Literal, TypeAlias

from msgspec.structs import replace

from server.accounts.principal import DealerUser, Principal, Right
from server.accounts.rights import may, may_validate
from server.kit.ids import UserId
from server.protocol.dealer_events import (
    BidPlaced,
    DealerEvent,
    DealerLotClosed,
    MarginChanged,
    QuoteDeclined,
    QuoteReceived,
)
from server.protocol.events import AuctionCancelled, AuctionClosed, AuctionOpened, BidVoided, CountdownChanged
from server.protocol.lots import DealerLot, DealerVehicle, LotState, QuoteRow, Totals
from server.protocol.scalars import AuctionFormat
from server.protocol.snapshots import DealerSnapshot

# `dealer_plain` is a dealer's user without the right to the figures.
Viewer: TypeAlias = Literal["dealer", "dealer_plain", "pro"]


def viewer_of(principal: Principal, *, format: AuctionFormat, asked_by: UserId | None) -> Viewer:
    """As whom this one sees an auction; `asked_by` is whose trade-in is quoted, None where it came from the web."""
    if not isinstance(principal, DealerUser):
        return "pro"
    sees = may_validate(principal, requester_id=asked_by) if format == "sealed" else may(principal, Right.SEE_MARGINS)
    return "dealer" if sees else "dealer_plain"


def plain_snapshot(snapshot: DealerSnapshot) -> DealerSnapshot:
    """The auction without its figures."""
    sealed = snapshot.auction.format == "sealed"
    lots = tuple(_plain_lot(lot, sealed=sealed) for lot in snapshot.lots)
    return replace(snapshot, lots=lots, totals=plain_totals(snapshot.totals, sealed=sealed))


def plain_event(event: DealerEvent, *, sealed: bool) -> DealerEvent:
    """The event without its figures."""
    match event:
        case BidPlaced() | MarginChanged():
            return replace(event, margin=None, totals=plain_totals(event.totals, sealed=sealed))
        case DealerLotClosed() if sealed:
            return replace(event, price_cents=None, winner=None)
        case QuoteReceived():
            return replace(event, amount_cents=None, best_cents=None)
        case QuoteDeclined():
            return replace(event, best_cents=None)
        case BidVoided() if sealed:
            return replace(event, price_cents=0)
        case AuctionOpened() | AuctionClosed() | AuctionCancelled() | CountdownChanged() if sealed and event.lots:
            return replace(event, lots=tuple(_plain_state(lot) for lot in event.lots))
        case _:
            return event


def plain_totals(totals: Totals, *, sealed: bool) -> Totals:
    """The sums of prices without what is earned."""
    return replace(totals, margin=None, last_offers_cents=0 if sealed else totals.last_offers_cents)


def _plain_lot(lot: DealerLot, *, sealed: bool) -> DealerLot:
    plain = replace(lot, margin=None, vehicles=tuple(_plain_car(car) for car in lot.vehicles))
    if not sealed:
        return plain
    quotes = tuple(_plain_quote(quote) for quote in lot.quotes or ())
    return replace(plain, price_cents=0, winner=None, leader=None, history=(), quotes=quotes)


def _plain_car(car: DealerVehicle) -> DealerVehicle:
    return replace(car, purchase_price_cents=None, costs_cents=None, real_margin_cents=None)


def _plain_quote(quote: QuoteRow) -> QuoteRow:
    return replace(quote, amount_cents=None, hidden=quote.amount_cents is not None)


def _plain_state(lot: LotState) -> LotState:
    return replace(lot, price_cents=0)
