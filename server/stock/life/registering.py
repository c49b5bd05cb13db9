"""Enter cars in the police register: chronological, without gap, never changed (domain 6.2, "France").

The database itself refuses everything else (`life.sql`); here people are told which number is next.
"""

from datetime import date

from msgspec import Struct

from server.kit import clock
from server.kit.ids import EntityId
from server.kit.postgres import Connection, Pool
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.protocol.refusals import Code, Refusal
from server.stock.chronicle import Actor
from server.stock.life.form import Transition
from server.stock.records.holding import Held

ENTRY = """
INSERT INTO police_entry (entity_id, number, vehicle_id, recorded_at, recorded_by, entered_on, make, model,
    model_version, plate, vin, first_registration, mileage_km, outer_colour, origin, purchase_price_cents, seller_name,
    seller_address, seller_document, payment_method)
SELECT entity_id, $2, id, greatest($3, (
        SELECT last_at FROM police_register head WHERE head.entity_id = vehicle.entity_id)),
    $4, $5, make, model, model_version, plate, vin, first_registration, mileage_km,
    outer_colour, origin, purchase_price_cents, $6, $7, $8, $9
FROM vehicle WHERE id = $1
"""


class Head(Struct, frozen=True, kw_only=True):
    """Where the register is: the next number, and whether a first one may be chosen freely."""

    number: int
    empty: bool


async def next_number(database: Pool | Connection, entity_id: EntityId) -> Head:
    """What to propose; who enters first gets it."""
    last = await database.fetchval("SELECT last_number FROM police_register WHERE entity_id = $1", entity_id)
    return Head(number=(last or 0) + 1, empty=last is None)


async def queue(connection: Connection, entity_id: EntityId) -> None:
    """Wait for one's turn at the register; it lasts until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('police_register'), hashtext($1))", entity_id)


async def demand_next(connection: Connection, entity_id: EntityId, number: int) -> None:
    """Refuse a number that isn't the next; call it once it is one's turn (`queue`).

    Raises:
        Refusal: `register_moved` with `next_police_number`.

    """
    last = await connection.fetchval("SELECT last_number FROM police_register WHERE entity_id = $1", entity_id)
    if last is not None and number != last + 1:
        raise Refusal(Code.REGISTER_MOVED, next_police_number=last + 1)


async def day_fault(database: Pool | Connection, entity_id: EntityId, entered_on: date) -> FieldError | None:
    """A register is chronological: nothing is entered of a day before its last entry."""
    last = await database.fetchrow(
        "SELECT number, entered_on FROM police_entry WHERE entity_id = $1 ORDER BY number DESC LIMIT 1", entity_id
    )
    if last is None or entered_on >= last["entered_on"]:
        return None
    return field_error("/entered_on", Fault.BEFORE_LAST_ENTRY, first=last["entered_on"].isoformat())


async def enter(
    connection: Connection, held: Held, said: Transition, *, number: int, entered_on: date, actor: Actor
) -> None:
    """Write the entry of a car whose record is complete and saved."""
    await connection.execute(
        ENTRY,
        held.vehicle.id,
        number,
        clock.now(),
        actor.name,
        entered_on,
        said.seller_name,
        said.seller_address,
        said.seller_document,
        said.payment_method,
    )
