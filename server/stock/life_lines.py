"""Read the life-line of each entity (domain 3.7): the one place that knows where the settings keep it."""

from collections.abc import Collection, Mapping
from typing import Protocol

from server.kit.ids import EntityId
from server.kit.postgres import Connection, Pool
from server.stock.life_line import DEFAULT_LIFE_LINE, LifeLine


class ReadLifeLines(Protocol):
    """Gives the life-line of every entity asked for."""

    async def __call__(
        self, database: Pool | Connection, entity_ids: Collection[EntityId]
    ) -> Mapping[EntityId, LifeLine]:
        """By entity."""
        ...


async def _defaults(database: Pool | Connection, entity_ids: Collection[EntityId]) -> Mapping[EntityId, LifeLine]:  # noqa: ARG001 — settings would be read there
    return dict.fromkeys(entity_ids, DEFAULT_LIFE_LINE)


life_lines: ReadLifeLines = _defaults


async def life_line(database: Pool | Connection, entity_id: EntityId) -> LifeLine:
    """One entity's."""
    return (await life_lines(database, [entity_id]))[entity_id]
