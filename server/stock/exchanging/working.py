"""Work on files of cars that wait, one at a time in each process that does; any number of processes may."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final, Never

import asyncpg
import structlog

from server.kit.postgres import UNAVAILABLE, Pool
from server.kit.workshop import WorkFailedError, workshop
from server.resources import Resources
from server.stock.exchanging.importing import RING
from server.stock.exchanging.loading import load

# How long a ring that was missed waits at most.
LOOK_SECONDS: Final = 5.0
# A file nobody has said anything of for so long, and whose lock nobody holds, was left by a process that died; nothing
# of it was written.
FORSAKEN: Final = "20 seconds"

TAKE = f"""
UPDATE vehicle_import SET state = 'running', beaten_at = now()
WHERE id = (
    SELECT id FROM vehicle_import
    WHERE state = 'queued' OR (state = 'running' AND beaten_at < now() - interval '{FORSAKEN}'
        AND pg_try_advisory_xact_lock(hashtext('{RING}'), hashtext(id::text)))
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id::text
"""  # noqa: S608 — our own words only

log = structlog.get_logger()


async def keep_importing(resources: Resources) -> Never:
    """Take in what waits, for ever."""
    ring = asyncio.Event()

    def rang(*_: object) -> None:
        ring.set()

    while True:
        try:
            async with AsyncExitStack() as stack:
                connection = await resources.own_connection()
                stack.callback(connection.terminate)
                await connection.add_listener(RING, rang)
                while not connection.is_closed():
                    ring.clear()
                    if not await import_one(resources):
                        await _wait(ring)
        except UNAVAILABLE as error:
            log.warning("files of cars can't be looked for", error=repr(error))
            await asyncio.sleep(1.0)


async def import_one(resources: Resources) -> bool:
    """Take in the file that waits longest; False when none does."""
    import_id: str | None = await resources.postgres.fetchval(TAKE)
    if import_id is None:
        return False
    try:
        await workshop.run(load, resources.settings.database_url, import_id)
    except (WorkFailedError, MemoryError, asyncpg.PostgresError, OSError, ValueError) as error:
        log.exception("a file of cars can't be taken in", id=import_id, error=repr(error))
        await _fail(resources.postgres, import_id)
    return True


async def _fail(pool: Pool, import_id: str) -> None:
    await pool.execute(
        """
        UPDATE vehicle_import SET state = 'failed', failure = 'unreadable', finished_at = now()
        WHERE id = $1 AND state = 'running'
        """,
        import_id,
    )


async def _wait(ring: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            await ring.wait()
    except TimeoutError:
        return
