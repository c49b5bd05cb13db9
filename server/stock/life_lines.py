"""Read the life-line of each entity (domain 3.7): the one place that knows where the settings keep it."""

from collections.abc import Collection, Mapping

from server.kit.ids import EntityId
from server.kit.postgres import Connection, Pool
from server.policies.life_line import LifeLineSettings
from server.policies.reading import life_line_settings
from server.policies.rules import fixed_of, stages_of
from server.stock.life_line import ExtraStatus, LifeLine


async def life_lines(database: Pool | Connection, entity_ids: Collection[EntityId]) -> Mapping[EntityId, LifeLine]:
    """The life-line of every entity asked for."""
    found = await life_line_settings(database, entity_ids)
    return {entity_id: _line(settings) for entity_id, settings in found.items()}


async def life_line(database: Pool | Connection, entity_id: EntityId) -> LifeLine:
    """One entity's."""
    return (await life_lines(database, [entity_id]))[entity_id]


def _line(settings: LifeLineSettings) -> LifeLine:
    """Extra statuses in their order, each with the fixed one it has reached."""
    stages = stages_of(settings.extra_statuses)
    extras = sorted(settings.extra_statuses, key=lambda extra: stages.index(extra.key))
    return LifeLine(
        extras=tuple(
            ExtraStatus(key=extra.key, label=extra.label, after=fixed_of(settings.extra_statuses, extra.key))
            for extra in extras
        ),
        publishable_from=settings.publishable_from,
        sellable_from=settings.sellable_from,
        manual_exit=settings.manual_exit,
        target_days=settings.target_days,
    )
