"""The stock over HTTP: the table of cars and one car (domain 6.5). Dealers only: prices are theirs."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath, FromQuery, QueryParameter

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import problems
from server.kit.http import UUID_LENGTH, UUID_PATTERN, Injected, text_id
from server.kit.ids import EntityId, VehicleId
from server.kit.listing import LIMIT_DEFAULT, Cursor, Limit, Page, Words, sort_pattern
from server.resources import Resources
from server.stock.queries import SORTS, VehicleFilter, find_vehicle, find_vehicles
from server.stock.vehicle import Destination, Status, Vehicle

OfEntity = Annotated[str | None, QueryParameter(pattern=UUID_PATTERN, max_length=UUID_LENGTH)]
Sort = Annotated[str, QueryParameter(pattern=sort_pattern(SORTS), max_length=40)]


@get("/vehicles", guards=[dealer_only])
async def list_vehicles(
    *,
    user: Injected[DealerUser],
    resources: Injected[Resources],
    entity_id: OfEntity = None,
    status: FromQuery[Status | None] = None,
    destination: FromQuery[Destination | None] = None,
    reserved: FromQuery[bool | None] = None,
    enterable: FromQuery[bool | None] = None,
    q: Words = None,
    sort: Sort = "-number",
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[Vehicle]:
    """Cars of the user's entities; `enterable=true` keeps those that may enter a stock auction now."""
    if entity_id is not None and not sees_entity(user, EntityId(entity_id)):
        raise problems.not_found()
    return await find_vehicles(
        resources.postgres,
        VehicleFilter(
            entity_ids=user.entity_ids if entity_id is None else {EntityId(entity_id)},
            status=status,
            destination=destination,
            reserved=reserved,
            enterable=enterable,
            words=q,
        ),
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        limit=limit,
        cursor=cursor,
    )


@get("/vehicles/{vehicle_id:uuid}", guards=[dealer_only])
async def read_vehicle(
    vehicle_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Vehicle:
    """One car."""
    car = await find_vehicle(resources.postgres, VehicleId(text_id(vehicle_id)))
    if car is None or not sees_entity(user, car.entity_id):
        raise problems.not_found()
    return car


router = Router("/api", route_handlers=[list_vehicles, read_vehicle], tags=["stock"])
