"""What happened in a room, told to both audiences or to one person.

Every event carries the **absolute** new state and the room's position: `seq` is dense per room and audience; where
several were merged, `from_seq` is the first of them. What no book numbered (`Unnumbered`, and `margin_changed` with
`why` `cost`) carries the position the room has reached without moving it: it is applied at a `seq` already seen, too.
The hub numbers events of `me` and `desk`: whoever makes them leaves `epoch` and `seq` at 0.
"""

from typing import TypeAlias

from server.protocol.lots import LotState, Vehicle
from server.protocol.scalars import (
    AuctionState,
    CountdownReason,
    Counter,
    LotRank,
    RoomName,
    Standing,
    TimeMs,
    WireAuctionId,
    WireCents,
)
from server.protocol.wire import Message, Part


class Event(Message, frozen=True, kw_only=True):
    """A position in a room, and when it was reached by the book's clock."""

    room: RoomName
    epoch: Counter
    seq: Counter
    from_seq: Counter | None = None
    at_ms: TimeMs


class CountdownChanged(Event, frozen=True, kw_only=True):
    """An end moved, or a clock stopped or started: of one lot, or (no `lot`) of all that `lots` lists.

    `ending_soon` moves nothing: it reminds, some minutes before the end.
    """

    lot: LotRank | None = None
    ends_at_ms: TimeMs
    lots: tuple[LotState, ...] | None = None
    paused: bool = False
    paused_at_ms: TimeMs | None = None
    why: CountdownReason


class AuctionOpened(Event, frozen=True, kw_only=True):
    """Bidding starts."""

    state: AuctionState
    paused: bool = False
    paused_at_ms: TimeMs | None = None
    lots: tuple[LotState, ...]


class AuctionClosed(Event, frozen=True, kw_only=True):
    """Every lot has its outcome."""

    state: AuctionState
    lots: tuple[LotState, ...]


class AuctionCancelled(Event, frozen=True, kw_only=True):
    """The dealer took the auction back, with the reason told to all (domain 7.4)."""

    state: AuctionState
    lots: tuple[LotState, ...]
    reason: str | None = None


class BidVoided(Event, frozen=True, kw_only=True):
    """A manager voided a bid; the price is that of the remaining ones."""

    lot: LotRank
    price_cents: WireCents
    next_min_cents: WireCents
    bids: Counter
    bidders: Counter
    reserve_met: bool
    why: str


class CarChanged(Event, frozen=True, kw_only=True):
    """A car of a lot is shown anew, absolute: photos or condition were added, or its dealer corrected something.

    Told outside of the numbers, as `presence` is. `vehicle.dossier` says whether what was read of its dossier is old.
    """

    lot: LotRank
    vehicle: Vehicle


class Presence(Event, frozen=True, kw_only=True):
    """Who is there; for pros rounded, and at most every 5 s."""

    watching: Counter
    bidders: Counter


class PositionChanged(Event, frozen=True, kw_only=True):
    """Where the pro stands in a lot, told to its members only, in room `me`.

    `my_number` is its own `leader_number` in this auction, from its first bid on.
    """

    auction_id: WireAuctionId
    lot: LotRank
    standing: Standing
    my_bid_cents: WireCents | None = None
    my_maximum_cents: WireCents | None = None
    my_number: Counter | None = None
    price_cents: WireCents
    next_min_cents: WireCents
    ends_at_ms: TimeMs


class Notice(Part, frozen=True, kw_only=True):
    """A line of the person's notifications, the page it leads to, and what it is about: an auction."""

    id: str
    kind: str
    title: str
    body: str
    link: str
    subject_id: str | None = None
    created_at_ms: TimeMs
    read: bool


class Notification(Event, frozen=True, kw_only=True):
    """Something to know, told in room `me`; mails and push go their own way."""

    notification: Notice


MeEvent = PositionChanged | Notification
# What has no number of its own: nothing that is missed here makes a state wrong for long.
Unnumbered: TypeAlias = Presence | CarChanged
