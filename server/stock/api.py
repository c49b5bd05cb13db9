"""The stock over HTTP: one car, and the routes of its parts. Dealers only: prices are theirs."""

from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import problems
from server.kit.http import Injected, text_id
from server.kit.ids import VehicleId
from server.resources import Resources
from server.stock.queries import find_vehicle
from server.stock.searching import api as searching_api
from server.stock.vehicle import Vehicle


@get("/vehicles/{vehicle_id:uuid}", guards=[dealer_only])
async def read_vehicle(
    vehicle_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Vehicle:
    """One car."""
    car = await find_vehicle(resources.postgres, VehicleId(text_id(vehicle_id)))
    if car is None or not sees_entity(user, car.entity_id):
        raise problems.not_found()
    return car


router = Router("/api", route_handlers=[read_vehicle, searching_api.list_vehicles], tags=["stock"])
