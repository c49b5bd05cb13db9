"""Files of cars over HTTP: send one, map its columns, try it, take it in, watch."""

import unicodedata
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from server.accounts.guards import needs
from server.accounts.principal import DealerUser, Right
from server.accounts.rights import sees_entity
from server.kit.http import UUID_LENGTH, UUID_PATTERN, Injected, text_id
from server.kit.ids import EntityId, PointOfSaleId
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page
from server.stock.exchanging import importing, xlsx_writing
from server.stock.exchanging.vehicle_import import ImportRun, VehicleImport

FILE_BYTES_MAX = 64 * 2**20
MEDIA_TYPES = {"text/csv", "application/octet-stream", xlsx_writing.MEDIA_TYPE}
STOCK = [needs(Right.MANAGE_STOCK)]

SomeId = Annotated[str, QueryParameter(pattern=UUID_PATTERN, max_length=UUID_LENGTH)]
FileName = Annotated[str, QueryParameter(max_length=200)]


@post("/vehicle-imports", guards=STOCK, opt={"media_types": MEDIA_TYPES}, request_max_body_size=FILE_BYTES_MAX)
async def upload_import(
    *,
    request: Request[Any, Any, Any],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    entity_id: SomeId,
    point_of_sale_id: SomeId,
    name: FileName = "",
) -> VehicleImport:
    """Send a file (its bytes are the body); the answer shows how it is read and proposes what its columns are."""
    entity = EntityId(entity_id.lower())
    if not sees_entity(user, entity):
        raise Refusal(Code.NOT_FOUND)
    return await importing.take_file(
        resources.postgres,
        user,
        await request.body(),
        entity_id=entity,
        point_of_sale_id=PointOfSaleId(point_of_sale_id),
        file_name=_printed(name),
    )


def _printed(name: str) -> str:
    """A file's name without what isn't seen: controls, and marks that turn the direction of reading."""
    return "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf"))


@get("/vehicle-imports", guards=STOCK)
async def list_imports(
    *,
    user: Injected[DealerUser],
    resources: Injected[Resources],
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[VehicleImport]:
    """Files of the user's entities, latest first."""
    return await importing.find_imports(resources.postgres, user, limit=limit, cursor=cursor)


@get("/vehicle-imports/{import_id:uuid}", guards=STOCK)
async def read_import(
    import_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> VehicleImport:
    """How far a file has got; the room `desk` tells when to ask again."""
    return await importing.find_import(resources.postgres, user, text_id(import_id))


@post("/vehicle-imports/{import_id:uuid}/run", guards=STOCK, status_code=202)
async def run_import(
    import_id: FromPath[UUID], data: JSONBody[ImportRun], user: Injected[DealerUser], resources: Injected[Resources]
) -> VehicleImport:
    """Try a file or take it in; it waits its turn, and its `state` tells the rest."""
    return await importing.start(resources.postgres, user, text_id(import_id), data)


@delete("/vehicle-imports/{import_id:uuid}", guards=STOCK)
async def delete_import(import_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]) -> None:
    """Forget a file; cars that came by it stay."""
    await importing.forget(resources.postgres, user, text_id(import_id))


IMPORT_ROUTES = (upload_import, list_imports, read_import, run_import, delete_import)
