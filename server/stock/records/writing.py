"""Write a car's record: take one in, change it, take back one that came by mistake (domain 6)."""

from collections.abc import Mapping

from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import clock
from server.kit.ids import EntityId, VehicleId, new_vehicle_id
from server.kit.money import Cents
from server.kit.postgres import Connection, transaction
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.chronicle import FieldChange, actor_of, note
from server.stock.life.workflow import REQUIRED
from server.stock.live_updates import vehicle_gone, vehicles_changed
from server.stock.numbering import take_numbers
from server.stock.prices import PriceLines, proposed_price, proposed_trade_price
from server.stock.records.correcting import refuse_in_sale
from server.stock.records.faulting import refuse_faults
from server.stock.records.form import VehicleChange, VehicleForm, given
from server.stock.records.holding import Held, demand_version, hold, refuse_twins, save, stored
from server.stock.records.rules import KEPT_IN_SALE, LOCKED_BY_RESERVATION, emptied, normalised

# What a new car is where nothing else is said.
DEFAULTS: Mapping[str, object] = {
    "kind": "used",
    "model_version": "",
    "trim": "",
    "mileage_guaranteed": False,
    "options": (),
    "comment": "",
    "comment_for_pros": "",
    "vat_regime": "margin",
    "price_lines": PriceLines(),
    "destination": "retail",
    "sale_to_professionals_allowed": False,
}


async def create(resources: Resources, user: DealerUser, form: VehicleForm) -> VehicleId:
    """Take a car in, as `pre_entry`.

    Raises:
        Refusal: `not_found` for an entity that isn't the user's, `invalid` with every wrong field.
        Refusal: `duplicate`.

    """
    if not sees_entity(user, form.entity_id):
        raise Refusal(Code.NOT_FOUND)
    fields = normalised(given(form))
    refuse_faults(fields, before={}, today=clock.now().date())
    values = {**DEFAULTS, **fields}
    values |= _proposed(values)
    async with transaction(resources.postgres) as connection:
        await _refuse_strange_places(connection, fields, entity_id=form.entity_id)
        await refuse_twins(connection, fields, entity_id=form.entity_id)
        numbers = await take_numbers(connection, form.entity_id, "vehicle")
        vehicle_id = new_vehicle_id()
        values |= {
            "id": vehicle_id,
            "number": numbers.start,
            "version": 1,
            "status": "pre_entry",
            "created_at": clock.now(),
        }
        places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        await connection.execute(
            f"INSERT INTO vehicle ({', '.join(values)}) VALUES ({places})",  # noqa: S608 — our own words only
            *(stored(value) for value in values.values()),
        )
        await note(connection, vehicle_id, version=1, actor=actor_of(user), kind="created")
        await vehicles_changed(connection, [vehicle_id])
    return vehicle_id


async def change(resources: Resources, user: DealerUser, vehicle_id: VehicleId, form: VehicleChange) -> None:
    """Change what the form names.

    Raises:
        Refusal: `not_found`; `conflict` with what others changed meanwhile; `invalid` with every wrong field.
        Refusal: `duplicate`, `price_locked`; `in_sale` for what bidders know (domain 6.7).

    """
    fields = normalised(given(form))
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        await demand_version(connection, user, held, form.version)
        await change_held(connection, user, held, fields)


async def change_held(connection: Connection, user: DealerUser, held: Held, fields: Mapping[str, object]) -> None:
    """Change normalised fields of a car that is held."""
    entity_id = held.vehicle.entity_id
    lasting = {} if held.vehicle.status == "pre_entry" else _entered(fields)
    refuse_faults(fields, before=held.columns, today=clock.now().date(), further=emptied(lasting, held.columns))
    _refuse_locked(held, fields)
    refuse_in_sale(held, _changed(held, fields, *KEPT_IN_SALE))
    await _refuse_strange_places(connection, fields, entity_id=entity_id)
    await refuse_twins(connection, _changed(held, fields, "plate", "vin"), entity_id=entity_id, but=held.vehicle.id)
    values = {name: value for name, value in fields.items() if name not in ("version", "mileage_reason")}
    if {"market_value_cents", "price_lines"} & values.keys():
        values |= _proposed({**held.columns, **values})
    reason = fields.get("mileage_reason")
    told = (FieldChange(field="mileage_reason", before=None, after=str(reason)),) if reason else ()
    await save(connection, held, values, actor=actor_of(user), kind="edited", told=told)


async def remove(resources: Resources, user: DealerUser, vehicle_id: VehicleId) -> list[str]:
    """Take back a car that came by mistake: only while it waits to come in, kept for nobody and in nothing.

    Returns:
        The keys of its photos, whose files nobody needs any more.

    Raises:
        Refusal: `not_found`; `conflict` when something else holds on to it.
        Refusal: `not_movable`.

    """
    async with transaction(resources.postgres) as connection:
        car = (await hold(connection, user, vehicle_id)).vehicle
        reasons = [
            reason
            for reason, so in (
                ("not_pre_entry", car.status != "pre_entry"),
                ("reserved", car.reserved_for is not None),
                ("engaged", car.engagement is not None),
            )
            if so
        ]
        if reasons:
            raise Refusal(Code.NOT_MOVABLE, reasons=reasons)
        photos = await connection.fetch(
            "DELETE FROM photo WHERE subject_kind = 'vehicle' AND subject_id = $1 RETURNING key", vehicle_id
        )
        await connection.execute("DELETE FROM vehicle_cost WHERE vehicle_id = $1", vehicle_id)
        await connection.execute("DELETE FROM vehicle WHERE id = $1", vehicle_id)
        await vehicle_gone(connection, car.entity_id, vehicle_id)
    return [row["key"] for row in photos]


def _refuse_locked(held: Held, fields: Mapping[str, object]) -> None:
    """The agreed price stays while the car is kept for a pro (domain 6.1)."""
    if held.vehicle.reserved_for is None:
        return
    locked = sorted(_changed(held, fields, *LOCKED_BY_RESERVATION))
    if locked:
        raise Refusal(Code.PRICE_LOCKED, fields=locked, reserved_for=held.vehicle.reserved_for.name)


def _entered(fields: Mapping[str, object]) -> dict[str, object]:
    """Of these fields what a car can't come in without (domain 6.2)."""
    return {name: value for name, value in fields.items() if name in REQUIRED["physical_entry"]}


def _changed(held: Held, fields: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: fields[name] for name in names if name in fields and fields[name] != held.columns[name]}


def _proposed(values: Mapping[str, object]) -> dict[str, object]:
    market, lines = values.get("market_value_cents"), values["price_lines"]
    assert isinstance(lines, PriceLines)
    proposed = proposed_price(Cents(market) if isinstance(market, int) else None, lines)
    return {"proposed_price_cents": proposed, "proposed_trade_price_cents": proposed_trade_price(proposed, lines)}


async def _refuse_strange_places(connection: Connection, fields: Mapping[str, object], *, entity_id: EntityId) -> None:
    """The point of sale is the entity's; the physical site may be any of its group."""
    rows = await connection.fetch(
        """
        SELECT place.id::text, place.entity_id = $1 AS own FROM point_of_sale place
        JOIN entity ON entity.id = place.entity_id
        WHERE place.id = ANY($2::uuid[]) AND entity.group_id = (SELECT group_id FROM entity WHERE id = $1)
        """,
        entity_id,
        [place for name in ("point_of_sale_id", "physical_site_id") if (place := fields.get(name)) is not None],
    )
    owned = {row["id"]: row["own"] for row in rows}
    errors = [
        field_error(f"/{name}", Fault.UNKNOWN)
        for name, needs_own in (("point_of_sale_id", True), ("physical_site_id", False))
        if (place := fields.get(name)) is not None
        and (str(place) not in owned or (needs_own and not owned[str(place)]))
    ]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)
