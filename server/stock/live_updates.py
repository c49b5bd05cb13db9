"""Tell the desks of an entity which cars to read again (room `desk`), in the transaction that changed them."""

from collections.abc import Sequence

from server.kit.ids import EntityId, VehicleId
from server.kit.postgres import Connection
from server.notifications.live_updates import publish, row_changed

# Of more cars at once a desk is told once, to read its table again.
ROWS_MAX = 20
# What the live side takes as the sign to reckon the margins of the car's auctions anew (server/realtime/wiring.py).
COSTS = "vehicle_costs"


async def vehicles_changed(connection: Connection, vehicle_ids: Sequence[VehicleId]) -> None:
    """Cars that were created, edited, moved, kept or let go; call it after writing them."""
    rows = await connection.fetch(
        """
        SELECT id::text, entity_id::text, number, version, status, extra_status,
            reserved_for_pro_id IS NOT NULL AS reserved
        FROM vehicle WHERE id = ANY($1::uuid[]) LIMIT $2
        """,
        list(vehicle_ids),
        ROWS_MAX + 1,
    )
    if len(rows) > ROWS_MAX:
        entities = await connection.fetch(
            "SELECT DISTINCT entity_id::text FROM vehicle WHERE id = ANY($1::uuid[])", list(vehicle_ids)
        )
        for row in entities:
            await stock_changed(connection, row["entity_id"])
        return
    events = [
        row_changed(
            EntityId(row["entity_id"]),
            kind="vehicle",
            id=row["id"],
            summary={
                "number": row["number"],
                "version": row["version"],
                "status": row["status"],
                "extra_status": row["extra_status"] or "",
                "reserved": int(row["reserved"]),
            },
        )
        for row in rows
    ]
    await publish(connection, *events)


async def costs_changed(connection: Connection, entity_id: EntityId, vehicle_id: VehicleId) -> None:
    """What was spent on a car changed, and with it the margin of the lot it is in."""
    await publish(connection, row_changed(entity_id, kind=COSTS, id=vehicle_id))


async def vehicle_gone(connection: Connection, entity_id: EntityId, vehicle_id: VehicleId) -> None:
    """A car that is no longer there."""
    await publish(connection, row_changed(entity_id, kind="vehicle", id=vehicle_id, summary={"status": "deleted"}))


async def stock_changed(connection: Connection, entity_id: EntityId) -> None:
    """So many cars that the whole table should be read again."""
    await publish(connection, row_changed(entity_id, kind="vehicles", id=entity_id))


async def import_changed(
    connection: Connection, entity_id: EntityId, import_id: str, summary: dict[str, int | str]
) -> None:
    """How far a file of cars has got."""
    await publish(connection, row_changed(entity_id, kind="vehicle_import", id=import_id, summary=summary))
