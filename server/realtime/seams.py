"""What sockets need of the slices below, as functions: `wiring` gives the real ones, a test may give its own."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from server.accounts.principal import Principal
from server.accounts.principals import Identity
from server.auctions.seeing import Viewer
from server.protocol.commands import AuctionCommand, CommandStatus
from server.protocol.replies import BidResult, Pending
from server.protocol.snapshots import Snapshot
from server.realtime.rooms import Room

Entrance: TypeAlias = tuple[Principal, Room]


class UseCases(Struct, frozen=True, kw_only=True):
    """All that a socket can bring about; each may raise `Refusal`.

    identify        whom a session token or API key belongs to
    redeem          whom a one-time ticket belongs to
    renew           the same identities as they are now, None where a session ended
    allowed         as whom each of these may be in each room, None where it may not
    snapshot        a room as this one sees it
    committed       where an auction's room stands for this one by what is committed, as (epoch, seq)
    decide          one command, answered after its commit
    command_status  what became of a command
    """

    identify: Callable[[str], Awaitable[Identity | None]]
    redeem: Callable[[str], Awaitable[Identity | None]]
    renew: Callable[[Sequence[Identity]], Awaitable[Sequence[Identity | None]]]
    allowed: Callable[[Sequence[Entrance]], Awaitable[Sequence[Viewer | None]]]
    snapshot: Callable[[Principal, Room], Awaitable[Snapshot]]
    committed: Callable[[Principal, Room], Awaitable[tuple[int, int]]]
    decide: Callable[[Principal, AuctionCommand], Awaitable[BidResult | Pending]]
    command_status: Callable[[Principal, CommandStatus], Awaitable[BidResult]]
