"""Kill the real `adjuge work` in the middle of its mails, again and again: none is lost, none arrives twice."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from server.embedded.servers import Servers
from server.kit.postgres import Pool
from server.notifications.channels.running import MAIL_SLOTS
from server.settings import Settings
from tests.notifications.outbox import MailServer, a_mail, a_mail_server, delivered, posted, rows, settled
from tests.waiting import until

MAILS, DEATHS = 400, 4


@asynccontextmanager
async def a_worker(
    servers: Servers, settings: Settings, server: MailServer
) -> AsyncGenerator[asyncio.subprocess.Process]:
    variables = {
        **os.environ,
        **servers.variables,
        "DATABASE_URL": settings.database_url,
        "ADJUGE_SMTP_URL": server.url,
        "ADJUGE_LOG_LEVEL": "error",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.cli", "work", env=variables, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_killed_worker_loses_no_mail_and_sends_none_twice(
    servers: Servers, settings: Settings, pg_pool: Pool, seed: int
) -> None:
    chance = random.Random(seed)
    async with a_mail_server() as server:
        await posted(pg_pool, *(a_mail(f"{number}@pro.example") for number in range(MAILS)))
        for _ in range(DEATHS):
            async with a_worker(servers, settings, server):
                enough = len(server.mails) + chance.randint(1, MAILS // DEATHS - 10)
                await until(lambda enough=enough: len(server.mails) >= enough, within_seconds=30)
            # A minute passes, and what the dead one held comes back.
            await pg_pool.execute("UPDATE outbox SET held_until = now() WHERE held_until IS NOT NULL")
        async with a_worker(servers, settings, server) as last:
            await until(lambda: settled(pg_pool), within_seconds=60)
            last.terminate()
            assert await last.wait() == 0
        arrived = [str(mail["message-id"]).strip("<>").partition("@")[0] for mail in server.mails]
    assert len(arrived) == len(set(arrived)), "a mail arrived twice"
    doubtful = {str(row["id"]) for row in await rows(pg_pool) if row["last_error"] == "in_doubt"}
    assert await delivered(pg_pool) + len(doubtful) == MAILS
    assert {str(row["id"]) for row in await rows(pg_pool) if row["delivered_at"]} <= set(arrived)
    missing = MAILS - len(set(arrived) | doubtful)
    assert missing == 0, "a mail was lost without a word"
    assert len(doubtful) <= DEATHS * MAIL_SLOTS
    print(f"{DEATHS} deaths, {MAILS} mails: in doubt {len(doubtful)}, not arrived {len(doubtful - set(arrived))}")
