import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from server.kit.ids import CommandId
from server.kit.lane import Lane, RefusedError
from server.kit.partitions import Partition
from server.ledger import feed as module
from server.ledger import keys
from server.ledger.entry import Entry, EntryKey
from server.ledger.feed import Feed, Followers, PassedOverError
from server.ledger.streams import newest_ids
from tests.ledger.evening import Auction, Copy, Evening, committing
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
        waiting = group.create_task(feed.committed(auction.partition, bid.key))
        await evening.lane.call("PING")
        assert not waiting.done()
        assert listener.heard == []
        async with committing(evening.wiring()):
            await waiting
            assert [entry.journal_id for entry in listener.heard] == [bid.journal_id]
            await feed.committed(auction.partition, bid.key)


async def test_a_repeat_of_long_ago_is_found_in_the_ledger(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 1)
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        async with following(evening, Listener()) as feed:
            bids = [await evening.bid(auction, euros, by=euros % 2) for euros in (100, 101, 102)]
            refused = await evening.bid(auction, 50)
            await feed.committed(auction.partition, refused.key)
            for bid in bids:
                await feed.committed(auction.partition, bid.key)
            with pytest.raises(PassedOverError):
                await feed.committed(auction.partition, EntryKey("1-1", CommandId("never")))


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
            await until(lambda: _newest_is_fed(evening, auction, 6))
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
        waiting = group.create_task(_outcome(feed, auction.partition, bid.key))
        await evening.lane.call("PING")
        await evening.lane.call("FLUSHALL")
        async with committing(evening.wiring()):
            assert await waiting == "passed over"
            again = await evening.bid(auction, 100, command_id=CommandId("lost"))
            assert not again.repeated
            await feed.committed(auction.partition, again.key)
            assert await evening.epoch(auction.partition) > epoch


async def _outcome(feed: Feed, partition: Partition, key: EntryKey) -> str:
    try:
        await feed.committed(partition, key)
    except PassedOverError:
        return "passed over"
    return "committed"


async def _newest_is_fed(evening: Evening, auction: Auction, seq: int) -> bool:
    return [entry.seq for entry in await evening.fed(auction)][-1:] == [seq]


@pytest.mark.parametrize("remembered", [0, 512], ids=["asked of the ledger", "remembered"])
async def test_a_place_given_twice_is_not_the_decision_that_was_there(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    """A book that went back in time, its epoch not over yet, gives ids again that are committed already."""
    monkeypatch.setattr(module, "REMEMBERED", remembered)
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
        await until(lambda: _newest_is_fed(evening, auction, 2))
    journal, epoch = keys.journal(auction.partition), await evening.epoch(auction.partition)
    (newest_ms, _) = (await newest_ids(evening.lane, [journal]))[0]
    await evening.lane.call("XSETID", journal, f"{newest_ms + 60_000}-0")
    before = await Copy.of(evening)
    async with following(evening, Listener()) as feed:
        async with committing(evening.wiring()):
            told = await evening.bid(auction, 100, by=1)
            await feed.committed(auction.partition, told.key)
        await before.bring_back(evening)
        await evening.resources.postgres.execute("UPDATE partition_checkpoint SET book_run_id = 'the one before'")
        twin = await evening.bid(auction, 100, by=2, epoch=epoch)
        assert twin.accepted
        assert twin.journal_id == told.journal_id
        assert await _outcome(feed, auction.partition, twin.key) == "passed over"
        assert await _outcome(feed, auction.partition, told.key) == "committed"
        async with following(evening, Listener()) as late, asyncio.TaskGroup() as group:
            waiting = group.create_task(_outcome(late, auction.partition, twin.key))
            async with committing(evening.wiring()):
                assert await waiting == "passed over"
                assert await _outcome(late, auction.partition, told.key) == "committed"


async def test_only_a_key_that_is_not_there_reads_as_an_empty_journal(evening: Evening) -> None:
    assert await newest_ids(evening.lane, ["{nowhere}:journal"]) == [(0, 0)]
    await evening.lane.call("SET", "{here}:journal", "of the wrong kind")
    with pytest.raises(RefusedError, match="WRONGTYPE"):
        await newest_ids(evening.lane, ["{here}:journal"])
