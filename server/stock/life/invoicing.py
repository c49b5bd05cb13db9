"""Let cars leave that the dealer's accounting invoiced: all or none, and once (domain 6.4)."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta, timezone

from msgspec import UNSET, Struct

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import VehicleId
from server.kit.postgres import Connection, transaction
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.chronicle import actor_of
from server.stock.identity import read_plate, read_vin
from server.stock.life.exiting import declare_exit
from server.stock.life.form import Invoice, InvoicedCar
from server.stock.records.holding import hold

# An invoice is dated in its writer's own time zone, or a little ahead of our clock.
AHEAD_SECONDS_MAX = 86_400
# Where a day begins first: an invoice of the day a car came in is none too early, whatever the hour.
FIRST_ZONE = timezone(timedelta(hours=14))

# Cars with all the marks that were told. Of several the one that may leave comes first.
MARKED = """
SELECT id::text, status = 'delivery' AS leaving FROM vehicle
WHERE entity_id = ANY($1::uuid[]) AND ($2::text IS NULL OR plate = $2) AND ($3::text IS NULL OR vin = $3)
    AND ($4::bigint IS NULL OR police_number = $4) AND ($5::text IS NULL OR internal_number = $5)
ORDER BY id = ANY($6::uuid[]) DESC, leaving DESC, status <> 'exited' DESC, id
"""

# The cars by where the invoice names them, as a JSON pointer.
Named = dict[str, VehicleId]


class Invoiced(Struct, frozen=True, kw_only=True):
    """What came of an invoice; `repeated` when it had been told before, and nothing changed."""

    number: str
    vehicle_ids: list[VehicleId]
    invoiced_at: datetime
    repeated: bool


class _Noted(Struct, frozen=True, kw_only=True):
    vehicle_ids: frozenset[VehicleId]
    invoiced_at: datetime


async def take_invoice(resources: Resources, user: DealerUser, invoice: Invoice) -> Invoiced:
    """Let the invoiced cars leave, all or none; the same number again changes nothing (domain 6.4).

    Raises:
        Refusal: `invalid` naming each car that isn't there, can't be told apart, or isn't in delivery.
        Refusal: `invoice_mismatch`, the number was told with other cars.

    """
    if (invoice.invoiced_at - clock.now()).total_seconds() > AHEAD_SECONDS_MAX:
        raise Refusal(Code.INVALID, errors=[field_error("/invoiced_at", Fault.IN_THE_FUTURE)])
    if not invoice.vehicle_ids and not invoice.vehicles:
        raise Refusal(Code.INVALID, errors=[field_error("/vehicle_ids", Fault.ONE_REQUIRED, others="vehicles")])
    async with transaction(resources.postgres) as connection:
        noted = await _noted(connection, user, invoice.number)
        named = await _find_all(connection, user, invoice, of_before=noted.vehicle_ids if noted else frozenset())
        vehicle_ids = sorted(set(named.values()))
        if noted is None:
            await _note(connection, user, invoice, vehicle_ids)
            await _exit_all(connection, user, invoice, named)
        elif noted.vehicle_ids != set(vehicle_ids):
            raise Refusal(Code.INVOICE_MISMATCH, number=invoice.number)
    at = noted.invoiced_at if noted else invoice.invoiced_at
    return Invoiced(number=invoice.number, vehicle_ids=vehicle_ids, invoiced_at=at, repeated=noted is not None)


async def _noted(connection: Connection, user: DealerUser, number: str) -> _Noted | None:
    """What was told of this invoice before; two who tell it at once take turns here."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))", user.group_id, number)
    row = await connection.fetchrow(
        "SELECT vehicle_ids::text[], invoiced_at FROM dms_invoice WHERE group_id = $1 AND number = $2",
        user.group_id,
        number,
    )
    return row and _Noted(vehicle_ids=frozenset(map(VehicleId, row["vehicle_ids"])), invoiced_at=row["invoiced_at"])


async def _find_all(
    connection: Connection, user: DealerUser, invoice: Invoice, *, of_before: Collection[VehicleId]
) -> Named:
    named: Named = {
        f"/vehicle_ids/{place}": VehicleId(vehicle_id.lower()) for place, vehicle_id in enumerate(invoice.vehicle_ids)
    }
    errors: list[FieldError] = []
    for place, car in enumerate(invoice.vehicles):
        pointer = f"/vehicles/{place}"
        found = await _find(connection, user, car, pointer=pointer, of_before=of_before)
        if isinstance(found, FieldError):
            errors.append(found)
        else:
            [named[pointer]] = found
    if errors:
        raise Refusal(Code.INVALID, errors=errors)
    return named


async def _find(
    connection: Connection, user: DealerUser, car: InvoicedCar, *, pointer: str, of_before: Collection[VehicleId]
) -> tuple[VehicleId] | FieldError:
    """The one car with these marks, or why there is none."""
    plate, vin = (
        None if typed is UNSET else read(typed).text or typed
        for typed, read in ((car.plate, read_plate), (car.vin, read_vin))
    )
    police, internal = (None if mark is UNSET else mark for mark in (car.police_number, car.internal_number))
    if (plate, vin, police, internal) == (None,) * 4:
        return field_error(pointer, Fault.NO_MARK)
    among = user.entity_ids if car.entity_id is UNSET else user.entity_ids & {car.entity_id.lower()}
    rows = await connection.fetch(MARKED, list(among), plate, vin, police, internal, list(of_before))
    found = [VehicleId(row["id"]) for row in rows]
    if not found:
        return field_error(pointer, Fault.UNKNOWN)
    if found[0] in of_before:
        return (found[0],)
    leaving = sum(row["leaving"] for row in rows)
    if leaving > 1 or (leaving == 0 and len(found) > 1):
        return field_error(pointer, Fault.AMBIGUOUS, cars=leaving or len(found))
    return (found[0],)


async def _note(connection: Connection, user: DealerUser, invoice: Invoice, vehicle_ids: list[VehicleId]) -> None:
    await connection.execute(
        "INSERT INTO dms_invoice (group_id, number, vehicle_ids, invoiced_at, received_at) VALUES ($1, $2, $3, $4, $5)",
        user.group_id,
        invoice.number,
        vehicle_ids,
        invoice.invoiced_at,
        clock.now(),
    )


async def _exit_all(connection: Connection, user: DealerUser, invoice: Invoice, named: Mapping[str, VehicleId]) -> None:
    """In the order of their ids, so that two invoices about the same cars don't wait for each other."""
    errors: list[FieldError] = []
    pointers = {vehicle_id: pointer for pointer, vehicle_id in named.items()}
    for vehicle_id in sorted(pointers):
        pointer = pointers[vehicle_id]
        try:
            held = await hold(connection, user, vehicle_id)
        except Refusal:
            errors.append(field_error(pointer, Fault.UNKNOWN))
            continue
        car = held.vehicle
        if car.status != "delivery":
            errors.append(field_error(pointer, Fault.NOT_IN_DELIVERY, status=car.status))
            continue
        if car.entered_at is not None and invoice.invoiced_at < _morning(car.entered_at):
            errors.append(field_error("/invoiced_at", Fault.BEFORE_ENTRY, car=car.number))
            continue
        await declare_exit(
            connection, held, at=invoice.invoiced_at, invoice_number=invoice.number, actor=actor_of(user)
        )
    if errors:
        raise Refusal(Code.INVALID, errors=errors)


def _morning(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(), FIRST_ZONE)
