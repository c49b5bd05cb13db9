"""The table of cars over HTTP (domain 6.5). Dealers only: prices are theirs."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, delete, get, patch, post, put
from litestar.openapi.spec import Operation
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Struct
from msgspec.structs import replace
from typing_extensions import override

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser, Right
from server.accounts.rights import may, sees_entity
from server.kit.http import Injected, text_id
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page
from server.stock.searching import saving
from server.stock.searching.listing import ask, count, find_page
from server.stock.searching.saving import NewSearch, SavedSearch, SearchChange, TableColumns
from server.stock.searching.search import VehicleSearch, search_of
from server.stock.vehicle import VehicleRow, as_seen

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
        Refusal: `invalid` for what makes no sense, `not_found` for somebody else's entity.

    """
    search = search_of(request.url.query)
    if search.entity_id is not None and not sees_entity(user, search.entity_id):
        raise Refusal(Code.NOT_FOUND)
    return search


class Count(Struct, frozen=True, kw_only=True):
    """How many there are."""

    count: int


@get("/vehicles", guards=[dealer_only], operation_class=SearchOperation)
async def list_vehicles(
    *,
    request: Request[Any, Any, Any],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
    skip: Skip = 0,
) -> Page[VehicleRow]:
    """Cars of the user's entities; `skip` jumps over so many, for a scroll bar."""
    search = asked_search(request, user)
    # One connection for all: taking and giving it back costs as much as a query.
    async with resources.postgres.acquire() as connection:
        asked = await ask(connection, search, entity_ids=user.entity_ids)
        page = await find_page(connection, asked, limit=limit, cursor=cursor, skip=skip)
    margins = may(user, Right.SEE_MARGINS)
    return replace(page, items=[as_seen(car, margins=margins) for car in page.items])


@get("/vehicles/count", guards=[dealer_only], operation_class=SearchOperation)
async def count_vehicles(
    request: Request[Any, Any, Any], user: Injected[DealerUser], resources: Injected[Resources]
) -> Count:
    """How many cars the search finds."""
    asked = await ask(resources.postgres, asked_search(request, user), entity_ids=user.entity_ids)
    return Count(count=await count(resources.postgres, asked))


@get("/vehicles/columns", guards=[dealer_only])
async def read_columns(user: Injected[DealerUser], resources: Injected[Resources]) -> TableColumns:
    """The columns the user chose for the table."""
    return await saving.columns_of(resources.postgres, user)


@put("/vehicles/columns", guards=[dealer_only])
async def choose_columns(
    data: JSONBody[TableColumns], user: Injected[DealerUser], resources: Injected[Resources]
) -> TableColumns:
    """Remember the columns."""
    await saving.choose_columns(resources.postgres, user, data)
    return data


@get("/saved-searches", guards=[dealer_only])
async def list_saved_searches(
    user: Injected[DealerUser], resources: Injected[Resources], pinned: FromQuery[bool | None] = None
) -> list[SavedSearch]:
    """The user's searches, each with how many cars it finds now."""
    return await saving.saved_searches(resources.postgres, user, pinned=pinned)


@post("/saved-searches", guards=[dealer_only])
async def save_search(
    data: JSONBody[NewSearch], user: Injected[DealerUser], resources: Injected[Resources]
) -> SavedSearch:
    """Keep a search."""
    return await saving.save_search(resources.postgres, user, data)


@patch("/saved-searches/{search_id:uuid}", guards=[dealer_only])
async def change_saved_search(
    search_id: FromPath[UUID], data: JSONBody[SearchChange], user: Injected[DealerUser], resources: Injected[Resources]
) -> SavedSearch:
    """Rename it, pin it, or let it look for something else."""
    return await saving.change_search(resources.postgres, user, text_id(search_id), data)


@delete("/saved-searches/{search_id:uuid}", guards=[dealer_only])
async def delete_saved_search(
    search_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Forget it."""
    await saving.forget_search(resources.postgres, user, text_id(search_id))


SEARCH_ROUTES = (
    list_vehicles,
    count_vehicles,
    read_columns,
    choose_columns,
    list_saved_searches,
    save_search,
    change_saved_search,
    delete_saved_search,
)
