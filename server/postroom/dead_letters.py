"""Letters that were given up: why, and how they go out again (domain 8.2).

A manager sees those of the entities granted. A mail `in_doubt` may have arrived: sent again it carries the same
Message-ID.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from msgspec import Struct

from server.kit import clock
from server.kit.ids import EntityId, OutboxId, UserId
from server.kit.listing import Page, decode_cursor, page_of
from server.kit.postgres import Connection, Pool
from server.kit.rows import structs
from server.notifications.holding import IN_DOUBT
from server.notifications.ringing import CHANNEL

_DEAD = "entity_id = ANY($1::uuid[]) AND channel IN ('mail', 'webhook') AND abandoned_at IS NOT NULL"
_SELECT = """
    SELECT id, entity_id, channel, recipient, kind, subject_id, created_at, abandoned_at, attempts, last_error,
        starts_with(last_error, $2) AS in_doubt, resent_at
    FROM outbox
"""
_COUNT = "SELECT count(*) FROM outbox"
_AGAIN = """
    UPDATE outbox SET abandoned_at = NULL, attempts = 0, held_until = NULL, handing_at = NULL, resent_at = $3,
        resent_by = $4
"""


class DeadLetter(Struct, frozen=True, kw_only=True):
    """A letter nobody delivers any more; `in_doubt`: it may have arrived. `subject_id` is what it tells of."""

    id: OutboxId
    entity_id: EntityId
    channel: Literal["mail", "webhook"]
    recipient: str
    kind: str
    subject_id: str | None
    created_at: datetime
    abandoned_at: datetime
    attempts: int
    last_error: str
    in_doubt: bool
    resent_at: datetime | None


async def dead_letters(
    pool: Pool, entity_ids: Collection[EntityId], *, limit: int, cursor: str | None
) -> Page[DeadLetter]:
    """The letters these entities wrote that were given up, newest first.

    Raises:
        Problem: 422, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    rows = await pool.fetch(
        f"{_SELECT} WHERE {_DEAD} AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4",
        list(entity_ids),
        IN_DOUBT,
        None if after is None else after[1],
        limit + 1,
    )
    total = await pool.fetchval(f"{_COUNT} WHERE {_DEAD}", list(entity_ids))
    return page_of(structs(rows, DeadLetter), limit=limit, total=total, key=lambda letter: (None, letter.id))


async def resend(
    connection: Connection, entity_ids: Collection[EntityId], letter_id: OutboxId, *, user_id: UserId
) -> bool:
    """Put it back among the letters that are due, as if it had never been tried; False if there is no such one."""
    again = await connection.fetchval(
        f"{_AGAIN} WHERE {_DEAD} AND id = $2 RETURNING true",
        list(entity_ids),
        letter_id,
        clock.now(),
        user_id,
    )
    if again is None:
        return False
    await connection.execute(f"NOTIFY {CHANNEL}")
    return True
