"""Tell the desks of an entity which cars to read again (room `desk`), in the transaction that changed them."""

from collections.abc import Sequence

from server.kit import clock
from server.kit.ids import EntityId, VehicleId
from server.kit.postgres import Connection
from server.notifications.outbox.posting import OutboxMessage, post
from server.protocol.dealer_events import RowChanged

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
    messages = [
        _message(
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
    await post(connection, messages)


async def costs_changed(connection: Connection, entity_id: EntityId, vehicle_id: VehicleId) -> None:
    """What was spent on a car changed, and with it the margin of the lot it is in."""
    await post(connection, [_message(entity_id, kind=COSTS, id=vehicle_id, summary={})])


async def vehicle_gone(connection: Connection, entity_id: EntityId, vehicle_id: VehicleId) -> None:
    """A car that is no longer there."""
    await post(connection, [_message(entity_id, kind="vehicle", id=vehicle_id, summary={"status": "deleted"})])


async def stock_changed(connection: Connection, entity_id: EntityId) -> None:
    """So many cars that the whole table should be read again."""
    await post(connection, [_message(entity_id, kind="vehicles", id=entity_id, summary={})])


async def import_changed(
    connection: Connection, entity_id: EntityId, import_id: str, summary: dict[str, int | str]
) -> None:
    """How far a file of cars has got."""
    await post(connection, [_message(entity_id, kind="vehicle_import", id=import_id, summary=summary)])


def _message(entity_id: EntityId, *, kind: str, id: str, summary: dict[str, int | str]) -> OutboxMessage:
    room = f"desk:{entity_id}"
    event = RowChanged(room=room, epoch=0, seq=0, at_ms=clock.now_ms(), kind=kind, id=id, summary=summary)
    return OutboxMessage(channel="live", recipient=room, kind="row_changed", body=event)
