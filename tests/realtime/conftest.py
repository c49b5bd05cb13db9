"""A fresh world and a fresh server for each test: they start in milliseconds."""

from collections.abc import AsyncGenerator

import pytest_asyncio

from tests.realtime.world import Live, World, running


@pytest_asyncio.fixture
async def server() -> AsyncGenerator[Live]:
    async with running(World()) as live:
        yield live
