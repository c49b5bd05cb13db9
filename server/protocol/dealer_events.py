"""What happened, as the selling dealer sees it: names and reserves, figures for who may see them (domain 1.6)."""

from server.protocol.events import (
    AuctionCancelled,
    AuctionClosed,
    AuctionOpened,
    BidVoided,
    CarChanged,
    CountdownChanged,
    Event,
    Presence,
)
from server.protocol.lots import Margin, Party, Totals
from server.protocol.scalars import (
    Counter,
    LotOutcome,
    LotRank,
    MarginReason,
    TimeMs,
    WireCents,
    WireCommandId,
    WireOfferId,
)
from server.protocol.wire import Part


class AutomaticAnswer(Part, frozen=True, kw_only=True):
    """What a standing maximum answered to the bid within the same decision (domain 7.10)."""

    pro: Party
    amount_cents: WireCents


class BidPlaced(Event, frozen=True, kw_only=True):
    """A bid and what it brings; `leader` is who leads after it and after the automatic `answer`."""

    lot: LotRank
    command_id: WireCommandId | None = None
    pro: Party
    member: Party | None = None
    amount_cents: WireCents
    automatic: bool
    answer: AutomaticAnswer | None = None
    leader: Party | None = None
    price_cents: WireCents
    next_min_cents: WireCents
    bids: Counter
    bidders: Counter
    ends_at_ms: TimeMs
    extended: bool
    reserve_met: bool
    margin: Margin | None = None
    totals: Totals


class MarginChanged(Event, frozen=True, kw_only=True):
    """Money moved without a bid: by a maximum nobody sees, or as the price went to a lowered reserve (domain 7.10).

    `why` `cost`: a car's costs changed (domain 6.8). That is told outside of the numbers, as `presence` is.
    """

    lot: LotRank
    price_cents: WireCents
    next_min_cents: WireCents
    reserve_cents: WireCents | None = None
    reserve_met: bool
    margin: Margin | None = None
    totals: Totals
    why: MarginReason


class DealerLotClosed(Event, frozen=True, kw_only=True, tag="lot_closed"):
    """A lot is over; `offer_id` is the offer made out to the winner (domain 7.9)."""

    lot: LotRank
    outcome: LotOutcome
    price_cents: WireCents | None = None
    winner: Party | None = None
    offer_id: WireOfferId | None = None


class QuoteReceived(Event, frozen=True, kw_only=True):
    """A pro gave or changed its sealed price (domain 4.6); how much is for those who may validate the trade-in."""

    lot: LotRank
    pro: Party
    amount_cents: WireCents | None = None
    answered: Counter
    invited: Counter
    best_cents: WireCents | None = None


class QuoteDeclined(Event, frozen=True, kw_only=True):
    """A pro passed."""

    lot: LotRank
    pro: Party
    answered: Counter
    invited: Counter
    best_cents: WireCents | None = None


class TileChanged(Event, frozen=True, kw_only=True):
    """New figures of a tile of the desk, in room `desk:<entity>`."""

    tile: str
    figures: dict[str, int | str]


class RowChanged(Event, frozen=True, kw_only=True):
    """A thing of the entity changed: refresh its row, in room `desk:<entity>`."""

    kind: str
    id: str
    summary: dict[str, int | str]


DeskEvent = TileChanged | RowChanged
DealerEvent = (
    BidPlaced
    | MarginChanged
    | DealerLotClosed
    | CountdownChanged
    | AuctionOpened
    | AuctionClosed
    | AuctionCancelled
    | BidVoided
    | CarChanged
    | QuoteReceived
    | QuoteDeclined
    | Presence
)
