"""Distribution lists over HTTP (domain 2.7): also made and changed from the auction form."""

from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from server.accounts.guards import dealer_only, needs
from server.accounts.principal import DealerUser, Right
from server.kit.http import Injected, text_id
from server.kit.ids import DistributionListId, EntityId
from server.kit.postgres import transaction
from server.partners import lists, queries
from server.partners.professional import DistributionList, DistributionListChange, NewDistributionList
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import Page

LIST_RIGHTS = (Right.MANAGE_PROS, Right.RUN_AUCTIONS)


@get("/distribution-lists", guards=[dealer_only])
async def list_distribution_lists(
    user: Injected[DealerUser], resources: Injected[Resources], entity_id: FromQuery[UUID | None] = None
) -> Page[DistributionList]:
    """The distribution lists of your entities, or of one, by name."""
    items = await queries.distribution_lists(resources.postgres, granted(user, entity_id))
    return Page(items=items, next_cursor=None, total=len(items))


@get("/distribution-lists/{list_id:uuid}", guards=[dealer_only])
async def read_distribution_list(
    list_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> DistributionList:
    """One distribution list."""
    found = await queries.distribution_list(resources.postgres, DistributionListId(text_id(list_id)), user.entity_ids)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return found


@post("/distribution-lists", guards=[needs(*LIST_RIGHTS)])
async def create_distribution_list(
    data: JSONBody[NewDistributionList], user: Injected[DealerUser], resources: Injected[Resources]
) -> DistributionList:
    """Make a list of professionals connected with one of your entities."""
    async with transaction(resources.postgres) as connection:
        return await lists.create(connection, data, entity_ids=user.entity_ids)


@patch("/distribution-lists/{list_id:uuid}", guards=[needs(*LIST_RIGHTS)])
async def change_distribution_list(
    list_id: FromPath[UUID],
    data: JSONBody[DistributionListChange],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> DistributionList:
    """Change a list's name or its professionals; 409 with the current `version` when somebody else did."""
    async with transaction(resources.postgres) as connection:
        return await lists.change(connection, DistributionListId(text_id(list_id)), data, entity_ids=user.entity_ids)


@delete("/distribution-lists/{list_id:uuid}", guards=[needs(*LIST_RIGHTS)])
async def remove_distribution_list(
    list_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Delete a list; auctions made with it keep whom they invited."""
    async with transaction(resources.postgres) as connection:
        if not await lists.remove(connection, DistributionListId(text_id(list_id)), entity_ids=user.entity_ids):
            raise Refusal(Code.NOT_FOUND)


def granted(user: DealerUser, entity_id: UUID | None) -> frozenset[EntityId]:
    """All entities of the user, or the one asked for.

    Raises:
        Refusal: `not_found`, it isn't one of the user's.

    """
    if entity_id is None:
        return user.entity_ids
    asked = EntityId(text_id(entity_id))
    if asked not in user.entity_ids:
        raise Refusal(Code.NOT_FOUND)
    return frozenset({asked})


router = Router(
    "/api",
    route_handlers=[
        list_distribution_lists,
        read_distribution_list,
        create_distribution_list,
        change_distribution_list,
        remove_distribution_list,
    ],
    tags=["partners"],
)
