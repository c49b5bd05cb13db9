"""The table of cars over HTTP (domain 6.5). Dealers only: prices are theirs."""

from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.openapi.spec import Operation
from litestar.params import QueryParameter
from typing_extensions import override

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import problems
from server.kit.http import Injected
from server.kit.listing import LIMIT_DEFAULT, Cursor, Limit, Page
from server.resources import Resources
from server.stock.searching.listing import ask, find_page
from server.stock.searching.search import VehicleSearch, search_of
from server.stock.vehicle import Vehicle

SKIP_MAX = 10_000_000
Skip = Annotated[int, QueryParameter(ge=0, le=SKIP_MAX)]


class SearchOperation(Operation):
    """An operation whose address takes a `VehicleSearch`: its parameters are the fields of that."""

    @override
    def to_schema(self) -> dict[str, Any]:
        schema = super().to_schema()
        described = msgspec.json.schema(VehicleSearch)["$defs"]["VehicleSearch"]["properties"]
        schema["parameters"] = [
            *schema.get("parameters", ()),
            *({"name": name, "in": "query", "required": False, "schema": form} for name, form in described.items()),
        ]
        return schema


def asked_search(request: Request[Any, Any, Any], user: DealerUser) -> VehicleSearch:
    """The search in the request's address, over entities the user may see.

    Raises:
        Problem: 422 for what makes no sense, 404 for somebody else's entity.

    """
    search = search_of(request.url.query)
    if search.entity_id is not None and not sees_entity(user, search.entity_id):
        raise problems.not_found()
    return search


@get("/vehicles", guards=[dealer_only], operation_class=SearchOperation)
async def list_vehicles(
    *,
    request: Request[Any, Any, Any],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
    skip: Skip = 0,
) -> Page[Vehicle]:
    """Cars of the user's entities; `skip` jumps over so many, for a scroll bar."""
    asked = await ask(resources.postgres, asked_search(request, user), entity_ids=user.entity_ids)
    return await find_page(resources.postgres, asked, limit=limit, cursor=cursor, skip=skip)
