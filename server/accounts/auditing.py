"""Remember who changed which right or setting, from what to what (domain 1). Append-only.

Call `record` inside the use case's transaction; of a change only the fields that differ are kept.
"""

from datetime import datetime
from typing import Literal, cast

import msgspec
import structlog
from msgspec import Struct

from server.accounts import tables
from server.accounts.principal import DealerUser, Principal
from server.kit import clock, query
from server.kit.ids import GroupId, new_id
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row, struct
from server.rest.listing import Page, decode_cursor, page_of

log = structlog.get_logger()

Action = Literal["created", "changed", "removed"]
Fields = dict[str, object]

OPERATOR = "adjuge"
# What nobody learns from: it changes with every change.
NOISE = frozenset({"version"})

_SELECT = """
    SELECT id, at, actor, account_id, kind, subject_id, action, before, after FROM change_record
    WHERE group_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR subject_id = $3)
"""
_COUNT = """
    SELECT count(*) FROM change_record
    WHERE group_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR subject_id = $3)
"""


class AuditEntry(Struct, frozen=True, kw_only=True):
    """One change: who, when, what, its fields before (null: it was made) and after (null: it is gone)."""

    id: str
    at: datetime
    actor: str
    account_id: str | None
    kind: str
    subject_id: str | None
    action: Action
    before: Fields | None
    after: Fields | None


async def record(
    connection: Connection,
    principal: Principal,
    *,
    kind: str,
    subject_id: str | None,
    before: Struct | Fields | None,
    after: Struct | Fields | None,
) -> None:
    """Write one change down, unless nothing changed; None before is a birth, None after an end."""
    was, is_now = _fields(before), _fields(after)
    if was is not None and is_now is not None:
        differing = {name for name in was.keys() | is_now.keys() if was.get(name) != is_now.get(name)} - NOISE
        if not differing:
            return
        was = {name: value for name, value in was.items() if name in differing}
        is_now = {name: value for name, value in is_now.items() if name in differing}
    dealer = isinstance(principal, DealerUser)
    log.info("changed", kind=kind, subject=subject_id, account=principal.account_id)
    await query.insert(
        connection,
        tables.ChangeRecord(
            id=new_id(),
            group_id=principal.group_id if dealer else None,
            pro_id=None if dealer else principal.pro_id,
            account_id=principal.account_id,
            actor=principal.name,
            kind=kind,
            subject_id=subject_id,
            action="created" if was is None else "removed" if is_now is None else "changed",
            before=None if was is None else msgspec.json.encode(was).decode(),
            after=None if is_now is None else msgspec.json.encode(is_now).decode(),
            at=clock.now(),
        ),
    )


async def record_of_operator(
    connection: Connection, group_id: GroupId, *, kind: str, subject_id: str, after: Fields
) -> None:
    """Write down what the operator of the installation did to a group or its people, from outside of it."""
    await query.insert(
        connection,
        tables.ChangeRecord(
            id=new_id(),
            group_id=group_id,
            actor=OPERATOR,
            kind=kind,
            subject_id=subject_id,
            action="changed",
            after=msgspec.json.encode(after).decode(),
            at=clock.now(),
        ),
    )


async def changes(
    pool: Pool, group_id: GroupId, *, kind: str | None, subject_id: str | None, limit: int, cursor: str | None
) -> Page[AuditEntry]:
    """What was changed in a dealer group, newest first."""
    _, before_id = decode_cursor(cursor) or (None, None)
    rows = await pool.fetch(
        f"{_SELECT} AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5",
        group_id,
        kind,
        subject_id,
        before_id,
        limit + 1,
    )
    total = await pool.fetchval(_COUNT, group_id, kind, subject_id)
    return page_of([_change(row) for row in rows], limit=limit, total=total, key=lambda change: (None, change.id))


def _change(row: Row) -> AuditEntry:
    decoded = {name: msgspec.json.decode(row[name]) if row[name] else None for name in ("before", "after")}
    return struct({**row, **decoded}, AuditEntry)


def _fields(value: Struct | Fields | None) -> Fields | None:
    return None if value is None else cast("Fields", msgspec.to_builtins(value))
