"""Letters that were given up: why, and how they go out again (domain 8.2).

A manager sees those of the entities granted, and those of the dealer group as a whole: invitations of its users, their
passwords. Those of a pro's own people nobody sees; the metric of letters given up counts them. A mail `in_doubt` may
have arrived: sent again it carries the same Message-ID.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import EntityId, OutboxId
from server.kit.postgres import Connection, Pool
from server.kit.rows import structs
from server.notifications.outbox.claiming import IN_DOUBT
from server.notifications.outbox.wakeup import CHANNEL
from server.rest.listing import Page, decode_cursor, page_of

_DEAD = "(entity_id = ANY($1::uuid[]) OR group_id = $2) AND channel IN ('mail', 'webhook') AND abandoned_at IS NOT NULL"
_SELECT = """
    SELECT id, entity_id, channel, kind, subject_id, created_at, abandoned_at, attempts, last_error,
        CASE channel WHEN 'webhook' THEN (SELECT email FROM account WHERE account.id = recipient::uuid)
            ELSE recipient END AS recipient,
        starts_with(last_error, $3) AS in_doubt, resent_at
    FROM outbox
"""
_COUNT = "SELECT count(*) FROM outbox"
_AGAIN = """
    UPDATE outbox SET abandoned_at = NULL, attempts = 0, held_until = NULL, handing_at = NULL, resent_at = $4,
        resent_by = $5
"""


class DeadLetter(Struct, frozen=True, kw_only=True):
    """A letter nobody delivers any more; `in_doubt`: it may have arrived. `subject_id` is what it tells of.

    Without `entity_id` the dealer group wrote it. The recipient is an e-mail address, of a machine too.
    """

    id: OutboxId
    entity_id: EntityId | None
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


async def dead_letters(pool: Pool, user: DealerUser, *, limit: int, cursor: str | None) -> Page[DeadLetter]:
    """The letters the user's entities and group wrote that were given up, newest first.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    rows = await pool.fetch(
        f"{_SELECT} WHERE {_DEAD} AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5",
        list(user.entity_ids),
        user.group_id,
        IN_DOUBT,
        None if after is None else after[1],
        limit + 1,
    )
    total = await pool.fetchval(f"{_COUNT} WHERE {_DEAD}", list(user.entity_ids), user.group_id)
    return page_of(structs(rows, DeadLetter), limit=limit, total=total, key=lambda letter: (None, letter.id))


async def resend(connection: Connection, user: DealerUser, letter_id: OutboxId) -> bool:
    """Put it back among the letters that are due, as if it had never been tried; False if there is no such one."""
    again = await connection.fetchval(
        f"{_AGAIN} WHERE {_DEAD} AND id = $3 RETURNING true",
        list(user.entity_ids),
        user.group_id,
        letter_id,
        clock.now(),
        user.user_id,
    )
    if again is None:
        return False
    await connection.execute(f"NOTIFY {CHANNEL}")
    return True
