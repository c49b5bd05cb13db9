"""What cars are worth, over HTTP: the example beside the price policy, and the lines of a car in stock."""

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser
from server.kit.http import Injected, text_id
from server.kit.ids import EntityId, VehicleId
from server.policies.api import READERS
from server.resources import Resources
from server.valuation.example import Example, ExampleForm, example
from server.valuation.valuing import Valued, value_vehicle

# Settings to try come with the car.
EXAMPLE_BYTES_MAX = 256 * 1024


@post(
    "/entities/{entity_id:uuid}/price-policy/example",
    guards=READERS,
    status_code=200,
    request_max_body_size=EXAMPLE_BYTES_MAX,
)
async def try_entity_price_policy(
    entity_id: FromPath[UUID], data: JSONBody[ExampleForm], user: Injected[DealerUser], resources: Injected[Resources]
) -> Example:
    """What the entity's settings, or those in the body, would make of a car; changes nothing."""
    return await example(resources.postgres, user, EntityId(text_id(entity_id)), data)


@post("/group/price-policy/example", guards=READERS, status_code=200, request_max_body_size=EXAMPLE_BYTES_MAX)
async def try_group_price_policy(
    data: JSONBody[ExampleForm], user: Injected[DealerUser], resources: Injected[Resources]
) -> Example:
    """The same by the group's settings."""
    return await example(resources.postgres, user, None, data)


@get("/vehicles/{vehicle_id:uuid}/sale-value", guards=[dealer_only])
async def read_sale_value(
    vehicle_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Valued:
    """The market value of a car in stock, from how many others, and the group sale value line by line."""
    return await value_vehicle(resources.postgres, user, VehicleId(text_id(vehicle_id)))


router = Router(
    "/api", route_handlers=[try_entity_price_policy, try_group_price_policy, read_sale_value], tags=["settings"]
)
