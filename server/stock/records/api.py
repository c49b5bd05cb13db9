"""A car's record over HTTP: take in, change, take back; costs, defects, history."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Struct
from msgspec.structs import replace

from server.accounts.guards import dealer_only, needs
from server.accounts.principal import DealerUser, Right
from server.accounts.rights import may, sees_entity
from server.kit.http import Amount, Injected, Name, text_id
from server.kit.ids import VehicleId
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page
from server.rest.repeats import IdempotencyKey
from server.stock.chronicle import VehicleEvent, history, without_margins
from server.stock.dossiers.place import Place
from server.stock.photos import arranging
from server.stock.queries import find_vehicle
from server.stock.records import attaching, writing
from server.stock.records.form import VehicleChange, VehicleForm
from server.stock.records.record import VehicleRecord, find_record
from server.stock.vehicle import as_seen

STOCK = [needs(Right.MANAGE_STOCK)]


class NewCost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Money spent, excl. VAT."""

    label: Name
    amount_cents: Amount
    spent_on: date


class NewDefect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something broken, where on the car, and what mending it costs excl. VAT."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S")]
    amount_cents: Amount
    place: Place | None = None


class DefectPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point on the drawn car; null takes it away."""

    place: Place | None


@post("/vehicles", guards=STOCK)
async def create_vehicle(
    data: JSONBody[VehicleForm], user: Injected[DealerUser], resources: Injected[Resources]
) -> VehicleRecord:
    """Take a car in, as `pre_entry`; what is odd about it is in `warnings`."""
    return await record_of(resources, user, await writing.create(resources, user, data))


@get("/vehicles/{vehicle_id:uuid}", guards=[dealer_only])
async def read_vehicle(
    vehicle_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> VehicleRecord:
    """One car, all of it."""
    return await record_of(resources, user, VehicleId(text_id(vehicle_id)))


@patch("/vehicles/{vehicle_id:uuid}", guards=STOCK)
async def change_vehicle(
    vehicle_id: FromPath[UUID],
    data: JSONBody[VehicleChange],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> VehicleRecord:
    """Change the fields that are given; 409 shows what others changed since `version`."""
    await writing.change(resources, user, VehicleId(text_id(vehicle_id)), data)
    return await record_of(resources, user, VehicleId(text_id(vehicle_id)))


@delete("/vehicles/{vehicle_id:uuid}", guards=STOCK)
async def delete_vehicle(
    vehicle_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Take back a car that came by mistake, while it waits to come in."""
    await arranging.delete_files(resources, await writing.remove(resources, user, VehicleId(text_id(vehicle_id))))


@get("/vehicles/{vehicle_id:uuid}/history", guards=[dealer_only])
async def read_vehicle_history(
    *,
    vehicle_id: FromPath[UUID],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[VehicleEvent]:
    """Who did what to the car and when, newest first."""
    car = await find_vehicle(resources.postgres, VehicleId(text_id(vehicle_id)))
    if car is None or not sees_entity(user, car.entity_id):
        raise Refusal(Code.NOT_FOUND)
    page = await history(resources.postgres, car.id, limit=limit, cursor=cursor)
    return page if may(user, Right.SEE_MARGINS) else replace(page, items=[without_margins(e) for e in page.items])


@post("/vehicles/{vehicle_id:uuid}/costs", guards=STOCK)
async def add_cost(
    vehicle_id: FromPath[UUID],
    data: JSONBody[NewCost],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    idempotency_key: IdempotencyKey = None,
) -> VehicleRecord:
    """Note money spent on the car; the same `Idempotency-Key` notes it once."""
    car_id = VehicleId(text_id(vehicle_id))
    await attaching.add_cost(
        resources,
        user,
        car_id,
        label=data.label,
        amount_cents=data.amount_cents,
        spent_on=data.spent_on,
        key=idempotency_key,
    )
    return await record_of(resources, user, car_id)


@delete("/vehicles/{vehicle_id:uuid}/costs/{cost_id:uuid}", guards=STOCK)
async def delete_cost(
    vehicle_id: FromPath[UUID], cost_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Strike a cost."""
    await attaching.remove_cost(resources, user, VehicleId(text_id(vehicle_id)), text_id(cost_id))


@post("/vehicles/{vehicle_id:uuid}/defects", guards=STOCK)
async def add_defect(
    vehicle_id: FromPath[UUID], data: JSONBody[NewDefect], user: Injected[DealerUser], resources: Injected[Resources]
) -> VehicleRecord:
    """Note a defect; its photos name it."""
    car_id = VehicleId(text_id(vehicle_id))
    await attaching.add_defect(
        resources, user, car_id, name=data.name, amount_cents=data.amount_cents, place=data.place
    )
    return await record_of(resources, user, car_id)


@put("/vehicles/{vehicle_id:uuid}/defects/{defect_id:uuid}/place", guards=STOCK)
async def place_defect(
    vehicle_id: FromPath[UUID],
    defect_id: FromPath[UUID],
    data: JSONBody[DefectPlace],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> VehicleRecord:
    """Say where on the drawn car a defect is."""
    car_id = VehicleId(text_id(vehicle_id))
    await attaching.place_defect(resources, user, car_id, text_id(defect_id), place=data.place)
    return await record_of(resources, user, car_id)


@delete("/vehicles/{vehicle_id:uuid}/defects/{defect_id:uuid}", guards=STOCK)
async def delete_defect(
    vehicle_id: FromPath[UUID], defect_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Strike a defect; its photos stay, as photos of the car."""
    await attaching.remove_defect(resources, user, VehicleId(text_id(vehicle_id)), text_id(defect_id))


async def record_of(resources: Resources, user: DealerUser, vehicle_id: VehicleId) -> VehicleRecord:
    """The whole record, if the user sees its entity; without what it cost and earns for who may not see margins.

    Raises:
        Refusal: `not_found`.

    """
    record = await find_record(resources.postgres, vehicle_id)
    if record is None or not sees_entity(user, record.entity_id):
        raise Refusal(Code.NOT_FOUND)
    return as_seen(record, margins=may(user, Right.SEE_MARGINS))


RECORD_ROUTES = (
    create_vehicle,
    read_vehicle,
    change_vehicle,
    delete_vehicle,
    read_vehicle_history,
    add_cost,
    delete_cost,
    add_defect,
    place_defect,
    delete_defect,
)
