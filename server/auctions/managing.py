"""Let a manager act on a running auction, through the same book and journal as bids (domain 7.4, "Bids: exact rules").

    Refusal not_found          no such auction, lot or bid, for this user
    Refusal closed, not_open, paused, not_paused, reserve_not_lower, no_reserve
                               the state of the auction or lot doesn't allow it
    Refusal reason_required    it is told to all, so it needs a reason
    Refusal command_mismatch   this command id did something else
    Refusal unavailable        the book can't be asked now: repeat with the same command id

The same command id does it once, and gets its first outcome from then on.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias, assert_never

from msgspec import Struct

from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.auctions.book import Address, BookUnavailableError, OrderBook
from server.auctions.decision import Decision
from server.auctions.trading import Trading
from server.kit.ids import AuctionId, CommandId, EntityId
from server.kit.money import Cents
from server.kit.partitions import Partition
from server.ledger.feed import PassedOverError
from server.protocol.refusals import Code, Refusal


class Pause(Struct, frozen=True, kw_only=True):
    """Stop the clock."""


class Resume(Struct, frozen=True, kw_only=True):
    """Go on; nobody loses time."""


class Extend(Struct, frozen=True, kw_only=True):
    """Move every end that hasn't come."""

    by_seconds: int


class Cancel(Struct, frozen=True, kw_only=True):
    """Take the auction back; a reason is required once there are bids."""

    reason: str = ""


class LowerReserve(Struct, frozen=True, kw_only=True):
    """Lower a lot's reserve, or drop it (0): the price may jump to it (domain 7.10)."""

    lot: int
    reserve_cents: Cents


class VoidBid(Struct, frozen=True, kw_only=True):
    """Take back what somebody bid or quoted on a lot, by that command's id."""

    lot: int
    command_id: CommandId
    reason: str


Act: TypeAlias = Pause | Resume | Extend | Cancel | LowerReserve | VoidBid


async def manage(trading: Trading, user: DealerUser, auction_id: AuctionId, act: Act, *, command_id: CommandId) -> None:
    """Do it; returns once that is committed. Whether the user may run auctions is the caller's check."""
    pool = trading.resources.postgres
    row = await pool.fetchrow("SELECT entity_id, partition, state FROM auction WHERE id = $1", auction_id)
    if row is None or not sees_entity(user, EntityId(str(row["entity_id"]))):
        raise Refusal(Code.NOT_FOUND)
    partition = Partition(row["partition"])
    try:
        address = Address(
            partition=partition,
            auction_id=auction_id,
            epoch=await trading.book.epoch(partition) or 0,
            command_id=command_id,
            sender=user.user_id,
            lot=act.lot if isinstance(act, LowerReserve | VoidBid) else 0,
        )
        decision = await _asked(act)(trading.book, address)
        if decision.status == "no_book" and row["state"] in {"closed", "cancelled"}:
            raise Refusal(Code.CLOSED)  # the book forgets some hours after the end
        await _decided(trading, partition, decision)
    except (BookUnavailableError, PassedOverError) as error:
        raise Refusal(Code.UNAVAILABLE) from error


def _asked(act: Act) -> Callable[[OrderBook, Address], Awaitable[Decision]]:
    match act:
        case Pause():
            return lambda book, address: book.pause(address)
        case Resume():
            return lambda book, address: book.resume(address)
        case Extend():
            return lambda book, address: book.extend(address, by_ms=act.by_seconds * 1_000)
        case Cancel():
            return lambda book, address: book.cancel(address, reason=act.reason)
        case LowerReserve():
            return lambda book, address: book.lower_reserve(address, reserve_cents=act.reserve_cents)
        case VoidBid():
            return lambda book, address: book.void(address, command_id=act.command_id, reason=act.reason)
        case _ as never:
            assert_never(never)


async def _decided(trading: Trading, partition: Partition, decision: Decision) -> None:
    match decision.status:
        case "ok":
            await trading.committed(partition, decision.key)
        case "mismatch":
            raise Refusal(Code.COMMAND_MISMATCH)
        case "no_book" | "stale_epoch":
            raise Refusal(Code.UNAVAILABLE)
        case _ as never:
            assert_never(never)
    if not decision.accepted:
        raise Refusal(Code(decision.outcome))
