"""What the server answers to one connection, and what it says about the connection itself."""

from typing import Literal

from server.protocol.refusals import Code
from server.protocol.scalars import (
    Audience,
    BidStatus,
    Counter,
    LotRank,
    RoomName,
    SubscribeMode,
    TimeMs,
    WireAuctionId,
    WireCents,
    WireCommandId,
)
from server.protocol.snapshots import Snapshot
from server.protocol.wire import Message, Part


class Limits(Part, frozen=True, kw_only=True):
    """What a well-behaved client keeps to; beyond it frames are refused, then the connection."""

    frame_bytes: Counter
    frames_per_second: Counter
    frames_burst: Counter
    bids_per_second: Counter
    bids_burst: Counter
    pings_per_second: Counter
    rooms: Counter


class Welcome(Message, frozen=True, kw_only=True):
    """Who the server takes the client for; `ping_ms` is how often it looks whether the client is there."""

    id: Counter
    user_id: str
    member_of: str
    audience: Audience
    server_ms: TimeMs
    ping_ms: Counter
    limits: Limits


class Subscribed(Message, frozen=True, kw_only=True):
    """The client is in the room, at this position: start from the snapshot, from the replay that follows, or go on."""

    id: Counter
    room: RoomName
    epoch: Counter
    seq: Counter
    mode: SubscribeMode
    snapshot: Snapshot | None = None


class Ok(Message, frozen=True, kw_only=True):
    """Done."""

    id: Counter


class Pong(Message, frozen=True, kw_only=True):
    """When a `ping` came in and when this went out, by the server's clock."""

    id: Counter
    client_ms: TimeMs
    received_ms: TimeMs
    sent_ms: TimeMs


class Pending(Message, frozen=True, kw_only=True):
    """The command is taken but not yet committed after 300 ms; promises nothing. `id` is left out by REST."""

    id: Counter | None = None
    command_id: WireCommandId


class BidResult(Message, frozen=True, kw_only=True):
    """The one outcome of a command, committed; `repeated` when it had been given before. `id` is left out by REST.

    `available_cents` comes with `limit_exceeded`: the most that may still be committed.
    """

    id: Counter | None = None
    command_id: WireCommandId
    auction_id: WireAuctionId
    lot: LotRank
    status: BidStatus
    code: Code | None = None
    epoch: Counter
    seq: Counter
    amount_cents: WireCents | None = None
    available_cents: WireCents | None = None
    price_cents: WireCents
    next_min_cents: WireCents
    leading: bool
    ends_at_ms: TimeMs
    decided_at_ms: TimeMs
    repeated: bool


class Error(Message, frozen=True, kw_only=True):
    """The request got no decision; with `retry` the same one may be sent again, `after_ms` from now."""

    id: Counter | None = None
    code: Code
    retry: bool
    after_ms: Counter | None = None
    detail: str | None = None


class Resync(Message, frozen=True, kw_only=True):
    """The server told all it can of these rooms: subscribe again, for a snapshot or to hear that the right ended."""

    rooms: tuple[RoomName, ...]


class ReauthDue(Message, frozen=True, kw_only=True):
    """The session ends then: sign in again before."""

    at_ms: TimeMs


class Bye(Message, frozen=True, kw_only=True):
    """The server is about to close the connection; come back after so long."""

    code: Literal["restarting"]
    after_ms: Counter


Reply = Welcome | Subscribed | Ok | Pong | Pending | BidResult | Error | Resync | ReauthDue | Bye
