"""Note what hangs on a car: costs and defects; each is in its history (domain 4.1, 6)."""

from datetime import date

from server.accounts.principal import DealerUser
from server.kit.ids import VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import transaction
from server.kit.problems import not_found
from server.resources import Resources
from server.stock.chronicle import Change, actor_of
from server.stock.records.holding import hold, save


async def add_cost(
    resources: Resources, user: DealerUser, vehicle_id: VehicleId, *, label: str, amount_cents: Cents, spent_on: date
) -> None:
    """Money spent on the car, excl. VAT.

    Raises:
        Problem: 404.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        await connection.execute(
            "INSERT INTO vehicle_cost (id, vehicle_id, label, amount_cents, spent_on) VALUES ($1, $2, $3, $4, $5)",
            new_id(),
            vehicle_id,
            label,
            amount_cents,
            spent_on,
        )
        told = (Change(field=label, before=None, after=amount_cents),)
        await save(connection, held, {}, actor=actor_of(user), kind="cost_added", told=told)


async def remove_cost(resources: Resources, user: DealerUser, vehicle_id: VehicleId, cost_id: str) -> None:
    """Strike it.

    Raises:
        Problem: 404.

    """
    await _remove(resources, user, vehicle_id, cost_id, table="vehicle_cost", name="label", kind="cost_removed")


async def add_defect(
    resources: Resources, user: DealerUser, vehicle_id: VehicleId, *, name: str, amount_cents: Cents
) -> None:
    """Something broken, and what mending it costs excl. VAT.

    Raises:
        Problem: 404.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        await connection.execute(
            "INSERT INTO vehicle_defect (id, vehicle_id, name, amount_cents) VALUES ($1, $2, $3, $4)",
            new_id(),
            vehicle_id,
            name,
            amount_cents,
        )
        told = (Change(field=name, before=None, after=amount_cents),)
        await save(connection, held, {}, actor=actor_of(user), kind="defect_added", told=told)


async def remove_defect(resources: Resources, user: DealerUser, vehicle_id: VehicleId, defect_id: str) -> None:
    """Strike it; its photos are photos of the car from now on.

    Raises:
        Problem: 404.

    """
    await _remove(resources, user, vehicle_id, defect_id, table="vehicle_defect", name="name", kind="defect_removed")
    await resources.postgres.execute("UPDATE photo SET defect_id = NULL WHERE defect_id = $1", defect_id)


async def _remove(
    resources: Resources, user: DealerUser, vehicle_id: VehicleId, id: str, *, table: str, name: str, kind: str
) -> None:
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        row = await connection.fetchrow(
            f"DELETE FROM {table} WHERE id = $1 AND vehicle_id = $2 RETURNING {name} AS name, amount_cents",  # noqa: S608 — our own words only
            id,
            vehicle_id,
        )
        if row is None:
            raise not_found()
        told = (Change(field=row["name"], before=row["amount_cents"], after=None),)
        await save(connection, held, {}, actor=actor_of(user), kind=kind, told=told)
