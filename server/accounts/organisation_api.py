"""A dealer group, its entities and points of sale over HTTP.

Everybody of the group reads what was granted; changes need the right to manage settings.
"""

from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from server.accounts import organising, queries
from server.accounts.guards import dealer_only, needs
from server.accounts.organisation import Entity, Group, PointOfSale
from server.accounts.organising import EntityChange, GroupChange, NewEntity, NewPointOfSale, PointOfSaleChange
from server.accounts.principal import DealerUser, Right
from server.kit.http import Injected, text_id
from server.kit.ids import EntityId, PointOfSaleId
from server.kit.postgres import transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import Page

SETTINGS = needs(Right.MANAGE_SETTINGS)


@get("/group", guards=[dealer_only])
async def read_group(user: Injected[DealerUser], resources: Injected[Resources]) -> Group:
    """The dealer group you belong to."""
    return await queries.group(resources.postgres, user.group_id)


@get("/entities", guards=[dealer_only])
async def list_entities(user: Injected[DealerUser], resources: Injected[Resources]) -> Page[Entity]:
    """The entities you were granted, by name, with their points of sale."""
    items = await queries.entities(resources.postgres, user.entity_ids)
    return Page(items=items, next_cursor=None, total=len(items))


@get("/entities/{entity_id:uuid}", guards=[dealer_only])
async def read_entity(entity_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]) -> Entity:
    """One of your entities."""
    asked = EntityId(text_id(entity_id))
    found = await queries.entities(resources.postgres, user.entity_ids & {asked})
    if not found:
        raise Refusal(Code.NOT_FOUND)
    return found[0]


@get("/points-of-sale", guards=[dealer_only])
async def list_points_of_sale(user: Injected[DealerUser], resources: Injected[Resources]) -> Page[PointOfSale]:
    """The points of sale of your entities, by entity and name."""
    entities = await queries.entities(resources.postgres, user.entity_ids)
    items = [point for entity in entities for point in entity.points_of_sale]
    return Page(items=items, next_cursor=None, total=len(items))


@get("/group/entities", guards=[needs(Right.MANAGE_USERS, Right.MANAGE_SETTINGS)])
async def list_group_entities(user: Injected[DealerUser], resources: Injected[Resources]) -> Page[Entity]:
    """All entities of the group, granted to you or not: what users can be granted."""
    items = await queries.entities(resources.postgres, await queries.entity_ids(resources.postgres, user.group_id))
    return Page(items=items, next_cursor=None, total=len(items))


@patch("/group", guards=[SETTINGS])
async def rename_group(
    data: JSONBody[GroupChange], user: Injected[DealerUser], resources: Injected[Resources]
) -> Group:
    """Rename your group."""
    async with transaction(resources.postgres) as connection:
        return await organising.rename_group(connection, user, data)


@post("/entities", guards=[SETTINGS])
async def add_entity(data: JSONBody[NewEntity], user: Injected[DealerUser], resources: Injected[Resources]) -> Entity:
    """Add an entity to your group; you see it at once, others once they are granted it."""
    async with transaction(resources.postgres) as connection:
        return await organising.add_entity(connection, user, data)


@patch("/entities/{entity_id:uuid}", guards=[SETTINGS])
async def change_entity(
    entity_id: FromPath[UUID], data: JSONBody[EntityChange], user: Injected[DealerUser], resources: Injected[Resources]
) -> Entity:
    """Rename an entity; 409 with the current `version` when somebody else changed it."""
    async with transaction(resources.postgres) as connection:
        return await organising.change_entity(connection, user, EntityId(text_id(entity_id)), data)


@delete("/entities/{entity_id:uuid}", guards=[SETTINGS])
async def remove_entity(entity_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]) -> None:
    """Remove an entity that has no car, auction, offer or connection; else 409."""
    async with transaction(resources.postgres) as connection:
        await organising.remove_entity(connection, user, EntityId(text_id(entity_id)))


@get("/points-of-sale/{point_id:uuid}", guards=[dealer_only])
async def read_point_of_sale(
    point_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> PointOfSale:
    """One point of sale of your entities."""
    async with transaction(resources.postgres) as connection:
        return await organising.point_of_sale(connection, user, PointOfSaleId(text_id(point_id)))


@post("/points-of-sale", guards=[SETTINGS])
async def add_point_of_sale(
    data: JSONBody[NewPointOfSale], user: Injected[DealerUser], resources: Injected[Resources]
) -> PointOfSale:
    """Add a point of sale to one of your entities."""
    async with transaction(resources.postgres) as connection:
        return await organising.add_point_of_sale(connection, user, data)


@patch("/points-of-sale/{point_id:uuid}", guards=[SETTINGS])
async def change_point_of_sale(
    point_id: FromPath[UUID],
    data: JSONBody[PointOfSaleChange],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> PointOfSale:
    """Change a point of sale; 409 with the current `version` when somebody else did."""
    async with transaction(resources.postgres) as connection:
        return await organising.change_point_of_sale(connection, user, PointOfSaleId(text_id(point_id)), data)


@delete("/points-of-sale/{point_id:uuid}", guards=[SETTINGS])
async def remove_point_of_sale(
    point_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Remove a point of sale that nothing names; else 409."""
    async with transaction(resources.postgres) as connection:
        await organising.remove_point_of_sale(connection, user, PointOfSaleId(text_id(point_id)))


router = Router(
    "/api",
    route_handlers=[
        read_group,
        rename_group,
        list_group_entities,
        list_entities,
        read_entity,
        add_entity,
        change_entity,
        remove_entity,
        list_points_of_sale,
        read_point_of_sale,
        add_point_of_sale,
        change_point_of_sale,
        remove_point_of_sale,
    ],
    tags=["accounts"],
)
