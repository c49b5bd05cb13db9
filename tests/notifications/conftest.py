"""An empty outbox before each test of this folder."""

import pytest_asyncio

from server.kit.postgres import Pool


@pytest_asyncio.fixture(autouse=True)
async def empty_outbox(pg_pool: Pool) -> None:
    await pg_pool.execute("DELETE FROM outbox")
