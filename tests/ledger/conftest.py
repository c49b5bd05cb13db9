"""One evening a test: an empty Valkey, a ledger that only grows."""

from collections.abc import AsyncIterator

import pytest_asyncio

from server.resources import Resources
from tests.ledger.evening import Evening, an_evening


@pytest_asyncio.fixture
async def evening(resources: Resources) -> AsyncIterator[Evening]:
    async with an_evening(resources) as evening:
        yield evening
