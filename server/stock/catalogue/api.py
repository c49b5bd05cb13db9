"""Makes and models over HTTP: what a combobox proposes, and a group's own list."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery, QueryParameter

from server.accounts.guards import dealer_only, needs
from server.accounts.principal import DealerUser, Right
from server.kit.http import Injected
from server.resources import Resources
from server.rest.listing import STORABLE
from server.stock.catalogue import catalogue
from server.stock.catalogue.catalogue import Imported
from server.stock.exchanging import csv_writing
from server.stock.exchanging.import_api import MEDIA_TYPES

FILE_BYTES_MAX = 4 * 2**20
Typed = Annotated[str, QueryParameter(max_length=100, pattern=STORABLE)]


@get("/catalogue/makes", guards=[dealer_only])
async def list_makes(user: Injected[DealerUser], resources: Injected[Resources], q: Typed = "") -> list[str]:
    """Makes that fit what was typed, best first."""
    return await catalogue.find_makes(resources.postgres, user.group_id, q)


@get("/catalogue/models", guards=[dealer_only])
async def list_models(
    user: Injected[DealerUser], resources: Injected[Resources], make: Typed = "", q: Typed = ""
) -> list[str]:
    """Models of a make that fit what was typed, best first."""
    return await catalogue.find_models(resources.postgres, user.group_id, make, q)


@post(
    "/catalogue",
    guards=[needs(Right.MANAGE_SETTINGS, Right.MANAGE_STOCK)],
    opt={"media_types": MEDIA_TYPES},
    request_max_body_size=FILE_BYTES_MAX,
    status_code=200,
)
async def add_models(
    request: Request[Any, Any, Any],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    dry_run: FromQuery[bool] = False,  # noqa: FBT002 — a parameter of the address
) -> Imported:
    """Add a file of models (CSV or Excel, columns `make` and `model`) to the group's own list.

    With `dry_run` nothing is added, and the answer says what would be.
    """
    return await catalogue.add_models(resources.postgres, user.group_id, await request.body(), dry_run=dry_run)


@get("/catalogue.csv", guards=[dealer_only], media_type=csv_writing.MEDIA_TYPE)
async def export_models(user: Injected[DealerUser], resources: Injected[Resources]) -> Response[bytes]:
    """Every make and model proposed to the group, as a file that may be changed and sent back."""
    return Response(
        await catalogue.written(resources.postgres, user.group_id),
        media_type=csv_writing.MEDIA_TYPE,
        headers={"content-disposition": 'attachment; filename="modeles.csv"'},
    )


CATALOGUE_ROUTES = (list_makes, list_models, add_models, export_models)
