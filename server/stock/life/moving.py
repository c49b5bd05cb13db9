"""Move a car along its life-line (domain 6.1-6.3): everything a move lacks is answered at once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from msgspec import UNSET

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import VehicleId
from server.kit.postgres import Connection, transaction
from server.policies.life_line import STATUSES, LifeLine, Status
from server.policies.reading import life_line
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.days import TOMORROW
from server.stock.chronicle import FieldChange, actor_of, changes_of
from server.stock.life.delivering import declare_delivery, deliveries, forget_delivery
from server.stock.life.exiting import declare_exit
from server.stock.life.form import RECORD_FIELDS, Transition
from server.stock.life.registering import day_fault, demand_next, enter, next_number, queue
from server.stock.life.workflow import missing, reasons_against
from server.stock.records.correcting import refuse_in_sale
from server.stock.records.holding import Held, demand_version, hold, overtaken, refuse_twins, save
from server.stock.records.rules import KEPT_IN_SALE, faults, normalised

# An entry is known by its day; noon is that day in all of France.
NOON = time(12, tzinfo=UTC)


async def move(resources: Resources, user: DealerUser, vehicle_id: VehicleId, said: Transition) -> None:
    """Move the car, with its register entry, delivery or exit.

    Raises:
        Refusal: `not_found`; `conflict` with what others did meanwhile; `invalid` with every field that is missing or
            wrong.
        Refusal: `not_movable` with its reasons, `price_locked`, `in_sale`, `duplicate`, `register_moved`.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        if said.version is not UNSET:
            await demand_version(connection, user, held, said.version)
        line = await life_line(connection, held.vehicle.entity_id)
        await _refuse(connection, user, held, said, line)
        target = line.fixed(said.to)
        assert target is not None, "a move to nowhere has a reason against it"
        fields = normalised({name: value for name in RECORD_FIELDS if (value := getattr(said, name)) is not UNSET})
        await _refuse_fields(connection, held, said, fields, line=line, target=target)
        await _refuse_agreed(connection, held, fields)
        await _move(connection, user, held, said, fields, line=line, target=target)


async def _refuse(connection: Connection, user: DealerUser, held: Held, said: Transition, line: LifeLine) -> None:
    car = held.vehicle
    delivery = (await deliveries(connection, [car.id])).get(car.id)
    reasons = reasons_against(car, said.to, line, ordered=delivery is not None and delivery.offer_id is not None)
    if reasons == ["already_there"]:
        raise await overtaken(connection, user, held, version=car.version - 1)
    if reasons:
        raise Refusal(Code.NOT_MOVABLE, reasons=[*reasons], status=car.status, version=car.version)


async def _refuse_fields(
    connection: Connection,
    held: Held,
    said: Transition,
    fields: Mapping[str, object],
    *,
    line: LifeLine,
    target: Status,
) -> None:
    """Everything that lacks or is wrong, at once."""
    car, today = held.vehicle, clock.now().date()
    client = said.client_pro_id or said.client_name or car.reserved_for
    spoken = {name: value for name in said.__struct_fields__ if (value := getattr(said, name)) is not UNSET}
    # A delivery says where the car will be, whatever its record says.
    known = {**held.columns, **{name: None for name in ("physical_site_id",) if target == "delivery"}, **spoken}
    known["client"] = client if client is not UNSET else None
    lacking = [field_error(f"/{name}", Fault.REQUIRED) for name in missing(car, said.to, line, known=known)]
    wrong = [*faults(fields, before=held.columns, today=today), *_day_faults(said, known, today=today)]
    if target == "physical_entry" and car.status == "pre_entry" and said.entered_on is not UNSET:
        await queue(connection, car.entity_id)
        out_of_order = await day_fault(connection, car.entity_id, said.entered_on)
        wrong += [] if out_of_order is None else [out_of_order]
    errors = [*lacking, *wrong]
    if not errors:
        return
    facts: dict[str, object] = {}
    if target == "physical_entry":
        facts["next_police_number"] = (await next_number(connection, car.entity_id)).number
    raise Refusal(Code.INVALID, errors=errors, **facts)


def _day_faults(said: Transition, known: Mapping[str, object], *, today: date) -> list[FieldError]:
    found: list[FieldError] = []
    entered = known.get("entered_at")
    if said.delivered_on is not UNSET and isinstance(entered, datetime) and said.delivered_on < entered.date():
        found.append(field_error("/delivered_on", Fault.BEFORE_ENTRY))
    if said.entered_on is not UNSET:
        registered = known.get("first_registration")
        if said.entered_on > today + TOMORROW:
            found.append(field_error("/entered_on", Fault.IN_THE_FUTURE))
        if isinstance(registered, date) and said.entered_on < registered and known.get("kind") != "new":
            found.append(field_error("/entered_on", Fault.BEFORE_REGISTRATION))
    return found


async def _refuse_agreed(connection: Connection, held: Held, fields: Mapping[str, object]) -> None:
    car = held.vehicle
    price = fields.get("trade_price_cents")
    if car.reserved_for is not None and price is not None and price != car.trade_price_cents:
        raise Refusal(Code.PRICE_LOCKED, fields=["trade_price_cents"], reserved_for=car.reserved_for.name)
    changed = {change.field: fields[change.field] for change in changes_of(held.columns, fields)}
    refuse_in_sale(held, changed.keys() & {*KEPT_IN_SALE})
    await refuse_twins(connection, changed, entity_id=car.entity_id, but=car.id)


async def _move(
    connection: Connection,
    user: DealerUser,
    held: Held,
    said: Transition,
    fields: dict[str, object],
    *,
    line: LifeLine,
    target: Status,
) -> None:
    car, actor = held.vehicle, actor_of(user)
    reason = fields.pop("mileage_reason", None)
    told = () if reason is None else (FieldChange(field="mileage_reason", before=None, after=str(reason)),)
    values = {**fields, "status": target, "extra_status": None if said.to == target else said.to}
    forward = STATUSES.index(target) > STATUSES.index(car.status)
    match target:
        case "physical_entry" if forward:
            assert said.police_number is not UNSET
            assert said.entered_on is not UNSET
            await demand_next(connection, car.entity_id, said.police_number)
            values |= _entry_values(car.sale_target_on, said, line)
            await save(connection, held, values, actor=actor, kind="moved", told=told)
            await enter(connection, held, said, number=said.police_number, entered_on=said.entered_on, actor=actor)
        case "delivery" if forward:
            await declare_delivery(connection, user, held, said)
            await save(connection, held, values, actor=actor, kind="moved", told=told)
        case "exited":
            await declare_exit(connection, held, at=clock.now(), invoice_number=None, actor=actor, told=told)
        case _:
            if car.status == "delivery" and target != "delivery":
                await forget_delivery(connection, car.id)
            await save(connection, held, values, actor=actor, kind="moved", told=told)


def _entry_values(target_on: date | None, said: Transition, line: LifeLine) -> dict[str, object]:
    assert said.entered_on is not UNSET
    now = clock.now()
    at = now if said.entered_on >= now.date() else datetime.combine(said.entered_on, NOON)
    return {
        "entered_at": at,
        "police_number": said.police_number,
        "sale_target_on": target_on or said.entered_on + timedelta(days=line.target_days),
    }
