"""Documents of a car over HTTP."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser
from server.kit.http import Injected, text_id
from server.kit.ids import VehicleId
from server.resources import Resources
from server.stock.printing.sheet import sheet
from server.stock.printing.typesetting import MEDIA_TYPE
from server.stock.records.api import record_of


@get("/vehicles/{vehicle_id:uuid}/sheet.pdf", guards=[dealer_only], media_type=MEDIA_TYPE)
async def print_vehicle_sheet(
    vehicle_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Response[bytes]:
    """The car's sheet as PDF, to print."""
    car = await record_of(resources, user, VehicleId(text_id(vehicle_id)))
    name = f"fiche-{car.number}.pdf"
    return Response(
        await sheet(resources, car),
        media_type=MEDIA_TYPE,
        headers={"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"},
    )


PRINTING_ROUTES = (print_vehicle_sheet,)
