"""Hand out the numbers people talk about: dense per entity, in the transaction that uses them (domain 7.3)."""

from typing import Literal

from server.kit.ids import EntityId
from server.kit.postgres import Connection

Counted = Literal["auction", "lot", "offer", "vehicle", "trade_in"]


async def take_numbers(connection: Connection, entity_id: EntityId, counted: Counted, *, how_many: int = 1) -> range:
    """The next `how_many` numbers of the entity. They come back if the transaction is undone; others wait for it."""
    last = await connection.fetchval(
        """
        INSERT INTO entity_counter (entity_id, counted, last_number) VALUES ($1, $2, $3)
        ON CONFLICT (entity_id, counted) DO UPDATE SET last_number = entity_counter.last_number + $3
        RETURNING last_number
        """,
        entity_id,
        counted,
        how_many,
    )
    assert last is not None
    return range(last - how_many + 1, last + 1)
