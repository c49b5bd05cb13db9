"""Rooms as they are when one enters: a snapshot and every later event give the same picture as a later snapshot.

`GET /api/auctions/{id}` has the same shape, so that one client code reads both.
"""

from server.protocol.lots import DealerLot, Party, ProLot, Totals
from server.protocol.scalars import (
    AuctionFormat,
    AuctionKind,
    AuctionState,
    Counter,
    LotRank,
    Standing,
    TimeMs,
    WireAuctionId,
    WireCents,
)
from server.protocol.wire import Part


class SoftClose(Part, frozen=True, kw_only=True):
    """A bid within the window moves the end to the extension from now, within the cap in all (domain 7.11)."""

    window_seconds: Counter
    extension_seconds: Counter
    cap_seconds: Counter


class AuctionHead(Part, frozen=True, kw_only=True):
    """What holds for all lots of an auction; without `soft_close` the end is hard; `comment` is for pros (domain 4.2).

    While `paused`, the clock stands at what was left at `paused_at_ms`.
    """

    id: WireAuctionId
    number: Counter
    format: AuctionFormat
    kind: AuctionKind
    state: AuctionState
    paused: bool = False
    paused_at_ms: TimeMs | None = None
    starts_at_ms: TimeMs
    ends_at_ms: TimeMs
    minimum_raise_cents: WireCents
    soft_close: SoftClose | None = None
    entity: Party
    point_of_sale: Party
    comment: str | None = None


class DealerSnapshot(Part, frozen=True, kw_only=True, tag_field="audience", tag="dealer"):
    """An auction with everything its seller may see, at position (epoch, seq) of the dealers' room.

    `pros` are those invited, by name.
    """

    epoch: Counter
    seq: Counter
    auction: AuctionHead
    lots: tuple[DealerLot, ...]
    totals: Totals
    pros: tuple[Party, ...] = ()


class ProSnapshot(Part, frozen=True, kw_only=True, tag_field="audience", tag="pro"):
    """An auction as one invited pro sees it, at position (epoch, seq) of the pros' room.

    `my_number` is the reader's own `leader_number` in this auction, from its first bid on.
    `parted`: the connection has ended, so that only the lots the pro leads are shown, and no bids are taken.
    """

    epoch: Counter
    seq: Counter
    auction: AuctionHead
    lots: tuple[ProLot, ...]
    my_number: Counter | None = None
    parted: bool = False


class OwnPosition(Part, frozen=True, kw_only=True):
    """Where the pro stands in one lot."""

    auction_id: WireAuctionId
    lot: LotRank
    standing: Standing
    my_bid_cents: WireCents | None = None
    my_maximum_cents: WireCents | None = None
    my_number: Counter | None = None
    price_cents: WireCents
    next_min_cents: WireCents
    ends_at_ms: TimeMs


class MeSnapshot(Part, frozen=True, kw_only=True, tag_field="audience", tag="me"):
    """What concerns the person alone: positions in running auctions (pros) and unread notifications."""

    positions: tuple[OwnPosition, ...]
    unread: Counter


class DeskSnapshot(Part, frozen=True, kw_only=True, tag_field="audience", tag="desk"):
    """The live figures of an entity's desk, each tile by name."""

    tiles: dict[str, dict[str, int | str]]


AuctionSnapshot = DealerSnapshot | ProSnapshot
Snapshot = AuctionSnapshot | MeSnapshot | DeskSnapshot
