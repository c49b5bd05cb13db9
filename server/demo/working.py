"""Be a whole installation for a moment: workers, feed and books in this process."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from server.auctions.trading import Trading, open_trading
from server.kit.lane import Lane
from server.ledger.feed import Feed, Followers
from server.resources import Resources
from server.workers import run_workers


@asynccontextmanager
async def at_work(resources: Resources) -> AsyncGenerator[Trading]:
    """Books whose decisions are committed, for as long as the block lasts."""
    feed = Feed(
        lane=lambda: Lane(resources.settings.valkey_url, heals=False),
        pool=resources.postgres,
        followers=Followers(entry=lambda _partition, _entry: None, missed=lambda _partition: None),
    )
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run_workers(resources)), group.create_task(feed.run())]
        await feed.started.wait()
        try:
            async with open_trading(resources, feed.committed) as trading:
                yield trading
        finally:
            for task in tasks:
                task.cancel()
