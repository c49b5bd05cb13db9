"""What a manager does with a running auction, over HTTP; `Idempotency-Key` is the command's id.

Each answers the auction as it is afterwards, in the shape of its page.
"""

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct, ValidationError, convert

from server.accounts.guards import dealer_only, needs
from server.accounts.principal import DealerUser, Right
from server.auctions import unselling
from server.auctions.fairness import Fairness, fairness
from server.auctions.managing import Act, Cancel, Extend, LowerReserve, Pause, Resume, VoidBid, manage
from server.auctions.snapshots import check_access, snapshot
from server.auctions.trading import Trading
from server.kit.http import Injected, Remark, text_id
from server.kit.ids import AuctionId, CommandId, new_id
from server.protocol.refusals import Code, Refusal
from server.protocol.scalars import LotRank, WireCents, WireCommandId
from server.protocol.snapshots import AuctionSnapshot
from server.rest.repeats import IdempotencyKey, command_id_of

EXTENSION_SECONDS_MAX = 7 * 86_400
RUNS_AUCTIONS = [needs(Right.RUN_AUCTIONS)]

Seconds = Annotated[int, Meta(ge=1, le=EXTENSION_SECONDS_MAX)]


class CancelForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an auction is taken back; told to all, required once there are bids (domain 7.4)."""

    reason: Remark = ""


class ExtendForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By how much every end moves that hasn't come."""

    by_seconds: Seconds


class ReserveForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lot's new, lower reserve incl. VAT; 0: none any more."""

    reserve_cents: WireCents


class VoidForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which bid is taken out, by its command id, and why: told to all."""

    command_id: WireCommandId
    reason: Remark


class ReasonForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why; told to the pro."""

    reason: Remark


@post("/auctions/{auction_id:uuid}/cancel", guards=RUNS_AUCTIONS, status_code=200)
async def cancel_auction(
    *,
    idempotency_key: IdempotencyKey = None,
    auction_id: FromPath[UUID],
    data: JSONBody[CancelForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
) -> AuctionSnapshot:
    """Take the auction back; with bids only with a reason (409 `reason_required`)."""
    return await _managed(idempotency_key, trading, user, auction_id, Cancel(reason=data.reason.strip()))


@post("/auctions/{auction_id:uuid}/pause", guards=RUNS_AUCTIONS, status_code=200)
async def pause_auction(
    *,
    idempotency_key: IdempotencyKey = None,
    auction_id: FromPath[UUID],
    user: Injected[DealerUser],
    trading: Injected[Trading],
) -> AuctionSnapshot:
    """Stop the clock: no bid is taken until the auction is resumed."""
    return await _managed(idempotency_key, trading, user, auction_id, Pause())


@post("/auctions/{auction_id:uuid}/resume", guards=RUNS_AUCTIONS, status_code=200)
async def resume_auction(
    *,
    idempotency_key: IdempotencyKey = None,
    auction_id: FromPath[UUID],
    user: Injected[DealerUser],
    trading: Injected[Trading],
) -> AuctionSnapshot:
    """Go on; ends move by the length of the pause."""
    return await _managed(idempotency_key, trading, user, auction_id, Resume())


@post("/auctions/{auction_id:uuid}/extend", guards=RUNS_AUCTIONS, status_code=200)
async def extend_auction(
    *,
    idempotency_key: IdempotencyKey = None,
    auction_id: FromPath[UUID],
    data: JSONBody[ExtendForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
) -> AuctionSnapshot:
    """Move every end that hasn't come."""
    return await _managed(idempotency_key, trading, user, auction_id, Extend(by_seconds=data.by_seconds))


@post("/auctions/{auction_id:uuid}/lots/{lot:int}/reserve", guards=RUNS_AUCTIONS, status_code=200)
async def lower_reserve(
    *,
    idempotency_key: IdempotencyKey = None,
    auction_id: FromPath[UUID],
    lot: FromPath[int],
    data: JSONBody[ReserveForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
) -> AuctionSnapshot:
    """Lower a lot's reserve; the price jumps to it where the leader's maximum reaches so far.

    422 `reserve_not_lower`, `no_reserve`.
    """
    act = LowerReserve(lot=_rank(lot), reserve_cents=data.reserve_cents)
    return await _managed(idempotency_key, trading, user, auction_id, act)


@post("/auctions/{auction_id:uuid}/lots/{lot:int}/void", guards=RUNS_AUCTIONS, status_code=200)
async def void_bid(
    *,
    idempotency_key: IdempotencyKey = None,
    auction_id: FromPath[UUID],
    lot: FromPath[int],
    data: JSONBody[VoidForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
) -> AuctionSnapshot:
    """Take a bid out; the price comes from what remains (409 `reason_required`)."""
    act = VoidBid(lot=_rank(lot), command_id=data.command_id, reason=data.reason.strip())
    return await _managed(idempotency_key, trading, user, auction_id, act)


@post("/auctions/{auction_id:uuid}/lots/{lot:int}/sale-cancellation", guards=RUNS_AUCTIONS, status_code=200)
async def cancel_sale(
    auction_id: FromPath[UUID],
    lot: FromPath[int],
    data: JSONBody[ReasonForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
) -> AuctionSnapshot:
    """Undo the sale of a lot, before it is ordered and while its cars are here.

    409 `not_sold`, `ordered`, `not_movable`, `reason_required`.
    """
    auction = AuctionId(text_id(auction_id))
    await unselling.cancel_sale(trading, user, auction, _rank(lot), reason=data.reason.strip())
    return await snapshot(trading.pictures, user, auction)


@get("/auctions/{auction_id:uuid}/fairness", guards=[dealer_only])
async def read_fairness(auction_id: FromPath[UUID], user: Injected[DealerUser], trading: Injected[Trading]) -> Fairness:
    """When each invited pro was told of the start, and how far apart that was."""
    auction = AuctionId(text_id(auction_id))
    await check_access(trading.resources.postgres, user, auction)
    return await fairness(trading.resources.postgres, auction)


async def _managed(key: str | None, trading: Trading, user: DealerUser, auction_id: UUID, act: Act) -> AuctionSnapshot:
    auction = AuctionId(text_id(auction_id))
    await manage(trading, user, auction, act, command_id=CommandId(new_id()) if key is None else command_id_of(key))
    return await snapshot(trading.pictures, user, auction)


def _rank(lot: int) -> int:
    try:
        return convert(lot, LotRank)
    except ValidationError as error:
        raise Refusal(Code.NOT_FOUND) from error


router = Router(
    "/api",
    route_handlers=[
        cancel_auction,
        pause_auction,
        resume_auction,
        extend_auction,
        lower_reserve,
        void_bid,
        cancel_sale,
        read_fairness,
    ],
    tags=["auctions"],
)
