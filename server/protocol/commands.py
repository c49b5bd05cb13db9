"""What a client may say; each answer is in `replies`.

`id` numbers the requests of one connection; `command_id` is made and stored by the client before sending, so that the
same decision sent twice has one outcome. `epoch` is the one the client's picture of the auction belongs to.
"""

from typing import Annotated

from msgspec import Meta

from server.protocol.scalars import (
    Counter,
    Guard,
    LotRank,
    RoomName,
    ShortText,
    Ticket,
    TimeMs,
    WireAuctionId,
    WireCents,
    WireCommandId,
)
from server.protocol.wire import Command, Received

# More would not fit a frame of 4 KiB anyway.
RESUMED_ROOMS_MAX = 64


class ClientVersion(Received, frozen=True, kw_only=True):
    """Which program speaks, for the log."""

    name: ShortText
    version: ShortText


class Since(Received, frozen=True, kw_only=True):
    """The last position a client has applied in a room."""

    epoch: Counter
    seq: Counter


class ResumedRoom(Received, frozen=True, kw_only=True):
    """A room and the last position applied there."""

    room: RoomName
    epoch: Counter
    seq: Counter


class Hello(Command, frozen=True, kw_only=True):
    """First frame, within 5 s: answered by `welcome`, then one `subscribed` for each resumed room."""

    id: Counter
    client: ClientVersion
    ticket: Ticket | None = None
    resume: Annotated[tuple[ResumedRoom, ...], Meta(max_length=RESUMED_ROOMS_MAX)] = ()


class Subscribe(Command, frozen=True, kw_only=True):
    """Follow a room, from `since` where that is still known: answered by `subscribed`."""

    id: Counter
    room: RoomName
    since: Since | None = None


class Unsubscribe(Command, frozen=True, kw_only=True):
    """Leave a room: answered by `ok`."""

    id: Counter
    room: RoomName


class PlaceBid(Command, frozen=True, kw_only=True):
    """Bid exactly this amount, shown at once (domain 7.5): answered by `bid_result`.

    `guard="exact"` also demands that the price still is `seen_price_cents`; an amount above ten times the lowest
    acceptable one needs `confirm_large`.
    """

    id: Counter
    command_id: WireCommandId
    auction_id: WireAuctionId
    lot: LotRank
    epoch: Counter
    amount_cents: WireCents
    seen_price_cents: WireCents | None = None
    guard: Guard = "min"
    confirm_large: bool = False


class SetMaximum(Command, frozen=True, kw_only=True):
    """Let the book raise for the pro up to this amount, which never shows (domain 7.10): answered by `bid_result`."""

    id: Counter
    command_id: WireCommandId
    auction_id: WireAuctionId
    lot: LotRank
    epoch: Counter
    maximum_cents: WireCents


class CancelMaximum(Command, frozen=True, kw_only=True):
    """Stop raising: the maximum falls to the price it stands at. Answered by `bid_result`."""

    id: Counter
    command_id: WireCommandId
    auction_id: WireAuctionId
    lot: LotRank
    epoch: Counter


class Quote(Command, frozen=True, kw_only=True):
    """Give or change the pro's one sealed price (domain 4.6): answered by `bid_result`."""

    id: Counter
    command_id: WireCommandId
    auction_id: WireAuctionId
    lot: LotRank
    epoch: Counter
    amount_cents: WireCents


class Decline(Command, frozen=True, kw_only=True):
    """Pass on a sealed lot (domain 4.6): answered by `bid_result`."""

    id: Counter
    command_id: WireCommandId
    auction_id: WireAuctionId
    lot: LotRank
    epoch: Counter


class CommandStatus(Command, frozen=True, kw_only=True):
    """Ask what became of a command: answered by `bid_result`, `unknown` where it was never seen."""

    id: Counter
    auction_id: WireAuctionId
    command_id: WireCommandId


class Ping(Command, frozen=True, kw_only=True):
    """Compare clocks: answered by `pong`."""

    id: Counter
    client_ms: TimeMs


AuctionCommand = PlaceBid | SetMaximum | CancelMaximum | Quote | Decline
ClientMessage = Hello | Subscribe | Unsubscribe | AuctionCommand | CommandStatus | Ping
