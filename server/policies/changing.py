"""Show and change settings: of an entity, or of a group as the default of all its entities (domain 3).

A change is checked against everything it would make: the group's own page, and that of each entity that inherits from
it. Every fault is named at once, and the change is in the audit trail.
"""

from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from server.accounts import tables as accounts_tables
from server.accounts.auditing import record
from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import clock, query
from server.kit.ids import EntityId, GroupId
from server.kit.postgres import Connection, Pool
from server.policies import tables
from server.policies.checking import WouldBe, faults_of
from server.policies.reading import Chosen, Source, Topic, merged, plain, sources
from server.protocol.refusals import Code, Refusal

S = TypeVar("S", bound=Struct)
C = TypeVar("C", bound=Struct)


class SettingsPage(Struct, Generic[S, C], frozen=True, kw_only=True):
    """A page of settings: what holds, where each value is from, what was chosen here, what would hold without it.

    `version` is 0 before the first change; `entity_id` is null on the group's page.
    """

    entity_id: EntityId | None
    version: int
    changed_at: datetime | None
    changed_by: str | None
    values: S
    sources: dict[str, Source]
    own: C
    inherited: S


class _Stored(Struct, frozen=True, kw_only=True):
    version: int = 0
    chosen: str | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None


async def page(
    database: Pool | Connection, topic: Topic[S, C], user: DealerUser, entity_id: EntityId | None
) -> SettingsPage[S, C]:
    """The page of an entity, or of the group.

    Raises:
        Refusal: `not_found`, not an entity of the user's.

    """
    if entity_id is not None and not sees_entity(user, entity_id):
        raise Refusal(Code.NOT_FOUND)
    group = await _stored(database, topic, user.group_id, None)
    stored = group if entity_id is None else await _stored(database, topic, user.group_id, entity_id)
    of_group = plain(group.chosen)
    own: Chosen = {} if entity_id is None else plain(stored.chosen)
    return SettingsPage(
        entity_id=entity_id,
        version=stored.version,
        changed_at=stored.changed_at,
        changed_by=stored.changed_by,
        values=merged(topic, of_group, own),
        sources=sources(topic, of_group, own),
        own=msgspec.convert(plain(stored.chosen), topic.choice),
        inherited=merged(topic) if entity_id is None else merged(topic, of_group),
    )


async def change(
    connection: Connection, topic: Topic[S, C], user: DealerUser, entity_id: EntityId | None, *, own: C, version: int
) -> SettingsPage[S, C]:
    """Keep what is chosen here; whether the user may is the caller's check. Inside a transaction.

    Raises:
        Refusal: `not_found`, not an entity of the user's; `conflict` with the current `version`, changed meanwhile;
            `invalid`, every fault.

    """
    group = accounts_tables.DealerGroup
    await query.execute(connection, group.select(group.id).where(group.id == user.group_id).lock_rows())
    before = await page(connection, topic, user, entity_id)
    if before.version != version:
        raise Refusal(Code.CONFLICT, version=before.version)
    chosen: dict[str, Any] = msgspec.to_builtins(own)
    of_group = plain((await _stored(connection, topic, user.group_id, None)).chosen)
    would_be = WouldBe(group_id=user.group_id, entity_id=entity_id, of_group=of_group, chosen=chosen)
    faults = await faults_of(connection, topic, would_be)
    if faults:
        raise Refusal(Code.INVALID, errors=[fault.below("/own") for fault in faults])
    await connection.execute(
        """
        INSERT INTO setting (group_id, entity_id, topic, version, chosen, changed_at, changed_by)
        VALUES ($1, $2, $3, 1, $4::text::jsonb, $5, $6)
        ON CONFLICT (group_id, entity_id, topic) DO UPDATE SET version = setting.version + 1,
            chosen = excluded.chosen, changed_at = excluded.changed_at, changed_by = excluded.changed_by
        """,
        user.group_id,
        entity_id,
        topic.name,
        msgspec.json.encode(chosen).decode(),
        clock.now(),
        user.name,
    )
    subject_id = entity_id or user.group_id
    await record(connection, user, kind=topic.name, subject_id=subject_id, before=before.own, after=own)
    return await page(connection, topic, user, entity_id)


async def _stored(
    database: Pool | Connection, topic: Topic[S, C], group_id: GroupId, entity_id: EntityId | None
) -> _Stored:
    setting = tables.Setting
    whose = setting.entity_id.is_null() if entity_id is None else setting.entity_id == entity_id
    kept = setting.select(setting.version, setting.chosen, setting.changed_at, setting.changed_by).where(
        setting.group_id == group_id, whose, setting.topic == topic.name
    )
    return await query.fetch_one(database, kept, _Stored) or _Stored()
