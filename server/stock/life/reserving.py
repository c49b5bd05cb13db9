"""Keep a car for a pro, and let it go again (domain 6.1)."""

from collections.abc import Sequence

from server.accounts.principal import DealerUser
from server.kit.ids import ProId, VehicleId
from server.kit.postgres import Connection, transaction
from server.kit.rows import Row
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.chronicle import NOBODY, Actor, FieldChange, actor_of, changes_of, note, note_all
from server.stock.life.notifying import reservation_removed
from server.stock.live_updates import vehicles_changed
from server.stock.records.holding import hold, save

ON_ITS_WAY_OUT = frozenset({"delivery", "exited"})


async def reserve(
    connection: Connection, vehicle_ids: Sequence[VehicleId], *, pro_id: ProId, actor: Actor = NOBODY
) -> None:
    """Keep cars for a pro, in the transaction of the sale."""
    rows = await connection.fetch(
        """
        UPDATE vehicle SET reserved_for_pro_id = pro.id, version = vehicle.version + 1 FROM pro
        WHERE vehicle.id = ANY($1::uuid[]) AND pro.id = $2 RETURNING vehicle.id::text, vehicle.version,
            pro_name(vehicle.entity_id, pro.id) AS name
        """,
        list(vehicle_ids),
        pro_id,
    )
    assert len(rows) == len(vehicle_ids), f"sold to {pro_id}: {vehicle_ids}, of which {len(rows)} are there"
    changes = [FieldChange(field="reserved_for", before=None, after=rows[0]["name"])] if rows else []
    await _tell(connection, rows, actor=actor, kind="reserved", changes=changes)


async def let_go(
    connection: Connection, vehicle_ids: Sequence[VehicleId], *, reason: str, actor: Actor = NOBODY
) -> None:
    """Put cars whose sale was cancelled back for sale, kept for nobody, in the transaction that cancels (domain 7.9).

    `refuse_gone` comes before it.
    """
    rows = await connection.fetch(
        """
        UPDATE vehicle SET reserved_for_pro_id = NULL, status = 'for_sale', extra_status = NULL,
            version = vehicle.version + 1
        FROM vehicle before LEFT JOIN pro ON pro.id = before.reserved_for_pro_id
        WHERE vehicle.id = ANY($1::uuid[]) AND before.id = vehicle.id
        RETURNING vehicle.id::text, vehicle.version, pro_name(before.entity_id, pro.id) AS name,
            coalesce(before.extra_status, before.status) AS stage
        """,
        list(vehicle_ids),
    )
    for row in rows:
        told = changes_of(
            {"status": row["stage"], "reserved_for": row["name"]}, {"status": "for_sale", "reserved_for": None}
        )
        changes = [*told, FieldChange(field="reason", before=None, after=reason)]
        car_id = VehicleId(row["id"])
        await note(connection, car_id, version=row["version"], actor=actor, kind="sale_cancelled", changes=changes)
    await vehicles_changed(connection, [VehicleId(row["id"]) for row in rows])


async def refuse_gone(connection: Connection, vehicle_ids: Sequence[VehicleId]) -> None:
    """Hold cars where they are until the transaction ends, and refuse when one is in delivery or has left.

    Raises:
        Refusal: `not_movable`, with its status.

    """
    rows = await connection.fetch(
        "SELECT status FROM vehicle WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE", list(vehicle_ids)
    )
    for row in rows:
        if row["status"] in ON_ITS_WAY_OUT:
            raise Refusal(Code.NOT_MOVABLE, reasons=["on_its_way_out"], status=row["status"])


async def _tell(
    connection: Connection, rows: Sequence[Row], *, actor: Actor, kind: str, changes: Sequence[FieldChange]
) -> None:
    versions = {VehicleId(row["id"]): row["version"] for row in rows}
    await note_all(connection, versions, actor=actor, kind=kind, changes=changes)
    await vehicles_changed(connection, list(versions))


async def release(resources: Resources, user: DealerUser, vehicle_id: VehicleId, *, reason: str) -> None:
    """Remove a reservation: the pro is told, and the price is free again (domain 6.1, "Readings").

    Raises:
        Refusal: `not_found`.
        Refusal: `not_reserved`; `not_movable` once the car is on its way out.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        car = held.vehicle
        if car.reserved_for is None:
            raise Refusal(Code.NOT_RESERVED)
        if car.status in ON_ITS_WAY_OUT or (car.engagement and car.engagement.kind == "order"):
            raise Refusal(Code.NOT_MOVABLE, reasons=["on_its_way_out"], status=car.status)
        told = (FieldChange(field="reason", before=None, after=reason),) if reason else ()
        await save(connection, held, {"reserved_for_pro_id": None}, actor=actor_of(user), kind="released", told=told)
        await reservation_removed(connection, car, pro_id=car.reserved_for.id, reason=reason)
