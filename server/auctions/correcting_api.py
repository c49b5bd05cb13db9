"""The correction of a car in a sale over HTTP."""

from uuid import UUID

from litestar import Router, post
from litestar.params import FromPath, JSONBody

from server.accounts.guards import needs
from server.accounts.principal import DealerUser, Right
from server.auctions.correcting import correct_in_sale
from server.kit.http import Injected, text_id
from server.kit.ids import VehicleId
from server.resources import Resources
from server.stock.records.api import record_of
from server.stock.records.correcting import Correction
from server.stock.records.record import VehicleRecord

MANAGERS = [needs(Right.MANAGE_STOCK), needs(Right.RUN_AUCTIONS)]


@post("/vehicles/{vehicle_id:uuid}/corrections", guards=MANAGERS, status_code=200)
async def correct_vehicle(
    vehicle_id: FromPath[UUID], data: JSONBody[Correction], user: Injected[DealerUser], resources: Injected[Resources]
) -> VehicleRecord:
    """Correct a car in a sale; who is invited is told what was wrong, and why.

    409 `reason_required`, `not_in_sale`, `duplicate`.
    """
    car_id = VehicleId(text_id(vehicle_id))
    await correct_in_sale(resources, user, car_id, data)
    return await record_of(resources, user, car_id)


router = Router("/api", route_handlers=[correct_vehicle], tags=["auctions"])
