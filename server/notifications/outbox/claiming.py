"""Hold letters while they are handed over outside a transaction, and write down what became of each (domain 8.2).

A letter is held for a minute (`held_until`), so that it comes back by itself when its holder dies. What is written is
guarded by that very time: whoever held it too long finds it taken, and must let go. Writes of many slots that come
together leave in one statement.
"""

import asyncio
from datetime import datetime
from typing import Final, Never, TypeAlias

import structlog
from msgspec import Struct

from server.kit.ids import OutboxId
from server.kit.postgres import UNAVAILABLE, Pool
from server.kit.rows import structs

# Longer than a letter waits in its holder's queue; each conversation asks again before its point of no return.
HELD_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 0.5
# A write that waits for the disk waits so long before, for others to come along.
GATHER_SECONDS: Final = 0.003
IN_DOUBT: Final = "in_doubt"

TAKE = """
UPDATE outbox SET held_until = now() + $3 * interval '1 second' WHERE id IN (
    SELECT id FROM outbox
    WHERE channel = $1 AND due_at <= now() AND delivered_at IS NULL AND abandoned_at IS NULL
        AND (held_until IS NULL OR held_until <= now()) AND handing_at IS NULL
    ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, channel, recipient, kind, body, attempts, created_at, due_at, held_until, subject_id::text
"""
# A link that opens an account is kept by whom it was sent to, and by nobody else: it leaves with the letter, and when
# one is given up that no manager can send again.
LINKED = "outbox.body->>'link' ~ '[#/](inv|pwd)_'"
LOST = "outbox.entity_id IS NULL AND outbox.group_id IS NULL"
# Whoever was handing these over died between offering the letter and writing the answer down.
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
UPDATE outbox SET held_until = said.held_until, handing_at = said.handing_at, delivered_at = said.delivered_at,
    abandoned_at = said.abandoned_at, attempts = outbox.attempts + said.tried, last_error = said.error,
    body = CASE WHEN (said.delivered_at IS NOT NULL OR said.abandoned_at IS NOT NULL AND {LOST}) AND {LINKED}
        THEN outbox.body - 'link' ELSE outbox.body END
FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
    $6::timestamptz[], $7::timestamptz[], $8::int[], $9::text[])
    AS said (id, guard, guard_before, held_until, handing_at, delivered_at, abandoned_at, tried, error)
WHERE outbox.id = said.id AND outbox.held_until IN (said.guard, said.guard_before)
    AND outbox.delivered_at IS NULL AND outbox.abandoned_at IS NULL
RETURNING outbox.id::text
"""  # noqa: S608 — our own words only

log = structlog.get_logger()


class TakenError(Exception):
    """Somebody else holds the letter by now: let go of it."""


class Held(Struct, frozen=True, kw_only=True):
    """A letter that is ours until `held_until`; `body` is its JSON."""

    id: OutboxId
    channel: str
    recipient: str
    kind: str
    body: str
    attempts: int
    created_at: datetime
    due_at: datetime
    held_until: datetime
    subject_id: str | None = None
    # What a database that lost its last moments may still say.
    held_before: datetime | None = None


class Said(Struct, frozen=True, kw_only=True):
    """What a letter's row says from now on; `tried` counts an attempt."""

    held_until: datetime | None = None
    handing_at: datetime | None = None
    delivered_at: datetime | None = None
    abandoned_at: datetime | None = None
    tried: bool = False
    error: str | None = None


async def take(pool: Pool, channel: str, how_many: int) -> list[Held]:
    """Hold up to so many letters that are due, those due first first."""
    rows = await pool.fetch(TAKE, channel, how_many, HELD_SECONDS)
    return sorted(structs(rows, Held), key=lambda letter: (letter.due_at, letter.id))


async def give_up_doubtful(pool: Pool, channel: str) -> int:
    """Give up letters whose holder died at the point of no return; how many. A manager may send them again."""
    return len(await pool.fetch(DOUBT, channel, IN_DOUBT))


Waiting: TypeAlias = asyncio.Future[None]
# What is said of a letter, and who waits for it to be written.
Saying: TypeAlias = dict[OutboxId, tuple[Held, Said, Waiting]]


class Pen:
    """Writes what is said of letters, together where it comes together; a quick one doesn't wait for the disk."""

    def __init__(self, pool: Pool, *, quick: bool = False) -> None:
        self._pool = pool
        self._statement = f"{QUICK} {WRITE.replace('FROM unnest', 'FROM quick, unnest')}" if quick else WRITE
        self._gather_seconds = 0.0 if quick else GATHER_SECONDS
        self._said: Saying = {}
        self._asked = asyncio.Event()

    async def write(self, letter: Held, said: Said) -> None:
        """Write it down; returns once that is committed.

        Raises:
            TakenError: the letter isn't ours any more; nothing was written.

        """
        written: Waiting = asyncio.get_running_loop().create_future()
        self._said[letter.id] = (letter, said, written)
        self._asked.set()
        await written

    async def run(self) -> Never:
        """Write for ever; while the database is away, what was said waits."""
        while True:
            await self._asked.wait()
            await asyncio.sleep(self._gather_seconds)
            self._asked.clear()
            said: Saying = self._said
            self._said = {}
            try:
                _settle(said, await self._committed(said))
            except UNAVAILABLE as error:
                log.warning("what became of letters can't be written yet", letters=len(said), error=repr(error))
                self._said = said | self._said
                self._asked.set()
                await asyncio.sleep(PAUSE_SECONDS)

    async def _committed(self, said: Saying) -> set[str]:
        rows = [
            (
                letter.id,
                letter.held_until,
                letter.held_before,
                words.held_until,
                words.handing_at,
                words.delivered_at,
                words.abandoned_at,
                int(words.tried),
                words.error,
            )
            for letter, words, _ in said.values()
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        return {row["id"] for row in await self._pool.fetch(self._statement, *columns)}


def _settle(said: Saying, written: set[str]) -> None:
    for letter, _, waiting in said.values():
        if waiting.done():
            continue  # whoever said it was cancelled meanwhile
        if letter.id in written:
            waiting.set_result(None)
        else:
            waiting.set_exception(TakenError(letter.id))
