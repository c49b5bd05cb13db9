"""Offers over HTTP: a dealer's by its entities, a pro's own and what it bought; reading only."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath, QueryParameter

from server.accounts.guards import pro_only
from server.accounts.principal import DealerUser, Principal, ProMember
from server.kit.http import UUID_LENGTH, UUID_PATTERN, Injected, text_id
from server.kit.ids import AuctionId, EntityId, OfferId
from server.offers.offer import Offer, OfferState, OfferSummary
from server.offers.purchases import Purchase, find_purchases
from server.offers.queries import OfferFilter, find_offer, find_offers
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page

# The framework keeps the bare name `state` for itself.
InState = Annotated[OfferState | None, QueryParameter(name="state")]
OfAuction = Annotated[str | None, QueryParameter(pattern=UUID_PATTERN, max_length=UUID_LENGTH)]


@get("/offers")
async def list_offers(
    *,
    principal: Injected[Principal],
    resources: Injected[Resources],
    in_state: InState = None,
    auction_id: OfAuction = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[OfferSummary]:
    """Offers of the user's entities, or those made out to the member's pro; newest first."""
    return await find_offers(
        resources.postgres,
        OfferFilter(
            entity_ids=principal.entity_ids if isinstance(principal, DealerUser) else None,
            pro_id=principal.pro_id if isinstance(principal, ProMember) else None,
            state=in_state,
            auction_id=None if auction_id is None else AuctionId(auction_id),
        ),
        limit=limit,
        cursor=cursor,
    )


@get("/offers/{offer_id:uuid}")
async def read_offer(offer_id: FromPath[UUID], principal: Injected[Principal], resources: Injected[Resources]) -> Offer:
    """One offer with its lines."""
    offer = await find_offer(resources.postgres, OfferId(text_id(offer_id)))
    if offer is None or not _sees(principal, offer):
        raise Refusal(Code.NOT_FOUND)
    return offer


@get("/my/purchases", guards=[pro_only])
async def list_my_purchases(
    *,
    member: Injected[ProMember],
    resources: Injected[Resources],
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[Purchase]:
    """The cars the pro has won, newest first, each with what became of its sale."""
    return await find_purchases(resources.postgres, member.pro_id, limit=limit, cursor=cursor)


def _sees(principal: Principal, offer: Offer) -> bool:
    match principal:
        case DealerUser():
            return EntityId(offer.entity.id) in principal.entity_ids
        case ProMember():
            return offer.pro is not None and offer.pro.id == principal.pro_id


router = Router("/api", route_handlers=[list_offers, read_offer, list_my_purchases], tags=["offers"])
