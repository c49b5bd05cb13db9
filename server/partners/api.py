"""Professionals, their connections, and distribution lists (api.md: partners)."""

from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from server.accounts.guards import dealer_only, needs
from server.accounts.principal import DealerUser, Right
from server.kit.http import Injected, text_id
from server.kit.ids import DistributionListId, EntityId, ProId
from server.kit.listing import LIMIT_DEFAULT, Cursor, Limit, Page, Words
from server.kit.postgres import transaction
from server.kit.problems import not_found
from server.partners import lists, queries
from server.partners.connecting import disconnect
from server.partners.professional import (
    Connection,
    DistributionList,
    DistributionListChange,
    NewDistributionList,
    Professional,
)
from server.resources import Resources

# A list is also made and changed from the auction form (domain 2.7).
LIST_RIGHTS = (Right.MANAGE_PROS, Right.RUN_AUCTIONS)


@get("/professionals", guards=[dealer_only])
async def list_professionals(
    *,
    user: Injected[DealerUser],
    resources: Injected[Resources],
    connected: FromQuery[bool | None] = None,
    entity_id: FromQuery[UUID | None] = None,
    q: Words = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[Professional]:
    """The professionals your group knows, by name; `entity_id`: as one of your entities is connected with them."""
    return await queries.professionals(
        resources.postgres,
        group_id=user.group_id,
        entity_ids=_entities(user, entity_id),
        connected=connected,
        words=q,
        limit=limit,
        cursor=cursor,
    )


@get("/professionals/{pro_id:uuid}", guards=[dealer_only])
async def one_professional(
    pro_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Professional:
    """One professional, with its connections to your entities."""
    return await _known(resources, user, ProId(text_id(pro_id)))


@get("/professionals/{pro_id:uuid}/connections", guards=[dealer_only])
async def connections(
    pro_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Page[Connection]:
    """Which of your entities the professional deals with, and since when."""
    found = (await _known(resources, user, ProId(text_id(pro_id)))).connections
    return Page(items=found, next_cursor=None, total=len(found))


@delete("/professionals/{pro_id:uuid}/connections/{entity_id:uuid}", guards=[needs(Right.MANAGE_PROS)])
async def end_connection(
    pro_id: FromPath[UUID], entity_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """End a connection: no new invitation from now on; bids already made stand (domain 2.3)."""
    (ended_for,) = _entities(user, entity_id)
    async with transaction(resources.postgres) as connection:
        if not await disconnect(connection, pro_id=ProId(text_id(pro_id)), entity_id=ended_for):
            raise not_found()


@get("/distribution-lists", guards=[dealer_only])
async def list_distribution_lists(
    user: Injected[DealerUser], resources: Injected[Resources], entity_id: FromQuery[UUID | None] = None
) -> Page[DistributionList]:
    """The distribution lists of your entities, or of one, by name."""
    items = await queries.distribution_lists(resources.postgres, _entities(user, entity_id))
    return Page(items=items, next_cursor=None, total=len(items))


@get("/distribution-lists/{list_id:uuid}", guards=[dealer_only])
async def one_distribution_list(
    list_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> DistributionList:
    """One distribution list."""
    found = await queries.distribution_list(resources.postgres, DistributionListId(text_id(list_id)), user.entity_ids)
    if found is None:
        raise not_found()
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
            raise not_found()


def _entities(user: DealerUser, entity_id: UUID | None) -> frozenset[EntityId]:
    """All entities of the user, or the one asked for.

    Raises:
        Problem: 404, it isn't one of the user's.

    """
    if entity_id is None:
        return user.entity_ids
    asked = EntityId(text_id(entity_id))
    if asked not in user.entity_ids:
        raise not_found()
    return frozenset({asked})


async def _known(resources: Resources, user: DealerUser, pro_id: ProId) -> Professional:
    found = await queries.professional(resources.postgres, pro_id, group_id=user.group_id, entity_ids=user.entity_ids)
    if found is None:
        raise not_found()
    return found


router = Router(
    "/api",
    route_handlers=[
        list_professionals,
        one_professional,
        connections,
        end_connection,
        list_distribution_lists,
        one_distribution_list,
        create_distribution_list,
        change_distribution_list,
        remove_distribution_list,
    ],
    tags=["partners"],
)
