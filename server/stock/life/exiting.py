"""Let cars leave, declared by hand; and take that back (domain 6.4). The accounting's word: `invoicing.py`."""

from datetime import datetime

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import VehicleId, new_id
from server.kit.postgres import Connection, transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.chronicle import Actor, FieldChange, actor_of
from server.stock.life.delivering import deliveries
from server.stock.life.notifying import car_exited
from server.stock.records.holding import Held, hold, save


async def declare_exit(
    connection: Connection,
    held: Held,
    *,
    at: datetime,
    invoice_number: str | None,
    actor: Actor,
    told: tuple[FieldChange, ...] = (),
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
    number = () if invoice_number is None else (FieldChange(field="invoice_number", before=None, after=invoice_number),)
    await save(connection, held, values, actor=actor, kind="exited", told=(*told, *number))
    await car_exited(connection, car)


async def cancel_exit(resources: Resources, user: DealerUser, vehicle_id: VehicleId, *, reason: str) -> None:
    """Bring an exited car back to delivery.

    Raises:
        Refusal: `not_found`; `conflict` when the same car has come into stock again.
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
        told = (FieldChange(field="reason", before=None, after=reason),) if reason else ()
        values = {"status": "delivery", "extra_status": None, "exited_at": None}
        await save(connection, held, values, actor=actor_of(user), kind="exit_cancelled", told=told)
