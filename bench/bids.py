"""How fast bids are decided, committed and answered without sockets: `python -m bench.bids [SECONDS]`.

This process asks the book and follows the feed, as a `serve` process does; another one commits, as `work` does. The
limits, in the same run: the same function calls sent ready-made in batches, and one call plus one commit of Postgres.
Goals: 0.4 of the calls committed; at 200 bids a second half of the answers within 4 times a call and a commit.
"""

import asyncio
import itertools
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import hiredis
import uvloop
from msgspec import Struct

from bench.committer import idle_wiring
from bench.loads import LOTS, RATE_PER_SECOND, Load, Processes, report
from bench.stage import run
from server.auctions.book import Address, Definition, LotDefinition, OrderBook
from server.auctions.decision import Decision
from server.embedded.servers import Servers
from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId, new_id
from server.kit.lane import Argument, Lane, Reply
from server.kit.logging import configure_logging
from server.kit.money import Cents
from server.kit.partitions import Partition, partition_of
from server.ledger.committing import Committer
from server.ledger.entry import Entry
from server.ledger.feed import Feed, Followers
from server.resources import Resources, open_resources
from server.settings import read_settings

SECONDS = 4.0
IN_FLIGHT = 256
PROS = 40
RAISE_CENTS = 100
# The limit's calls, and how many of them travel together.
CALLS, BATCH = 12_800, 64


class Lot(Struct, kw_only=True):
    """An auction of one lot that is bid on, one raise after the other."""

    auction_id: AuctionId
    partition: Partition
    epoch: int
    pros: list[ProId]
    price_cents: int = 100 * RAISE_CENTS
    turn: int = 0


class Bench:
    """The book, the feed and the lots."""

    def __init__(self, resources: Resources, book: OrderBook, feed: Feed) -> None:
        self.resources = resources
        self.book = book
        self.feed = feed

    async def open_lots(self, count: int) -> list[Lot]:
        return [await self._open_lot() for _ in range(count)]

    async def _open_lot(self) -> Lot:
        entity = EntityId(new_id())
        partition = partition_of(entity)
        epoch = await self._epoch(partition)
        pros = [ProId(new_id()) for _ in range(PROS)]
        lot = Lot(auction_id=AuctionId(new_id()), partition=partition, epoch=epoch, pros=pros)
        definition = Definition(
            format="ascending",
            entity=entity,
            minimum_raise_cents=Cents(RAISE_CENTS),
            starts_at_ms=0,
            duration_ms=3_600_000,
            lots=(LotDefinition(starting_price_cents=Cents(lot.price_cents)),),
            limits=dict.fromkeys(lot.pros),
        )
        address = Address(
            partition=partition,
            auction_id=lot.auction_id,
            epoch=epoch,
            command_id=CommandId(new_id()),
            sender=MemberId("manager"),
        )
        decision = await self.book.open_auction(address, definition)
        assert decision.accepted, decision
        return lot

    async def _epoch(self, partition: Partition) -> int:
        while True:
            epoch = await self.book.epoch(partition)
            if epoch is not None:
                return epoch
            await asyncio.sleep(0.01)

    async def decide(self, lot: Lot) -> Decision:
        """The next raise, by the next pro."""
        pro = lot.pros[lot.turn % PROS]
        amount = lot.price_cents + lot.turn * RAISE_CENTS
        lot.turn += 1
        address = Address(
            partition=lot.partition,
            auction_id=lot.auction_id,
            epoch=lot.epoch,
            command_id=CommandId(new_id()),
            sender=MemberId(pro),
            pro_id=pro,
            lot=1,
        )
        decision = await self.book.place_bid(address, amount_cents=Cents(amount))
        assert decision.accepted, decision
        return decision

    async def bid(self, lot: Lot, latencies_ms: list[float]) -> None:
        """A bid from the call to the answer that may be told."""
        start = time.perf_counter()
        decision = await self.decide(lot)
        await self.feed.committed(lot.partition, decision.key)
        latencies_ms.append(1_000 * (time.perf_counter() - start))

    async def at_rate(self, lots: Sequence[Lot], seconds: float, processes: "Processes") -> Load:
        """Bids at a steady rate, whether or not they are answered."""
        latencies_ms: list[float] = []
        before, start = processes.cpu_seconds(), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number, lot in zip(range(int(seconds * RATE_PER_SECOND)), itertools.cycle(lots), strict=False):
                await asyncio.sleep(max(0.0, start + number / RATE_PER_SECOND - time.perf_counter()))
                group.create_task(self.bid(lot, latencies_ms))
        return processes.load(latencies_ms, time.perf_counter() - start, before)

    async def at_saturation(self, lots: Sequence[Lot], seconds: float, processes: "Processes") -> Load:
        """As many as are answered, so many under way at any time."""
        latencies_ms: list[float] = []
        turns = itertools.cycle(lots)
        before, start = processes.cpu_seconds(), time.perf_counter()

        async def keep_bidding() -> None:
            while time.perf_counter() < start + seconds:
                await self.bid(next(turns), latencies_ms)

        async with asyncio.TaskGroup() as group:
            for _ in range(IN_FLIGHT):
                group.create_task(keep_bidding())
        return processes.load(latencies_ms, time.perf_counter() - start, before)

    async def calls_per_second(self, lots: Sequence[Lot], count: int) -> float:
        """The limit: the same calls ready to be sent, batch after batch, replies unread; nobody commits."""
        packed: list[bytes] = []

        async def pack(*arguments: Argument) -> Reply:
            packed.append(hiredis.pack_command(arguments))  # pyrefly: ignore[bad-argument-type] stub says 1-tuple
            return [b"ok", b"1-1", b"accepted", 1, 1, b"{}", 0]

        ready = Bench(self.resources, OrderBook(pack), self.feed)
        for _, lot in zip(range(count), itertools.cycle(lots), strict=False):
            await ready.decide(lot)
        path = urlsplit(self.resources.settings.valkey_url).path
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            reader = hiredis.Reader()
            start = time.perf_counter()
            connection.sendall(b"".join(packed[:BATCH]))
            for place in range(0, count, BATCH):
                connection.sendall(b"".join(packed[place + BATCH : place + 2 * BATCH]))
                for _ in packed[place : place + BATCH]:
                    while (reply := reader.gets()) is False:
                        reader.feed(connection.recv(65_536))
                    assert isinstance(reply, list), reply
                    assert reply[2] == b"accepted", reply
            return count / (time.perf_counter() - start)

    async def call_and_commit_ms(self, lot: Lot) -> tuple[float, float]:
        """The limit of an answer: one call, and one commit."""
        calls: list[float] = []
        commits: list[float] = []
        async with self.resources.postgres.acquire() as connection:
            await connection.execute("CREATE TABLE IF NOT EXISTS touched (at timestamptz)")
            for _ in range(200):
                start = time.perf_counter()
                await self.decide(lot)
                calls.append(time.perf_counter() - start)
                start = time.perf_counter()
                await connection.execute("INSERT INTO touched VALUES (now())")
                commits.append(time.perf_counter() - start)
        return 1_000 * statistics.median(calls), 1_000 * statistics.median(commits)


def start_worker(servers: Servers) -> subprocess.Popen[bytes]:
    """A process that only commits."""
    return subprocess.Popen(
        [sys.executable, "-m", "bench.bids", "work"],
        env={**os.environ, **servers.variables, "ADJUGE_LOG_LEVEL": "error"},
    )


async def measure(resources: Resources, servers: Servers) -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    lane = Lane(resources.settings.valkey_url)
    feed = Feed(
        lane=lambda: Lane(resources.settings.valkey_url, heals=False),
        pool=resources.postgres,
        followers=Followers(entry=_hear, missed=_miss),
    )
    worker = start_worker(servers)
    try:
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(feed.run())
            await _measure(
                Bench(resources, OrderBook(lane.call), feed),
                Processes({os.getpid(): "serve", worker.pid: "work"}),
                worker,
                seconds,
            )
            reading.cancel()
    finally:
        worker.kill()
        worker.wait()
        await lane.aclose()


async def _measure(bench: Bench, processes: Processes, worker: subprocess.Popen[bytes], seconds: float) -> None:
    hot, many = await bench.open_lots(1), await bench.open_lots(LOTS)
    await bench.at_rate(many, 1.0, processes)
    paced = [await bench.at_rate(lots, seconds, processes) for lots in (hot, many)]
    full = [await bench.at_saturation(lots, seconds, processes) for lots in (hot, many)]
    worker.kill()
    worker.wait()
    call_ms, commit_ms = await bench.call_and_commit_ms(hot[0])
    limits = [await bench.calls_per_second(lots, CALLS) for lots in (hot, many)]
    report(paced, full, limits=limits, call_ms=call_ms, commit_ms=commit_ms, in_flight=IN_FLIGHT, goals=(0.4, 4.0))


def _hear(_: Partition, __: Entry) -> None:
    return


def _miss(_: Partition) -> None:
    return


async def _work() -> None:
    settings = read_settings()
    configure_logging(form=settings.log_format, level=settings.log_level, process="work")
    async with open_resources(settings) as resources:
        await Committer(idle_wiring(resources)).run()


if __name__ == "__main__":
    if sys.argv[1:] == ["work"]:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_work())
    else:
        run(measure)
