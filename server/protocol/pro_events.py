"""What happened, as invited pros may know it: no name, no reserve, no maximum (domain 7.6)."""

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
from server.protocol.scalars import Counter, LotOutcome, LotRank, TimeMs, WireCents


class PriceChanged(Event, frozen=True, kw_only=True):
    """A lot's price, leader or reserve moved; one's own standing comes by `position_changed`.

    `leader_alias` is the pseudonym in French; `leader_number` alone is for words in the reader's language.
    """

    lot: LotRank
    price_cents: WireCents
    next_min_cents: WireCents
    bids: Counter
    bidders: Counter
    ends_at_ms: TimeMs
    extended: bool
    reserve_met: bool
    without_reserve: bool = False
    leader_alias: str | None = None
    leader_number: Counter | None = None


class ProLotClosed(Event, frozen=True, kw_only=True, tag="lot_closed"):
    """A lot is over; whether it is one's own comes by `position_changed`."""

    lot: LotRank
    outcome: LotOutcome
    price_cents: WireCents | None = None


ProEvent = (
    PriceChanged
    | ProLotClosed
    | CountdownChanged
    | AuctionOpened
    | AuctionClosed
    | AuctionCancelled
    | BidVoided
    | CarChanged
    | Presence
)
