"""Claim messages while they are sent outside a transaction, and write down the outcome of each (domain 8.2).

A claim lasts a minute (`held_until`), so that a message is due again when its worker dies. An outcome is guarded by
that very time: a worker whose claim ran out has lost it to another, and writes nothing. Outcomes of many slots that
arrive together are written in one statement.
"""

import asyncio
from datetime import datetime
from typing import Final, Never, TypeAlias

import structlog
from msgspec import Struct

from server.kit.ids import OutboxId
from server.kit.postgres import UNAVAILABLE, Pool
from server.kit.rows import structs
from server.notifications.outbox.posting import QueuedMessage

# Longer than a message waits in its worker's queue; each conversation asks again before its point of no return.
HELD_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 0.5
# How long a write waits for others, to share one commit with them.
GATHER_SECONDS: Final = 0.003
IN_DOUBT: Final = "in_doubt"

CLAIM = """
UPDATE outbox SET held_until = now() + $3 * interval '1 second' WHERE id IN (
    SELECT id FROM outbox
    WHERE channel = $1 AND due_at <= now() AND delivered_at IS NULL AND abandoned_at IS NULL
        AND (held_until IS NULL OR held_until <= now()) AND handing_at IS NULL
    ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, channel, recipient, kind, body, attempts, created_at, due_at, held_until, subject_id::text
"""
# A link that opens an account is kept by whom it was sent to, and by nobody else: it leaves with the message, and when
# one is given up that no manager can send again.
LINKED = "outbox.body->>'link' ~ '[#/](inv|pwd)_'"
LOST = "outbox.entity_id IS NULL AND outbox.group_id IS NULL"
# The worker of these died between sending the message and writing the answer down.
DOUBT = f"""
UPDATE outbox SET abandoned_at = now(), last_error = $2, held_until = NULL,
    body = CASE WHEN {LOST} AND {LINKED} THEN body - 'link' ELSE body END
WHERE id IN (
    SELECT id FROM outbox
    WHERE channel = $1 AND handing_at IS NOT NULL AND held_until <= now()
        AND delivered_at IS NULL AND abandoned_at IS NULL
    FOR UPDATE SKIP LOCKED)
RETURNING id
"""  # noqa: S608 — our own words only
# The first line lets a commit return before the disk has it: it then survives our death, not that of the database.
QUICK = "WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))"
WRITE = f"""
UPDATE outbox SET held_until = outcome.held_until, handing_at = outcome.handing_at, delivered_at = outcome.delivered_at,
    abandoned_at = outcome.abandoned_at, attempts = outbox.attempts + outcome.tried, last_error = outcome.error,
    body = CASE WHEN (outcome.delivered_at IS NOT NULL OR outcome.abandoned_at IS NOT NULL AND {LOST}) AND {LINKED}
        THEN outbox.body - 'link' ELSE outbox.body END
FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
    $6::timestamptz[], $7::timestamptz[], $8::int[], $9::text[])
    AS outcome (id, guard, guard_before, held_until, handing_at, delivered_at, abandoned_at, tried, error)
WHERE outbox.id = outcome.id AND outbox.held_until IN (outcome.guard, outcome.guard_before)
    AND outbox.delivered_at IS NULL AND outbox.abandoned_at IS NULL
RETURNING outbox.id::text
"""  # noqa: S608 — our own words only

log = structlog.get_logger()


class ClaimLostError(Exception):
    """The claim ran out, and another worker has the message."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What a message's row says from now on; `tried` counts an attempt."""

    held_until: datetime | None = None
    handing_at: datetime | None = None
    delivered_at: datetime | None = None
    abandoned_at: datetime | None = None
    tried: bool = False
    error: str | None = None


async def claim(pool: Pool, channel: str, limit: int) -> list[QueuedMessage]:
    """Claim up to `limit` due messages, oldest first."""
    rows = await pool.fetch(CLAIM, channel, limit, HELD_SECONDS)
    return sorted(structs(rows, QueuedMessage), key=lambda message: (message.due_at, message.id))


async def give_up_in_doubt(pool: Pool, channel: str) -> int:
    """Give up messages whose worker died at the point of no return; how many. A manager may send them again."""
    return len(await pool.fetch(DOUBT, channel, IN_DOUBT))


Waiting: TypeAlias = asyncio.Future[None]
# Outcomes to write, and the caller that waits for each.
Pending: TypeAlias = dict[OutboxId, tuple[QueuedMessage, Outcome, Waiting]]


class OutcomeWriter:
    """Writes outcomes, those that arrive together in one statement; a quick writer doesn't wait for the disk."""

    def __init__(self, pool: Pool, *, quick: bool = False) -> None:
        self._pool = pool
        self._statement = f"{QUICK} {WRITE.replace('FROM unnest', 'FROM quick, unnest')}" if quick else WRITE
        self._gather_seconds = 0.0 if quick else GATHER_SECONDS
        self._pending: Pending = {}
        self._asked = asyncio.Event()

    async def write(self, message: QueuedMessage, outcome: Outcome) -> None:
        """Write it down; returns once that is committed.

        Raises:
            ClaimLostError: the message isn't ours any more; nothing was written.

        """
        written: Waiting = asyncio.get_running_loop().create_future()
        self._pending[message.id] = (message, outcome, written)
        self._asked.set()
        await written

    async def run(self) -> Never:
        """Write for ever; while the database is away, outcomes wait."""
        while True:
            await self._asked.wait()
            await asyncio.sleep(self._gather_seconds)
            self._asked.clear()
            pending: Pending = self._pending
            self._pending = {}
            try:
                _settle(pending, await self._committed(pending))
            except UNAVAILABLE as error:
                log.warning("outcomes of messages can't be written yet", messages=len(pending), error=repr(error))
                self._pending = pending | self._pending
                self._asked.set()
                await asyncio.sleep(PAUSE_SECONDS)

    async def _committed(self, pending: Pending) -> set[str]:
        rows = [
            (
                message.id,
                message.held_until,
                message.held_before,
                outcome.held_until,
                outcome.handing_at,
                outcome.delivered_at,
                outcome.abandoned_at,
                int(outcome.tried),
                outcome.error,
            )
            for message, outcome, _ in pending.values()
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        return {row["id"] for row in await self._pool.fetch(self._statement, *columns)}


def _settle(pending: Pending, written: set[str]) -> None:
    for message, _, waiting in pending.values():
        if waiting.done():
            continue  # the caller was cancelled meanwhile
        if message.id in written:
            waiting.set_result(None)
        else:
            waiting.set_exception(ClaimLostError(message.id))
