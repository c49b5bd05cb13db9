"""Note what hangs on a car: costs and defects; each is in its history (domain 4.1, 6)."""

from datetime import date

from server.accounts.principal import DealerUser
from server.kit.ids import VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import Connection, transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.chronicle import FieldChange, actor_of
from server.stock.dossiers.changing import cars_shown_anew
from server.stock.dossiers.place import Place, columns_of, place_of
from server.stock.live_updates import costs_changed
from server.stock.records.correcting import refuse_in_sale
from server.stock.records.holding import Held, hold, save


async def add_cost(
    resources: Resources,
    user: DealerUser,
    vehicle_id: VehicleId,
    *,
    label: str,
    amount_cents: Cents,
    spent_on: date,
    key: str | None = None,
) -> None:
    """Money spent on the car, excl. VAT; the same key notes it once.

    Raises:
        Refusal: `not_found`; `conflict` when the key noted another cost.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        noted = await connection.fetchrow(
            "SELECT label, amount_cents, spent_on FROM vehicle_cost WHERE vehicle_id = $1 AND idempotency_key = $2",
            vehicle_id,
            key,
        )
        if noted is not None:
            if tuple(noted) != (label, amount_cents, spent_on):
                raise Refusal(Code.COMMAND_MISMATCH)
            return
        await connection.execute(
            "INSERT INTO vehicle_cost (id, vehicle_id, label, amount_cents, spent_on, idempotency_key)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            new_id(),
            vehicle_id,
            label,
            amount_cents,
            spent_on,
            key,
        )
        told = (FieldChange(field=label, before=None, after=amount_cents),)
        await save(connection, held, {}, actor=actor_of(user), kind="cost_added", told=told)
        await costs_changed(connection, held.vehicle.entity_id, vehicle_id)


async def remove_cost(resources: Resources, user: DealerUser, vehicle_id: VehicleId, cost_id: str) -> None:
    """Strike it.

    Raises:
        Refusal: `not_found`.

    """
    async with transaction(resources.postgres) as connection:
        held = await _remove(
            connection, user, vehicle_id, cost_id, table="vehicle_cost", name="label", kind="cost_removed"
        )
        await costs_changed(connection, held.vehicle.entity_id, vehicle_id)


async def add_defect(
    resources: Resources,
    user: DealerUser,
    vehicle_id: VehicleId,
    *,
    name: str,
    amount_cents: Cents,
    place: Place | None,
) -> None:
    """Something broken, where, and what mending it costs excl. VAT.

    Raises:
        Refusal: `not_found`.
        Refusal: `in_sale`.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        refuse_in_sale(held, ["defects"])
        await write_defect(connection, user, held, name=name, amount_cents=amount_cents, place=place)


async def write_defect(
    connection: Connection, user: DealerUser, held: Held, *, name: str, amount_cents: Cents, place: Place | None
) -> None:
    """The same of a car that is held already, whether it is in a sale or not."""
    await connection.execute(
        """
        INSERT INTO vehicle_defect (id, vehicle_id, name, amount_cents, place_view, place_x, place_y)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        new_id(),
        held.vehicle.id,
        name,
        amount_cents,
        *columns_of(place),
    )
    told = (FieldChange(field=name, before=None, after=amount_cents),)
    await save(connection, held, {}, actor=actor_of(user), kind="defect_added", told=told)
    await cars_shown_anew(connection, [held.vehicle.id])


async def place_defect(
    resources: Resources, user: DealerUser, vehicle_id: VehicleId, defect_id: str, *, place: Place | None
) -> None:
    """Say where on the car it is, or that nobody knows.

    Raises:
        Refusal: `not_found`.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        before = await connection.fetchrow(
            "SELECT * FROM vehicle_defect WHERE id = $1 AND vehicle_id = $2", defect_id, vehicle_id
        )
        if before is None:
            raise Refusal(Code.NOT_FOUND)
        if place_of(before) == place:
            return
        await connection.execute(
            "UPDATE vehicle_defect SET place_view = $2, place_x = $3, place_y = $4 WHERE id = $1",
            defect_id,
            *columns_of(place),
        )
        told = (FieldChange(field=before["name"], before=before["place_view"], after=place.view if place else None),)
        await save(connection, held, {}, actor=actor_of(user), kind="defect_placed", told=told)
        await cars_shown_anew(connection, [vehicle_id])


async def remove_defect(resources: Resources, user: DealerUser, vehicle_id: VehicleId, defect_id: str) -> None:
    """Strike it; its photos are photos of the car from now on.

    Raises:
        Refusal: `not_found`.
        Refusal: `in_sale`.

    """
    async with transaction(resources.postgres) as connection:
        await _remove(
            connection, user, vehicle_id, defect_id, table="vehicle_defect", name="name", kind="defect_removed"
        )
        await connection.execute("UPDATE photo SET defect_id = NULL WHERE defect_id = $1", defect_id)
        await cars_shown_anew(connection, [vehicle_id])


async def _remove(
    connection: Connection, user: DealerUser, vehicle_id: VehicleId, id: str, *, table: str, name: str, kind: str
) -> Held:
    held = await hold(connection, user, vehicle_id)
    if table == "vehicle_defect":
        refuse_in_sale(held, ["defects"])
    row = await connection.fetchrow(
        f"DELETE FROM {table} WHERE id = $1 AND vehicle_id = $2 RETURNING {name} AS name, amount_cents",  # noqa: S608 — our own words only
        id,
        vehicle_id,
    )
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    told = (FieldChange(field=row["name"], before=row["amount_cents"], after=None),)
    await save(connection, held, {}, actor=actor_of(user), kind=kind, told=told)
    return held
