"""Tables of cars over HTTP: exports of a search, and files of cars to take in."""

from typing import Any

from litestar import Request, get
from litestar.response import Stream

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser, Right
from server.accounts.rights import may
from server.kit.http import Injected
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.exchanging import csv_writing, xlsx_writing
from server.stock.exchanging.columns import COLUMNS, EXPORTED
from server.stock.exchanging.exporting import csv_export, xlsx_export
from server.stock.searching.api import SearchOperation, asked_search
from server.stock.searching.listing import Asked, ask, count
from server.stock.vehicle import MARGIN_FIELDS

# How many rows will come, for a progress bar.
ROWS_HEADER = "x-total-rows"


@get(
    "/vehicles/export.csv",
    guards=[dealer_only],
    operation_class=SearchOperation,
    media_type=csv_writing.MEDIA_TYPE,
)
async def export_vehicles_csv(
    request: Request[Any, Any, Any], user: Injected[DealerUser], resources: Injected[Resources]
) -> Stream:
    """The cars of a search as CSV; `columns` (repeated) chooses and orders them, `x-total-rows` says how many come."""
    asked, columns = await _asked(request, user, resources)
    return Stream(
        csv_export(resources.postgres, asked, columns),
        media_type=csv_writing.MEDIA_TYPE,
        headers=await _headers(resources, asked, "stock.csv"),
    )


@get(
    "/vehicles/export.xlsx",
    guards=[dealer_only],
    operation_class=SearchOperation,
    media_type=xlsx_writing.MEDIA_TYPE,
)
async def export_vehicles_xlsx(
    request: Request[Any, Any, Any], user: Injected[DealerUser], resources: Injected[Resources]
) -> Stream:
    """The same as an Excel file."""
    asked, columns = await _asked(request, user, resources)
    return Stream(
        xlsx_export(resources.postgres, asked, columns),
        media_type=xlsx_writing.MEDIA_TYPE,
        headers=await _headers(resources, asked, "stock.xlsx"),
    )


async def _asked(
    request: Request[Any, Any, Any], user: DealerUser, resources: Resources
) -> tuple[Asked, tuple[str, ...]]:
    hidden = frozenset[str]() if may(user, Right.SEE_MARGINS) else MARGIN_FIELDS
    exported = tuple(name for name in EXPORTED if name not in hidden)
    columns = tuple(request.query_params.getall("columns", [])) or exported
    if len(set(columns)) < len(columns) or any(name not in COLUMNS or name not in exported for name in columns):
        raise Refusal(Code.INVALID, errors=[field_error("columns", Fault.NO_CHOICE, choices=", ".join(exported))])
    return await ask(resources.postgres, asked_search(request, user), entity_ids=user.entity_ids), columns


async def _headers(resources: Resources, asked: Asked, name: str) -> dict[str, str]:
    return {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        ROWS_HEADER: str(await count(resources.postgres, asked)),
    }


EXCHANGE_ROUTES = (export_vehicles_csv, export_vehicles_xlsx)
