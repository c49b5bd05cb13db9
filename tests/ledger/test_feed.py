import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from server.kit.ids import CommandId
from server.kit.lane import Lane
from server.kit.partitions import Partition
from server.ledger import feed as module
from server.ledger import keys
from server.ledger.entry import Entry
from server.ledger.feed import Feed, Followers, PassedOverError
from tests.ledger.evening import Auction, Evening, committing
from tests.waiting import until


class Listener:
    """Hears everything a feed tells, unless its way to Valkey is cut."""

    def __init__(self) -> None:
        self.away = False
        self.heard: list[Entry] = []
        self.missed: list[Partition] = []

    def entry(self, _: Partition, entry: Entry) -> None:
        self.heard.append(entry)


@asynccontextmanager
async def following(evening: Evening, listener: Listener) -> AsyncGenerator[Feed]:
    """A feed at work for the length of the block."""
    feed = Feed(
        lane=lambda: Lane("unix:///nowhere" if listener.away else evening.resources.settings.valkey_url, heals=False),
        pool=evening.resources.postgres,
        followers=Followers(entry=listener.entry, missed=listener.missed.append),
    )
    async with asyncio.TaskGroup() as group:
        task = group.create_task(feed.run())
        await feed.started.wait()
        try:
            yield feed
        finally:
            task.cancel()


async def test_an_answer_waits_for_the_commit(evening: Evening) -> None:
    listener = Listener()
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
    async with following(evening, listener) as feed, asyncio.TaskGroup() as group:
        bid = await evening.bid(auction, 100)
        waiting = group.create_task(feed.committed(auction.partition, bid.journal_id))
        await evening.lane.call("PING")
        assert not waiting.done()
        assert listener.heard == []
        async with committing(evening.wiring()):
            await waiting
            assert [entry.journal_id for entry in listener.heard] == [bid.journal_id]
            await feed.committed(auction.partition, bid.journal_id)


async def test_a_repeat_of_long_ago_is_found_in_the_ledger(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 1)
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        async with following(evening, Listener()) as feed:
            bids = [await evening.bid(auction, euros, by=euros % 2) for euros in (100, 101, 102)]
            refused = await evening.bid(auction, 50)
            await feed.committed(auction.partition, refused.journal_id)
            for bid in bids:
                await feed.committed(auction.partition, bid.journal_id)
            with pytest.raises(PassedOverError):
                await feed.committed(auction.partition, "1-1")


async def test_a_feed_goes_on_where_it_was_when_its_connection_is_lost(evening: Evening) -> None:
    listener = Listener()
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
        async with following(evening, listener):
            await evening.bid(auction, 100)
            await until(lambda: len(listener.heard) == 1)
            await evening.lane.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            for euros in range(101, 111):
                await evening.bid(auction, euros, by=euros % 2)
            await until(lambda: len(listener.heard) == 11)
    assert [entry.seq for entry in listener.heard] == list(range(3, 14))
    assert listener.missed == []


async def test_a_feed_that_was_trimmed_meanwhile_says_so(evening: Evening) -> None:
    listener = Listener()
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
        async with following(evening, listener):
            await evening.bid(auction, 100)
            await until(lambda: len(listener.heard) == 1)
            listener.away = True
            await evening.lane.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            for euros in (101, 102, 103):
                await evening.bid(auction, euros, by=euros % 2)
            await evening.committed(auction, 6)
            await until(lambda: _newest_is_fed(evening, auction))
            await evening.lane.call("XTRIM", keys.feed(auction.partition), "MAXLEN", 1)
            listener.away = False
            await until(lambda: len(listener.heard) == 2)
    assert [entry.seq for entry in listener.heard] == [3, 6]
    assert listener.missed == [auction.partition]


async def test_who_waits_for_a_decision_that_was_lost_is_told_so(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.committed(auction, 2)
    async with following(evening, Listener()) as feed, asyncio.TaskGroup() as group:
        bid = await evening.bid(auction, 100, command_id=CommandId("lost"))
        waiting = group.create_task(_outcome(feed, auction.partition, bid.journal_id))
        await evening.lane.call("PING")
        await evening.lane.call("FLUSHALL")
        async with committing(evening.wiring()):
            assert await waiting == "passed over"
            again = await evening.bid(auction, 100, command_id=CommandId("lost"))
            assert not again.repeated
            await feed.committed(auction.partition, again.journal_id)
            assert await evening.epoch(auction.partition) > epoch


async def _outcome(feed: Feed, partition: Partition, journal_id: str) -> str:
    try:
        await feed.committed(partition, journal_id)
    except PassedOverError:
        return "passed over"
    return "committed"


async def _newest_is_fed(evening: Evening, auction: Auction) -> bool:
    return (await evening.fed(auction))[-1].seq == 6
