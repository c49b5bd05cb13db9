"""Let cars leave, declared by hand or invoiced by the dealer's accounting; and take that back (domain 6.4)."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from server.accounts.principal import DealerUser
from server.kit import clock, problems
from server.kit.ids import VehicleId, new_id
from server.kit.postgres import Connection, transaction
from server.kit.problems import FieldError
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.chronicle import Actor, Change, actor_of
from server.stock.life.delivering import deliveries
from server.stock.life.form import Invoice
from server.stock.life.telling import car_exited
from server.stock.records.holding import Held, hold, save

# An invoice is dated in its writer's own time zone, or a little ahead of our clock.
AHEAD_SECONDS_MAX = 86_400


class Invoiced(Struct, frozen=True, kw_only=True):
    """What came of an invoice; `repeated` when it had been told before, and nothing changed."""

    number: str
    vehicle_ids: list[VehicleId]
    invoiced_at: datetime
    repeated: bool


async def declare_exit(
    connection: Connection,
    held: Held,
    *,
    at: datetime,
    invoice_number: str | None,
    actor: Actor,
    told: tuple[Change, ...] = (),
) -> None:
    """Let a car in delivery leave: it is nobody's business any more but the history's, and users are told."""
    car = held.vehicle
    handover = (await deliveries(connection, [car.id])).get(car.id)
    reserved = car.reserved_for
    await connection.execute(
        """
        INSERT INTO vehicle_exit (id, vehicle_id, exited_at, invoice_number, pro_id, client_name, price_cents)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        new_id(),
        car.id,
        at,
        invoice_number,
        handover.pro_id if handover else reserved and reserved.id,
        handover.client_name if handover else reserved.name if reserved else "",
        handover.price_cents if handover else car.trade_price_cents,
    )
    await connection.execute("DELETE FROM vehicle_engagement WHERE vehicle_id = $1", car.id)
    values = {"status": "exited", "extra_status": None, "exited_at": at}
    number = () if invoice_number is None else (Change(field="invoice_number", before=None, after=invoice_number),)
    await save(connection, held, values, actor=actor, kind="exited", told=(*told, *number))
    await car_exited(connection, car)


async def cancel_exit(resources: Resources, user: DealerUser, vehicle_id: VehicleId, *, reason: str) -> None:
    """Bring an exited car back to delivery.

    Raises:
        Problem: 404; 409 when the same car has come into stock again.
        Refusal: `not_exited`.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        if held.vehicle.status != "exited":
            raise Refusal(Code.NOT_EXITED, status=held.vehicle.status)
        await connection.execute(
            """
            UPDATE vehicle_exit SET cancelled_at = $2, cancelled_reason = $3
            WHERE vehicle_id = $1 AND cancelled_at IS NULL
            """,
            vehicle_id,
            clock.now(),
            reason,
        )
        told = (Change(field="reason", before=None, after=reason),) if reason else ()
        values = {"status": "delivery", "extra_status": None, "exited_at": None}
        await save(connection, held, values, actor=actor_of(user), kind="exit_cancelled", told=told)


async def take_invoice(resources: Resources, user: DealerUser, invoice: Invoice) -> Invoiced:
    """Let the invoiced cars leave, all or none; the same number again changes nothing (domain 6.4).

    Raises:
        Problem: 422 naming each car that isn't there or isn't in delivery.
        Refusal: `invoice_mismatch`, the number was told with other cars.

    """
    if invoice.invoiced_at.tzinfo is None:
        raise problems.invalid_field("/invoiced_at", "no_time_zone: expected RFC 3339 with an offset")
    if (invoice.invoiced_at - clock.now()).total_seconds() > AHEAD_SECONDS_MAX:
        raise problems.invalid_field("/invoiced_at", "in_the_future: this day has not come yet")
    vehicle_ids = sorted({VehicleId(vehicle_id.lower()) for vehicle_id in invoice.vehicle_ids})
    async with transaction(resources.postgres) as connection:
        known = await _known(connection, user, invoice, vehicle_ids)
        if known is None:
            await _exit_all(connection, user, invoice, vehicle_ids)
    at = invoice.invoiced_at if known is None else known
    return Invoiced(number=invoice.number, vehicle_ids=vehicle_ids, invoiced_at=at, repeated=known is not None)


async def _known(
    connection: Connection, user: DealerUser, invoice: Invoice, vehicle_ids: Sequence[VehicleId]
) -> datetime | None:
    """When this invoice was dated, if it was told before; else it is noted. Two at once take turns here."""
    noted = await connection.fetchval(
        """
        INSERT INTO dms_invoice (group_id, number, vehicle_ids, invoiced_at, received_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING RETURNING true
        """,
        user.group_id,
        invoice.number,
        list(vehicle_ids),
        invoice.invoiced_at,
        clock.now(),
    )
    if noted:
        return None
    row = await connection.fetchrow(
        "SELECT vehicle_ids::text[], invoiced_at FROM dms_invoice WHERE group_id = $1 AND number = $2",
        user.group_id,
        invoice.number,
    )
    assert row is not None
    if set(row["vehicle_ids"]) != set(vehicle_ids):
        raise Refusal(Code.INVOICE_MISMATCH, number=invoice.number)
    return row["invoiced_at"]


async def _exit_all(
    connection: Connection, user: DealerUser, invoice: Invoice, vehicle_ids: Sequence[VehicleId]
) -> None:
    errors: list[FieldError] = []
    places = {vehicle_id.lower(): place for place, vehicle_id in enumerate(invoice.vehicle_ids)}
    for vehicle_id in vehicle_ids:
        pointer = f"/vehicle_ids/{places[vehicle_id]}"
        try:
            held = await hold(connection, user, vehicle_id)
        except problems.Problem:
            errors.append(FieldError(pointer=pointer, detail="unknown: no car of this dealer"))
            continue
        if held.vehicle.status != "delivery":
            errors.append(FieldError(pointer=pointer, detail=f"not_in_delivery: it is {held.vehicle.status}"))
            continue
        await declare_exit(
            connection, held, at=invoice.invoiced_at, invoice_number=invoice.number, actor=actor_of(user)
        )
    if errors:
        raise problems.invalid(*errors)
