"""Take letters that are handed over in a moment (live news) out of the outbox, at least once each.

Letters that take longer, mail and push, are handed over by `channel_worker`, outside any transaction. Any number of
processes may deliver: each takes letters that no other holds (`SKIP LOCKED`), wakes when the outbox rings (`NOTIFY`),
and looks by itself now and then, for letters that became due and for rings it missed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Never

import structlog
from msgspec import Struct

from server.kit import clock
from server.kit.ids import OutboxId
from server.kit.postgres import UNAVAILABLE, Connection, Pool, transaction
from server.notifications.outbox.wakeup import heard

# Letters handed out in one transaction.
ROUND_MAX: Final = 500
# How long a ring that was missed, or a letter that became due, waits at most.
LOOK_SECONDS: Final = 5.0
# After so many attempts a letter is abandoned: 1 s, 2 s, 4 s ... 1 h apart, some 15 hours in all.
ATTEMPTS_MAX: Final = 25
RETRY_SECONDS_MAX: Final = 3_600.0
DOUBLINGS_MAX: Final = 12
ERROR_MAX: Final = 1_000

# Ids are UUIDv7, so letters of one age leave in the order in which they were written.
TAKE = """
SELECT id::text, channel, recipient, kind, body, attempts FROM outbox
WHERE channel = $1 AND due_at <= now() AND delivered_at IS NULL AND abandoned_at IS NULL
ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
DELIVERED = """
UPDATE outbox SET delivered_at = handed.at, attempts = attempts + 1
FROM unnest($1::uuid[], $2::timestamptz[]) AS handed (id, at) WHERE outbox.id = handed.id
"""
FAILED = """
UPDATE outbox SET attempts = attempts + 1, last_error = $2, due_at = $3,
    abandoned_at = CASE WHEN attempts + 1 >= $4 THEN now() END
WHERE id = $1
"""

log = structlog.get_logger()


class Due(Struct, frozen=True, kw_only=True):
    """A letter to deliver; `body` is its JSON."""

    id: OutboxId
    channel: str
    recipient: str
    kind: str
    body: str
    attempts: int


# Hands a letter over; after an exception it is tried again later. Several are handed over at once, begun in order.
Deliver = Callable[[Due], Awaitable[None]]


async def deliver(pool: Pool, ear: asyncio.Event, channels: Mapping[str, Deliver]) -> Never:
    """Deliver letters of these channels for ever; `ear` hears the outbox ring (`wakeup`)."""
    while True:
        try:
            await _round(pool, channels, ear)
        except UNAVAILABLE as error:
            log.warning("the outbox can't be read", error=repr(error))
            await asyncio.sleep(1.0)


async def deliver_due(pool: Pool, channel: str, hand_over: Deliver) -> int:
    """Deliver what is due on a channel, up to five hundred letters; how many were tried."""
    async with transaction(pool) as connection:
        due = [Due(**dict(row)) for row in await connection.fetch(TAKE, channel, ROUND_MAX)]
        if not due:
            return 0
        outcomes = await asyncio.gather(*(_handed(hand_over, letter) for letter in due), return_exceptions=True)
        for letter, outcome in zip(due, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                await _fail(connection, letter, outcome)
        delivered = {
            letter.id: at for letter, at in zip(due, outcomes, strict=True) if not isinstance(at, BaseException)
        }
        await connection.execute(DELIVERED, list(delivered), list(delivered.values()))
        return len(due)


async def _handed(hand_over: Deliver, letter: Due) -> datetime:
    """Hand the letter over; when that was done, which is compared among those who must know at once (domain 2.6)."""
    await hand_over(letter)
    return clock.now()


async def _fail(connection: Connection, letter: Due, error: BaseException) -> None:
    """Try the letter again later, or never."""
    attempts = letter.attempts + 1
    log.error("a letter can't be delivered", id=letter.id, channel=letter.channel, attempts=attempts, exc_info=error)
    pause = timedelta(seconds=min(RETRY_SECONDS_MAX, 2.0 ** min(letter.attempts, DOUBLINGS_MAX)))
    await connection.execute(FAILED, letter.id, repr(error)[:ERROR_MAX], clock.now() + pause, ATTEMPTS_MAX)


async def _round(pool: Pool, channels: Mapping[str, Deliver], ear: asyncio.Event) -> None:
    ear.clear()
    tried = [await deliver_due(pool, channel, hand_over) for channel, hand_over in channels.items()]
    if max(tried, default=0) < ROUND_MAX:
        await heard(ear, within_seconds=LOOK_SECONDS)
