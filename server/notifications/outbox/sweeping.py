"""Forget what nobody asks for any more: messages long delivered, notifications long past (domain 8.2).

Given-up messages stay until somebody sends them again or a year has gone by; how nearly at once an opening was told
stays on its history as long as its messages do.
"""

import asyncio
from datetime import timedelta
from typing import Final, Never

import structlog

from server.kit import clock
from server.kit.postgres import UNAVAILABLE, Pool

EVERY_SECONDS: Final = 3_600.0
DELIVERED_KEPT: Final = timedelta(days=90)
REST_KEPT: Final = timedelta(days=365)
# Rows deleted at once: nobody waits long behind it, and the rest follows an hour later.
ROWS_MAX: Final = 20_000

MESSAGES: Final = """
DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE delivered_at < $1 OR abandoned_at < $2 LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
NOTIFICATIONS: Final = """
DELETE FROM notification WHERE id IN (SELECT id FROM notification WHERE created_at < $1 LIMIT $2) RETURNING id
"""

log = structlog.get_logger()


async def keep_sweeping(pool: Pool) -> Never:
    """Sweep every hour, for ever."""
    while True:
        try:
            await sweep(pool)
        except UNAVAILABLE as error:
            log.warning("old messages can't be swept", error=repr(error))
        await asyncio.sleep(EVERY_SECONDS)


async def sweep(pool: Pool) -> tuple[int, int]:
    """Forget old messages and notifications; how many of each."""
    now = clock.now()
    messages = await pool.fetch(MESSAGES, now - DELIVERED_KEPT, now - REST_KEPT, ROWS_MAX)
    notifications = await pool.fetch(NOTIFICATIONS, now - REST_KEPT, ROWS_MAX)
    return len(messages), len(notifications)
