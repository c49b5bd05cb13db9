"""Begin and end what a pro and an entity have with each other (domain 2.2, 2.3)."""

from server.kit import clock
from server.kit.ids import ConnectionId, EntityId, ProId, new_id
from server.kit.postgres import Connection


async def connect(connection: Connection, *, pro_id: ProId, entity_id: EntityId) -> bool:
    """Let the pro deal with the entity from now on; False if it does already."""
    begun = await connection.fetchval(
        "INSERT INTO connection (id, pro_id, entity_id, connected_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (entity_id, pro_id) WHERE ended_at IS NULL DO NOTHING RETURNING true",
        ConnectionId(new_id()),
        pro_id,
        entity_id,
        clock.now(),
    )
    return begun is True


async def disconnect(connection: Connection, *, pro_id: ProId, entity_id: EntityId) -> bool:
    """End it at once; the pro leaves the entity's lists, its bids stand. False if there is nothing to end."""
    ended = await connection.fetchval(
        "UPDATE connection SET ended_at = greatest($3, connected_at)"
        " WHERE pro_id = $1 AND entity_id = $2 AND ended_at IS NULL RETURNING true",
        pro_id,
        entity_id,
        clock.now(),
    )
    await connection.execute(
        """
        WITH left_lists AS (
            DELETE FROM distribution_list_pro USING distribution_list
            WHERE id = list_id AND pro_id = $1 AND entity_id = $2 RETURNING list_id
        )
        UPDATE distribution_list SET version = version + 1 FROM left_lists WHERE id = list_id
        """,
        pro_id,
        entity_id,
    )
    return ended is True
