"""Fire the alarms of the books: starts, reminders and ends (domain 2.6, 7.11).

An alarm fires once, whoever ticks: the book removes it in the same step. The process that commits a partition ticks it,
asleep until its next alarm; every other one looks once a second, as a reserve.
"""

import asyncio
from collections.abc import Callable, Collection
from typing import Final, Never

import structlog

from server.auctions.book import BookMissingError, BookUnavailableError, OrderBook
from server.kit.lane import RefusedError
from server.kit.partitions import PARTITIONS, Partition

# Alarms fired in one call: the book does nothing else meanwhile.
ALARMS_MAX: Final = 50
# How often every partition is looked at, whatever we know of its alarms.
LOOK_SECONDS: Final = 1.0

log = structlog.get_logger()


class Ticker:
    """Ticks what this process commits on time, and the rest in reserve."""

    def __init__(self, book: OrderBook, held: Callable[[], Collection[Partition]]) -> None:
        """`held` tells which partitions this process commits now."""
        self._book = book
        self._held = held
        self._wake = asyncio.Event()
        self._changed: set[Partition] = set()
        # When the next alarm of a partition is due, by the loop's clock.
        self._due_at: dict[Partition, float] = {}

    def changed(self, partition: Partition) -> None:
        """Something other than a bid was committed: the partition's next alarm may be another one now."""
        self._changed.add(partition)
        self._wake.set()

    async def run(self) -> Never:
        """Tick for ever; a book that is away is asked again a moment later."""
        loop = asyncio.get_running_loop()
        look_at = loop.time()
        while True:
            self._wake.clear()
            now = loop.time()
            if now >= look_at:
                due = {Partition(n) for n in range(PARTITIONS)}
                look_at = now + LOOK_SECONDS
            else:
                due = self._changed | {n for n, at in self._due_at.items() if at <= now}
            self._changed = set()
            await self._tick_all(due)
            await self._sleep(min([look_at, *self._due_at.values()]) - loop.time())

    async def _tick_all(self, partitions: Collection[Partition]) -> None:
        for partition in partitions:
            self._due_at.pop(partition, None)
        try:
            await asyncio.gather(*(self._tick(partition) for partition in partitions))
        except BookMissingError:
            log.info("no book yet")  # its committer is about to make it
        except (BookUnavailableError, RefusedError) as error:
            log.warning("alarms can't be looked at", error=repr(error))

    async def _tick(self, partition: Partition) -> None:
        now = asyncio.get_running_loop().time()
        ticked = await self._book.tick(partition, limit=ALARMS_MAX)
        if ticked.next_at_ms is not None and partition in self._held():
            self._due_at[partition] = now + max(0, ticked.next_at_ms - ticked.now_ms) / 1_000

    async def _sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
