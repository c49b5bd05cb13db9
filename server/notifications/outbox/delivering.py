"""Deliver messages that take a moment (live events) from the outbox, at least once each.

Messages that take longer, mail, push and webhooks, are sent by `channel_worker`, outside any transaction. Any number of
processes may deliver: each takes messages that no other holds (`SKIP LOCKED`), wakes when messages were written
(`NOTIFY`), and looks by itself now and then, for messages that became due and for wakeups it missed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Never

import structlog

from server.kit import clock
from server.kit.postgres import UNAVAILABLE, Connection, Pool, transaction
from server.kit.rows import structs
from server.notifications.outbox.posting import QueuedMessage
from server.notifications.outbox.wakeup import wait

# Messages delivered in one transaction.
ROUND_MAX: Final = 500
# How long a missed wakeup, or a message that became due, waits at most.
LOOK_SECONDS: Final = 5.0
# After so many attempts a message is abandoned: 1 s, 2 s, 4 s ... 1 h apart, some 15 hours in all.
ATTEMPTS_MAX: Final = 25
RETRY_SECONDS_MAX: Final = 3_600.0
DOUBLINGS_MAX: Final = 12
ERROR_MAX: Final = 1_000

# Ids are UUIDv7, so messages of one age leave in the order in which they were written.
TAKE = """
SELECT id, channel, recipient, kind, body, attempts, created_at, due_at, subject_id::text FROM outbox
WHERE channel = $1 AND due_at <= now() AND delivered_at IS NULL AND abandoned_at IS NULL
ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
DELIVERED = """
UPDATE outbox SET delivered_at = sent.at, attempts = attempts + 1
FROM unnest($1::uuid[], $2::timestamptz[]) AS sent (id, at) WHERE outbox.id = sent.id
"""
FAILED = """
UPDATE outbox SET attempts = attempts + 1, last_error = $2, due_at = $3,
    abandoned_at = CASE WHEN attempts + 1 >= $4 THEN now() END
WHERE id = $1
"""

log = structlog.get_logger()


# Sends a message; after an exception it is tried again later. Several are sent at once, begun in order.
Deliver = Callable[[QueuedMessage], Awaitable[None]]


async def deliver(pool: Pool, wakeup: asyncio.Event, channels: Mapping[str, Deliver]) -> Never:
    """Deliver messages of these channels for ever; `wakeup` is set when messages were written."""
    while True:
        try:
            await _round(pool, channels, wakeup)
        except UNAVAILABLE as error:
            log.warning("the outbox can't be read", error=repr(error))
            await asyncio.sleep(1.0)


async def deliver_due(pool: Pool, channel: str, send: Deliver) -> int:
    """Deliver what is due on a channel, up to five hundred messages; how many were tried."""
    async with transaction(pool) as connection:
        due = structs(await connection.fetch(TAKE, channel, ROUND_MAX), QueuedMessage)
        if not due:
            return 0
        outcomes = await asyncio.gather(*(_sent(send, message) for message in due), return_exceptions=True)
        for message, outcome in zip(due, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                await _fail(connection, message, outcome)
        delivered = {
            message.id: at for message, at in zip(due, outcomes, strict=True) if not isinstance(at, BaseException)
        }
        await connection.execute(DELIVERED, list(delivered), list(delivered.values()))
        return len(due)


async def _sent(send: Deliver, message: QueuedMessage) -> datetime:
    """Send the message; when that was done, which is compared among those who must know at once (domain 2.6)."""
    await send(message)
    return clock.now()


async def _fail(connection: Connection, message: QueuedMessage, error: BaseException) -> None:
    """Try the message again later, or never."""
    attempts = message.attempts + 1
    log.error("a message can't be delivered", id=message.id, channel=message.channel, attempts=attempts, exc_info=error)
    pause = timedelta(seconds=min(RETRY_SECONDS_MAX, 2.0 ** min(message.attempts, DOUBLINGS_MAX)))
    await connection.execute(FAILED, message.id, repr(error)[:ERROR_MAX], clock.now() + pause, ATTEMPTS_MAX)


async def _round(pool: Pool, channels: Mapping[str, Deliver], wakeup: asyncio.Event) -> None:
    wakeup.clear()
    tried = [await deliver_due(pool, channel, send) for channel, send in channels.items()]
    if max(tried, default=0) < ROUND_MAX:
        await wait(wakeup, within_seconds=LOOK_SECONDS)
