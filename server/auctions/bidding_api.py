"""Bidding over HTTP: the twins of the socket's commands, `Idempotency-Key` being the command id."""

import asyncio
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct, ValidationError, convert

from server.accounts.guards import bidder_only, pro_only
from server.accounts.principal import Principal, ProMember
from server.auctions.bidding import command_status, decide
from server.auctions.book import BookUnavailableError
from server.auctions.positions import MyBid, my_bids
from server.auctions.quotations import MyQuotation, my_quotations
from server.auctions.trading import Trading
from server.kit.http import Injected, text_id
from server.kit.ids import AuctionId
from server.protocol.commands import AuctionCommand, CancelMaximum, CommandStatus, Decline, PlaceBid, Quote, SetMaximum
from server.protocol.refusals import Code, Refusal
from server.protocol.replies import BidResult, Pending
from server.protocol.scalars import Counter, Guard, LotRank, WireCents
from server.rest.listing import Page
from server.rest.repeats import CommandKey, command_id_of

# Longer than a commit ever takes while all is well; then the client asks for the status, or repeats.
PENDING_SECONDS = 5.0


class BidForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A direct bid; without `epoch` it is meant for the book as it is now."""

    amount_cents: WireCents
    epoch: Counter | None = None
    seen_price_cents: WireCents | None = None
    guard: Guard = "min"
    confirm_large: bool = False


class MaximumForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The most the book may bid for the pro."""

    maximum_cents: WireCents
    epoch: Counter | None = None


class QuoteForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sealed price."""

    amount_cents: WireCents
    epoch: Counter | None = None


class DeclineForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Passing."""

    epoch: Counter | None = None


@post("/auctions/{auction_id:uuid}/lots/{lot:int}/bids", guards=[bidder_only], status_code=200)
async def place_bid(
    *,
    idempotency_key: CommandKey,
    auction_id: FromPath[UUID],
    lot: FromPath[int],
    data: JSONBody[BidForm],
    member: Injected[ProMember],
    trading: Injected[Trading],
) -> Response[BidResult | Pending]:
    """Bid exactly this amount; the answer is its one outcome, accepted or refused, whichever copy asks."""
    auction = AuctionId(text_id(auction_id))
    command = PlaceBid(
        id=0,
        command_id=command_id_of(idempotency_key),
        auction_id=auction,
        lot=_rank(lot),
        epoch=await _epoch(trading, member, auction, data.epoch),
        amount_cents=data.amount_cents,
        seen_price_cents=data.seen_price_cents,
        guard=data.guard,
        confirm_large=data.confirm_large,
    )
    return await _answer(trading, member, command)


@post("/auctions/{auction_id:uuid}/lots/{lot:int}/maximum", guards=[bidder_only], status_code=200)
async def set_maximum(
    *,
    idempotency_key: CommandKey,
    auction_id: FromPath[UUID],
    lot: FromPath[int],
    data: JSONBody[MaximumForm],
    member: Injected[ProMember],
    trading: Injected[Trading],
) -> Response[BidResult | Pending]:
    """Let the book bid for the pro up to an amount that never shows."""
    auction = AuctionId(text_id(auction_id))
    command = SetMaximum(
        id=0,
        command_id=command_id_of(idempotency_key),
        auction_id=auction,
        lot=_rank(lot),
        epoch=await _epoch(trading, member, auction, data.epoch),
        maximum_cents=data.maximum_cents,
    )
    return await _answer(trading, member, command)


@delete("/auctions/{auction_id:uuid}/lots/{lot:int}/maximum", guards=[bidder_only], status_code=200)
async def cancel_maximum(
    *,
    idempotency_key: CommandKey,
    auction_id: FromPath[UUID],
    lot: FromPath[int],
    member: Injected[ProMember],
    trading: Injected[Trading],
) -> Response[BidResult | Pending]:
    """Let the pro's maximum fall to the price it stands at."""
    auction = AuctionId(text_id(auction_id))
    command = CancelMaximum(
        id=0,
        command_id=command_id_of(idempotency_key),
        auction_id=auction,
        lot=_rank(lot),
        epoch=await _epoch(trading, member, auction, None),
    )
    return await _answer(trading, member, command)


@post("/auctions/{auction_id:uuid}/lots/{lot:int}/quote", guards=[bidder_only], status_code=200)
async def place_quote(
    *,
    idempotency_key: CommandKey,
    auction_id: FromPath[UUID],
    lot: FromPath[int],
    data: JSONBody[QuoteForm],
    member: Injected[ProMember],
    trading: Injected[Trading],
) -> Response[BidResult | Pending]:
    """Give or change the pro's one sealed price."""
    auction = AuctionId(text_id(auction_id))
    command = Quote(
        id=0,
        command_id=command_id_of(idempotency_key),
        auction_id=auction,
        lot=_rank(lot),
        epoch=await _epoch(trading, member, auction, data.epoch),
        amount_cents=data.amount_cents,
    )
    return await _answer(trading, member, command)


@post("/auctions/{auction_id:uuid}/lots/{lot:int}/decline", guards=[bidder_only], status_code=200)
async def decline_quote(
    *,
    idempotency_key: CommandKey,
    auction_id: FromPath[UUID],
    lot: FromPath[int],
    data: JSONBody[DeclineForm],
    member: Injected[ProMember],
    trading: Injected[Trading],
) -> Response[BidResult | Pending]:
    """Pass on a sealed lot."""
    auction = AuctionId(text_id(auction_id))
    command = Decline(
        id=0,
        command_id=command_id_of(idempotency_key),
        auction_id=auction,
        lot=_rank(lot),
        epoch=await _epoch(trading, member, auction, data.epoch),
    )
    return await _answer(trading, member, command)


@get("/auctions/{auction_id:uuid}/commands/{command_id:str}")
async def read_command(
    auction_id: FromPath[UUID],
    command_id: FromPath[str],
    principal: Injected[Principal],
    trading: Injected[Trading],
) -> BidResult:
    """What became of one's own command; `unknown` if it never arrived."""
    asked = CommandStatus(id=0, auction_id=AuctionId(text_id(auction_id)), command_id=command_id_of(command_id))
    return await command_status(trading, principal, asked)


@get("/my/bids", guards=[pro_only])
async def list_my_bids(member: Injected[ProMember], trading: Injected[Trading]) -> Page[MyBid]:
    """The lots the pro has bid on, the next to end first."""
    bids = await my_bids(trading.pictures, member.pro_id)
    return Page(items=bids, next_cursor=None, total=len(bids))


@get("/my/quotations", guards=[pro_only])
async def list_my_quotations(member: Injected[ProMember], trading: Injected[Trading]) -> Page[MyQuotation]:
    """The cars the pro is asked to price, the next to end first, and those it was asked lately."""
    asked = await my_quotations(trading.pictures, member.pro_id)
    return Page(items=asked, next_cursor=None, total=len(asked))


async def _answer(trading: Trading, member: ProMember, command: AuctionCommand) -> Response[BidResult | Pending]:
    try:
        async with asyncio.timeout(PENDING_SECONDS):
            return Response(await decide(trading, member, command), status_code=200)
    except TimeoutError:
        return Response(Pending(command_id=command.command_id), status_code=202)


async def _epoch(trading: Trading, member: ProMember, auction_id: AuctionId, given: int | None) -> int:
    """The epoch the client saw; for one that has no picture of the auction, the present one."""
    if given is not None:
        return given
    admission = await trading.admissions.find(auction_id, member.pro_id)
    if admission is None or not admission.invited:
        raise Refusal(Code.NOT_FOUND)
    try:
        epoch = await trading.book.epoch(admission.partition)
    except BookUnavailableError as error:
        raise Refusal(Code.UNAVAILABLE) from error
    if epoch is None:
        raise Refusal(Code.UNAVAILABLE)
    return epoch


def _rank(lot: int) -> int:
    try:
        return convert(lot, LotRank)
    except ValidationError as error:
        raise Refusal(Code.NOT_FOUND) from error


router = Router(
    "/api",
    route_handlers=[
        place_bid,
        set_maximum,
        cancel_maximum,
        place_quote,
        decline_quote,
        read_command,
        list_my_bids,
        list_my_quotations,
    ],
    tags=["bidding"],
)
