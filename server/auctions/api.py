"""Auctions over HTTP: making, listing, reading; bidding is in `bidding_api`, the rest in `managing_api`."""

from collections.abc import AsyncGenerator, Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from server.accounts.guards import needs
from server.accounts.principal import DealerUser, Principal, ProMember, Right
from server.accounts.rights import may, sees_entity
from server.auctions import creating, preparing, replaying
from server.auctions.auction import AuctionForm, StockAuctionKind
from server.auctions.queries import (
    SORTS,
    AuctionFilter,
    AuctionRow,
    ProAuctionRow,
    find_auctions,
    find_invitations,
)
from server.auctions.replaying import HistoryEntry, ProHistoryEntry
from server.auctions.seeing import viewer_of
from server.auctions.snapshots import check_access, lots_seen, read_context, snapshot
from server.auctions.trading import Trading, open_soon
from server.kit.http import UUID_LENGTH, UUID_PATTERN, Injected, text_id
from server.kit.ids import AuctionId, EntityId
from server.ledger.verifying import dealer_copy, pro_copy
from server.protocol.dealer_events import DealerEvent
from server.protocol.pro_events import ProEvent
from server.protocol.refusals import Code, Refusal
from server.protocol.scalars import AuctionState
from server.protocol.snapshots import AuctionSnapshot
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page, sort_pattern
from server.rest.repeats import IdempotencyKey

# 200 cars with their prices.
FORM_BYTES_MAX = 64 * 1024
# A fresh auction is answered as its book has it, if the book is quick; else as its rows have it.
OPENING_SECONDS_MAX = 1.0

# The framework keeps the bare name `state` for itself.
InStates = Annotated[Sequence[AuctionState] | None, QueryParameter(name="state")]
OfEntity = Annotated[str | None, QueryParameter(pattern=UUID_PATTERN, max_length=UUID_LENGTH)]
Sort = Annotated[str, QueryParameter(pattern=sort_pattern(SORTS), max_length=40)]


@get("/auctions")
async def list_auctions(
    *,
    principal: Injected[Principal],
    resources: Injected[Resources],
    entity_id: OfEntity = None,
    in_states: InStates = None,
    kind: FromQuery[StockAuctionKind | None] = None,
    sort: Sort = "-starts_at",
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[AuctionRow] | Page[ProAuctionRow]:
    """Auctions of the user's entities with their figures, or those the member's pro is invited to."""
    if isinstance(principal, ProMember):
        invited = AuctionFilter(pro_id=principal.pro_id, states=in_states, kind=kind)
        return await find_invitations(resources.postgres, invited, sort=sort, limit=limit, cursor=cursor)
    if entity_id is not None and not sees_entity(principal, EntityId(entity_id)):
        raise Refusal(Code.NOT_FOUND)
    entity_ids = principal.entity_ids if entity_id is None else {EntityId(entity_id)}
    wanted = AuctionFilter(entity_ids=entity_ids, states=in_states, kind=kind)
    margins = may(principal, Right.SEE_MARGINS)
    return await find_auctions(resources.postgres, wanted, sort=sort, limit=limit, cursor=cursor, margins=margins)


@post("/auctions/preview", guards=[needs(Right.RUN_AUCTIONS)], status_code=200, request_max_body_size=FORM_BYTES_MAX)
async def preview_auction(
    data: JSONBody[AuctionForm], user: Injected[DealerUser], resources: Injected[Resources]
) -> preparing.Preview:
    """What the form would make: figures, refused cars, wrong fields; changes nothing."""
    return await preparing.preview(resources, user, data)


@post("/auctions", guards=[needs(Right.RUN_AUCTIONS)], request_max_body_size=FORM_BYTES_MAX)
async def create_auction(
    data: JSONBody[AuctionForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
    idempotency_key: IdempotencyKey = None,
) -> Response[AuctionSnapshot]:
    """Make an auction; the same `Idempotency-Key` makes it once, and answers 200 from then on."""
    made = await creating.create(trading.resources, user, data, idempotency_key=idempotency_key)
    await open_soon(trading, made.id)
    return Response(await snapshot(trading.pictures, user, made.id), status_code=200 if made.repeated else 201)


@get("/auctions/{auction_id:uuid}")
async def read_auction(
    auction_id: FromPath[UUID], principal: Injected[Principal], trading: Injected[Trading]
) -> AuctionSnapshot:
    """The auction as this audience may see it, in the shape of its room's snapshot."""
    return await snapshot(trading.pictures, principal, AuctionId(text_id(auction_id)))


@get("/auctions/{auction_id:uuid}/history")
async def read_auction_history(
    *,
    auction_id: FromPath[UUID],
    principal: Injected[Principal],
    trading: Injected[Trading],
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[HistoryEntry] | Page[ProHistoryEntry]:
    """What happened, newest first; pros see pseudonyms."""
    auction = AuctionId(text_id(auction_id))
    lots = await lots_seen(trading.pictures, principal, auction)
    return await replaying.history(trading.resources, principal, auction, lots, limit=limit, cursor=cursor)


@get("/auctions/{auction_id:uuid}/events")
async def read_auction_events(
    *,
    auction_id: FromPath[UUID],
    principal: Injected[Principal],
    trading: Injected[Trading],
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[DealerEvent | ProEvent]:
    """The auction's events from its first, as the room told them, to play it back (domain 7.13)."""
    auction = AuctionId(text_id(auction_id))
    lots = await lots_seen(trading.pictures, principal, auction)
    return await replaying.events(trading.resources, principal, auction, lots, limit=limit, cursor=cursor)


@get("/auctions/{auction_id:uuid}/ledger.jsonl")
async def read_ledger(auction_id: FromPath[UUID], principal: Injected[Principal], trading: Injected[Trading]) -> Stream:
    """A copy of the ledger that can be verified; a pro's is without names and amounts that are not its own.

    Of a quotation the same goes for a dealer's user who may not validate the trade-in.
    """
    auction = AuctionId(text_id(auction_id))
    await check_access(trading.resources.postgres, principal, auction)
    return Stream(_copy(trading.resources, principal, auction), media_type="application/jsonl")


async def _copy(resources: Resources, principal: Principal, auction_id: AuctionId) -> AsyncGenerator[bytes]:
    context = await read_context(resources.postgres, auction_id)
    viewer = viewer_of(principal, format=context.format, asked_by=context.asked_by)
    # A stock auction's ledger says nothing of what is earned.
    whole = viewer == "dealer" or (viewer == "dealer_plain" and context.format == "ascending")
    copied = dealer_copy if whole else pro_copy
    async with resources.postgres.acquire() as connection:
        async for line in copied(connection, auction_id):
            yield line


router = Router(
    "/api",
    route_handlers=[
        list_auctions,
        preview_auction,
        create_auction,
        read_auction,
        read_auction_history,
        read_auction_events,
        read_ledger,
    ],
    tags=["auctions"],
)
