"""Check settings before they are kept, against everything they would make (domain 3).

A group's choice is checked on its own page and on that of each entity that inherits from it.
"""

from collections.abc import Collection
from typing import TypeVar

from msgspec import Struct

from server.kit import query
from server.kit.ids import EntityId, GroupId
from server.kit.postgres import Connection
from server.partners import tables as partners_tables
from server.policies import rules
from server.policies.auction_settings import AuctionSettings
from server.policies.life_line import LifeLine
from server.policies.price_policy import PricePolicy
from server.policies.reading import Chosen, Topic, merged, plain
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error

S = TypeVar("S", bound=Struct)
C = TypeVar("C", bound=Struct)


class WouldBe(Struct, frozen=True, kw_only=True):
    """What somebody would choose, for an entity or (None) for the whole group, beside what the group chose."""

    group_id: GroupId
    entity_id: EntityId | None
    of_group: Chosen
    chosen: Chosen


class _Heir(Struct, frozen=True, kw_only=True):
    id: EntityId
    name: str
    own: Chosen


async def faults_of(connection: Connection, topic: Topic[S, C], would_be: WouldBe) -> list[FieldError]:
    """Everything that speaks against it; of what only an entity would suffer, the detail names the entity."""
    heirs = await _heirs(connection, topic, would_be.group_id)
    if would_be.entity_id is not None:
        values = merged(topic, would_be.of_group, would_be.chosen)
        return [*_page_faults(values), *await _stranded(connection, would_be, values, {would_be.entity_id})]
    values = merged(topic, would_be.chosen)
    faults = [*_page_faults(values), *await _unconnected(connection, would_be, {heir.id for heir in heirs})]
    known = [*faults]
    for heir in heirs:
        inherited = merged(topic, would_be.chosen, heir.own)
        found = [*_page_faults(inherited), *await _stranded_cars(connection, inherited, {heir.id})]
        faults += [
            field_error(fault.pointer, fault.code, **{**fault.facts, "entity": heir.name})
            for fault in found
            if fault not in known
        ]
    return faults


def _page_faults(values: Struct) -> list[FieldError]:
    match values:
        case PricePolicy():
            return rules.price_policy_faults(values)
        case LifeLine():
            return rules.life_line_faults(values)
        case AuctionSettings():
            return rules.auction_faults(values)
        case _:
            raise AssertionError(f"no page of settings: {type(values).__name__}")


async def _stranded(
    connection: Connection, would_be: WouldBe, values: Struct, entity_ids: Collection[EntityId]
) -> list[FieldError]:
    cars = await _stranded_cars(connection, values, entity_ids)
    return [*cars, *await _unconnected(connection, would_be, entity_ids)]


async def _stranded_cars(connection: Connection, values: Struct, entity_ids: Collection[EntityId]) -> list[FieldError]:
    """Statuses that would be gone while cars are in them."""
    if not isinstance(values, LifeLine):
        return []
    rows = await connection.fetch(
        "SELECT extra_status, count(*) AS cars FROM vehicle WHERE entity_id = ANY($1::uuid[])"
        " AND extra_status IS NOT NULL AND extra_status <> ALL($2::text[]) GROUP BY extra_status ORDER BY 1",
        list(entity_ids),
        [extra.key for extra in values.extra_statuses],
    )
    return [
        field_error("/extra_statuses", Fault.OCCUPIED, status=row["extra_status"], cars=row["cars"]) for row in rows
    ]


async def _unconnected(connection: Connection, would_be: WouldBe, entity_ids: Collection[EntityId]) -> list[FieldError]:
    """Recipients of quotations that no such entity deals with (domain 2.4, 3.2)."""
    chosen: list[str] = list(would_be.chosen.get("recipient_pro_ids", ()))
    if not chosen:
        return []
    link = partners_tables.Connection
    begun = link.select(link.pro_id).where(
        query.any_of(link.entity_id, entity_ids), query.any_of(link.pro_id, chosen), link.ended_at.is_null()
    )
    connected = set(await query.fetch_values(connection, begun, str))
    return [
        field_error(f"/recipient_pro_ids/{place}", Fault.UNCONNECTED)
        for place, pro_id in enumerate(chosen)
        if pro_id not in connected
    ]


async def _heirs(connection: Connection, topic: Topic[S, C], group_id: GroupId) -> list[_Heir]:
    rows = await connection.fetch(
        """
        SELECT entity.id::text, entity.name, own.chosen FROM entity
        LEFT JOIN setting own ON own.entity_id = entity.id AND own.topic = $2
        WHERE entity.group_id = $1 ORDER BY entity.name, entity.id
        """,
        group_id,
        topic.name,
    )
    return [_Heir(id=EntityId(row["id"]), name=row["name"], own=plain(row["chosen"])) for row in rows]
