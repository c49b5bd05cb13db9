"""The life of cars over HTTP: moves, reservations, exits, the accounting's invoices, cars a pro owns (domain 6)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from server.accounts.guards import dealer_only, needs
from server.accounts.principal import DealerUser, Right
from server.accounts.rights import SCOPE_DMS
from server.kit.http import Injected, text_id
from server.kit.ids import EntityId, ProId, VehicleId
from server.kit.money import Cents
from server.kit.rows import structs
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page, decode_cursor, page_of
from server.stock.life import exiting, invoicing, moving, reserving
from server.stock.life.form import Invoice, Release, Transition
from server.stock.life.invoicing import Invoiced
from server.stock.records.api import record_of
from server.stock.records.record import VehicleRecord

STOCK = [needs(Right.MANAGE_STOCK)]


class OwnedVehicle(Struct, frozen=True, kw_only=True):
    """A car a pro bought here; price incl. VAT."""

    vehicle_id: VehicleId
    entity_id: EntityId
    number: int
    make: str
    model: str
    model_version: str
    plate: str | None
    purchased_at: datetime
    price_cents: Cents | None
    invoice_number: str | None


@post("/vehicles/{vehicle_id:uuid}/transitions", guards=STOCK, status_code=200)
async def move_vehicle(
    vehicle_id: FromPath[UUID], data: JSONBody[Transition], user: Injected[DealerUser], resources: Injected[Resources]
) -> VehicleRecord:
    """Move a car along its life-line; 422 names every field the move still needs, 409 why it can't be."""
    await moving.move(resources, user, VehicleId(text_id(vehicle_id)), data)
    return await record_of(resources, user, VehicleId(text_id(vehicle_id)))


@delete("/vehicles/{vehicle_id:uuid}/reservation", guards=STOCK, status_code=200)
async def remove_reservation(
    vehicle_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> VehicleRecord:
    """Let a car go that was kept for a pro, who is told; `?reason=` goes along."""
    reason = " ".join(str(request.query_params.get("reason", "")).replace("\0", "").split())[:200]
    await reserving.release(resources, user, VehicleId(text_id(vehicle_id)), reason=reason)
    return await record_of(resources, user, VehicleId(text_id(vehicle_id)))


@post("/vehicles/{vehicle_id:uuid}/exit-cancellation", guards=STOCK, status_code=200)
async def cancel_exit(
    vehicle_id: FromPath[UUID], data: JSONBody[Release], user: Injected[DealerUser], resources: Injected[Resources]
) -> VehicleRecord:
    """Bring an exited car back to delivery."""
    await exiting.cancel_exit(resources, user, VehicleId(text_id(vehicle_id)), reason=data.reason)
    return await record_of(resources, user, VehicleId(text_id(vehicle_id)))


@post("/dms/invoices", guards=STOCK, opt={"scope": SCOPE_DMS}, status_code=200)
async def take_invoice(data: JSONBody[Invoice], user: Injected[DealerUser], resources: Injected[Resources]) -> Invoiced:
    """Cars the accounting invoiced leave the stock, all or none; the same number again changes nothing."""
    return await invoicing.take_invoice(resources, user, data)


@get("/professionals/{professional_id:uuid}/vehicles", guards=[dealer_only])
async def list_bought_vehicles(
    *,
    professional_id: FromPath[UUID],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[OwnedVehicle]:
    """Cars bought from the user's entities, latest first (domain 6.4); by the record's id or its `pro_id`."""
    entities = list(user.entity_ids)
    row = await resources.postgres.fetchrow(
        "SELECT pro_id::text FROM professional WHERE id = $1 AND group_id = $2", professional_id, user.group_id
    )
    if row is not None and row["pro_id"] is None:
        return Page(items=[], next_cursor=None, total=0)  # never connected
    owner = ProId(text_id(professional_id) if row is None else row["pro_id"])
    known = await resources.postgres.fetchval(
        """
        SELECT EXISTS (SELECT FROM connection WHERE pro_id = $1 AND entity_id = ANY($2::uuid[])) OR EXISTS (
            SELECT FROM vehicle_exit gone JOIN vehicle ON vehicle.id = gone.vehicle_id
            WHERE gone.pro_id = $1 AND vehicle.entity_id = ANY($2::uuid[]))
        """,
        owner,
        entities,
    )
    if not known:
        raise Refusal(Code.NOT_FOUND)
    after = decode_cursor(cursor)
    owned = "gone.pro_id = $1 AND gone.cancelled_at IS NULL AND vehicle.entity_id = ANY($2::uuid[])"
    source = "vehicle_exit gone JOIN vehicle ON vehicle.id = gone.vehicle_id"
    rows = await resources.postgres.fetch(
        f"""
        SELECT gone.id::text AS exit_id, vehicle.id AS vehicle_id, entity_id, number, make, model, model_version, plate,
            gone.exited_at AS purchased_at, gone.price_cents, gone.invoice_number
        FROM {source} WHERE {owned} AND ($3::uuid IS NULL OR gone.id < $3) ORDER BY gone.id DESC LIMIT $4
        """,  # noqa: S608 — our own words only
        owner,
        entities,
        None if after is None else after[1],
        limit + 1,
    )
    total = await resources.postgres.fetchval(f"SELECT count(*) FROM {source} WHERE {owned}", owner, entities)  # noqa: S608 — our own words only
    exits = {str(row["vehicle_id"]): row["exit_id"] for row in rows}
    return page_of(
        structs(rows, OwnedVehicle), limit=limit, total=total or 0, key=lambda car: (None, exits[car.vehicle_id])
    )


LIFE_ROUTES = (move_vehicle, remove_reservation, cancel_exit, take_invoice, list_bought_vehicles)
