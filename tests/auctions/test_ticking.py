"""Alarms of the real book, fired by tickers beside a real committer."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager

import pytest
from msgspec import structs

from server.auctions import ticking
from server.auctions.ticking import Ticker
from server.kit.partitions import PARTITIONS, Partition
from server.resources import Resources
from tests.ledger.evening import Evening, an_evening, committing

CLOSED = ["auction_scheduled", "auction_opened", "lot_closed", "auction_closed"]


@asynccontextmanager
async def at_work(evening: Evening, held: Collection[Partition]) -> AsyncGenerator[Ticker]:
    ticker = Ticker(evening.book, lambda: held)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ticker.run())
        try:
            yield ticker
        finally:
            task.cancel()


async def test_the_holder_closes_on_time(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "LOOK_SECONDS", 600.0)
    everything = [Partition(n) for n in range(PARTITIONS)]
    async with (
        an_evening(resources) as evening,
        at_work(evening, everything) as ticker,
        committing(structs.replace(evening.wiring(), changed=ticker.changed)),
    ):
        auction = await evening.an_auction(duration_ms=400)
        assert await evening.committed(auction, 4) == CLOSED
        opened, *_, lot_closed, _ = evening.settled
    assert 400 <= lot_closed.at_ms - opened.at_ms < 600


async def test_the_reserve_closes_what_nobody_holds(resources: Resources) -> None:
    async with an_evening(resources) as evening, at_work(evening, ()), committing(evening.wiring()):
        auction = await evening.an_auction(duration_ms=100)
        assert await evening.committed(auction, 4) == CLOSED


async def test_many_tickers_close_each_lot_once(resources: Resources) -> None:
    everything = [Partition(n) for n in range(PARTITIONS)]
    async with (
        an_evening(resources) as evening,
        committing(evening.wiring()),
        at_work(evening, everything),
        at_work(evening, everything),
        at_work(evening, everything),
    ):
        auctions = [await evening.an_auction(duration_ms=50 + 7 * number) for number in range(20)]
        for auction in auctions:
            assert await evening.committed(auction, 4) == CLOSED


async def test_a_book_that_is_away_is_ticked_when_it_is_back(resources: Resources) -> None:
    async with an_evening(resources) as evening, at_work(evening, ()), committing(evening.wiring()):
        auction = await evening.an_auction(duration_ms=100)
        await evening.lane.call("FUNCTION", "FLUSH")
        assert (await evening.committed(auction, 4))[:4] == CLOSED
