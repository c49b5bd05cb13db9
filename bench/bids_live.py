"""How fast bids travel through real sockets with a hundred watchers: `python -m bench.bids_live [SECONDS]`.

One `serve` and one `work` process as in production, but without the credits that keep a client to three bids a second;
this process is all the clients, and its work isn't counted. The limits, in the same run: the same function calls sent
ready-made in batches, and one call plus one commit. Goals: 0.2 of the calls committed; at 200 bids a second half of the
answers within 8 times a call and a commit.
"""

import asyncio
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from msgspec import Struct

from bench.bids import CALLS, Bench
from bench.loads import RATE_PER_SECOND, Load, Processes, report
from bench.stage import run, until
from bench.wire import Wire
from server.accounts.principal import DealerUser, ProMember
from server.auctions import creating
from server.auctions.book import OrderBook
from server.embedded.servers import Servers
from server.kit.ids import new_id
from server.kit.lane import Lane
from server.kit.logging import configure_logging
from server.kit.postgres import transaction
from server.ledger.feed import Feed, Followers
from server.realtime.limits import Credit
from server.resources import Resources
from server.running import run_serve
from server.settings import read_settings
from server.stock.entering import enter_vehicle
from tests.auctions.sale import a_car, a_form
from tests.organisation import a_dealer, a_member, a_pro, a_session, a_user

SECONDS = 4.0
BIDDERS, WATCHERS = 40, 100
IN_FLIGHT = 240
AUCTIONS, LOTS_EACH = 10, 10
RAISE_CENTS = 500
START_CENTS = 500_000
# The server allows so many sockets from one address; all of 127.0.0.0/8 is ours.
SOCKETS_PER_ADDRESS = 40


class Lot(Struct, kw_only=True):
    """A lot that is bid on, one raise after the other."""

    auction_id: str
    lot: int
    first_bidder: int = 0
    turn: int = 0


class Crowd:
    """All clients."""

    def __init__(self, port: int) -> None:
        self.bidders: list[Wire] = []
        self.watchers: list[Wire] = []
        self._port = port
        self._count = 0
        self.accepted = 0

    async def join(self, token: str, *, reads: bool) -> Wire:
        """Open a socket and say hello."""
        address = (f"127.0.1.{1 + self._count // SOCKETS_PER_ADDRESS}", 0)
        self._count += 1
        wire = Wire(token, reads=reads)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: wire, "127.0.0.1", self._port, local_addr=address)
        await until(lambda: wire.is_open)
        wire.say({"type": "hello", "id": 1, "client": {"name": "bench", "version": "1"}})
        return wire

    async def enter(self, auctions: Sequence[str]) -> None:
        """Everybody follows these auctions."""
        rooms = [f"auction:{auction_id}" for auction_id in auctions]
        for wire in [*self.bidders, *self.watchers]:
            wire.entered.clear()
            wire.say(*({"type": "subscribe", "id": 2, "room": room} for room in rooms))
        for wire in self.bidders:
            await until(lambda wire=wire: len(wire.entered) >= len(rooms))

    async def bid(self, lot: Lot, latencies_ms: list[float]) -> None:
        """A bid from the socket to the answer on it."""
        wire = self.bidders[(lot.first_bidder + lot.turn) % len(self.bidders)]
        command_id, future = new_id(), asyncio.get_running_loop().create_future()
        wire.answers[command_id] = future
        message = {
            "type": "place_bid",
            "id": 3,
            "command_id": command_id,
            "auction_id": lot.auction_id,
            "lot": lot.lot,
            "epoch": wire.entered[f"auction:{lot.auction_id}"],
            "amount_cents": START_CENTS + lot.turn * RAISE_CENTS,
        }
        lot.turn += 1
        start = time.perf_counter()
        wire.say(message)
        heard = await future
        latencies_ms.append(1_000 * (time.perf_counter() - start))
        self.accepted += heard.status == "accepted"


class Live:
    """Loads on a crowd, as `Bench` puts them on the book."""

    def __init__(self, crowd: Crowd, processes: Processes) -> None:
        self._crowd = crowd
        self._processes = processes

    async def at_rate(self, lots: Sequence[Lot], seconds: float) -> Load:
        """Bids at a steady rate."""
        latencies_ms: list[float] = []
        before, start = self._processes.cpu_seconds(), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number, lot in zip(range(int(seconds * RATE_PER_SECOND)), itertools.cycle(lots), strict=False):
                await asyncio.sleep(max(0.0, start + number / RATE_PER_SECOND - time.perf_counter()))
                group.create_task(self._crowd.bid(lot, latencies_ms))
        return self._processes.load(latencies_ms, time.perf_counter() - start, before)

    async def at_saturation(self, lots: Sequence[Lot], seconds: float) -> Load:
        """As many as are answered."""
        latencies_ms: list[float] = []
        turns = itertools.cycle(lots)
        before, start = self._processes.cpu_seconds(), time.perf_counter()

        async def keep_bidding() -> None:
            while time.perf_counter() < start + seconds:
                await self._crowd.bid(next(turns), latencies_ms)

        async with asyncio.TaskGroup() as group:
            for _ in range(IN_FLIGHT):
                group.create_task(keep_bidding())
        return self._processes.load(latencies_ms, time.perf_counter() - start, before)


async def measure(resources: Resources, servers: Servers) -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    port, fd = listener.getsockname()[1], listener.fileno()
    variables = {**os.environ, **servers.variables, "ADJUGE_PORT": str(port), "ADJUGE_LOG_LEVEL": "error"}
    serve = _start("bench.bids_live", "serve", str(fd), variables=variables, fd=fd)
    work = _start("server.cli", "work", variables=variables, fd=fd)
    try:
        crowd = Crowd(port)
        hot, many = await _prepare(resources, crowd)
        live = Live(crowd, Processes({serve.pid: "serve", work.pid: "work"}))
        await crowd.enter([lot.auction_id for lot in hot])
        await live.at_rate(hot, 1.0)
        loads = [await live.at_rate(hot, seconds), await live.at_saturation(hot, seconds)]
        await crowd.enter(sorted({lot.auction_id for lot in many}))
        loads += [await live.at_rate(many, seconds), await live.at_saturation(many, seconds)]
        received = sum(wire.received_bytes for wire in crowd.watchers)
        answered = sum(load.answered for load in loads)
        print(f"{answered} answered, {crowd.accepted} of them accepted; watchers got {received / 1e6:.1f} MB")
        for wire in [*crowd.bidders, *crowd.watchers]:
            wire.close()
    finally:
        for process in (serve, work):
            process.kill()
            process.wait()
        listener.close()
    await _report(resources, (loads[0], loads[2]), (loads[1], loads[3]))


def _start(module: str, *arguments: str, variables: dict[str, str], fd: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", module, *arguments], env=variables, pass_fds=[fd])


async def _report(resources: Resources, paced: Sequence[Load], full: Sequence[Load]) -> None:
    """The limits, on lots of their own and with nobody else at work, and the table."""
    lane = Lane(resources.settings.valkey_url)
    followers = Followers(entry=lambda _partition, _entry: None, missed=lambda _partition: None)
    feed = Feed(lane=lambda: lane, pool=resources.postgres, followers=followers)
    bench = Bench(resources, OrderBook(lane.call), feed)
    limits = [await bench.calls_per_second(await bench.open_lots(count), CALLS) for count in (1, AUCTIONS * LOTS_EACH)]
    call_ms, commit_ms = await bench.call_and_commit_ms((await bench.open_lots(1))[0])
    await lane.aclose()
    report(paced, full, limits=limits, call_ms=call_ms, commit_ms=commit_ms, in_flight=IN_FLIGHT, goals=(0.2, 8.0))


async def _prepare(resources: Resources, crowd: Crowd) -> tuple[list[Lot], list[Lot]]:
    """Dealers, pros, auctions that are open, and everybody on a socket."""
    pool = resources.postgres
    dealers = [await a_dealer(pool, name=f"Groupe {n}") for n in range(1 + AUCTIONS)]
    members = [await a_member(pool, await a_pro(pool, *dealers, name=f"Pro {n}")) for n in range(BIDDERS)]
    managers = [await a_user(pool, dealer) for dealer in dealers]
    auctions: list[str] = []
    for number, (dealer, manager) in enumerate(zip(dealers, managers, strict=True)):
        async with transaction(pool) as connection:
            place = {"entity_id": dealer.entity_id, "point_of_sale_id": dealer.point_of_sale_id}
            cars = [await enter_vehicle(connection, a_car(), **place) for _ in range(LOTS_EACH if number else 1)]
        form = a_form(dealer, *cars, duration_seconds=3_600, minimum_raise_cents=RAISE_CENTS)
        auctions.append((await creating.create(resources, manager, form, idempotency_key=None)).id)
    await _opened(resources, len(auctions))
    crowd.bidders = [await crowd.join(await a_session(pool, member), reads=True) for member in members]
    people: list[ProMember | DealerUser] = [*members * (WATCHERS // BIDDERS), *members[: WATCHERS % BIDDERS]]
    crowd.watchers = [await crowd.join(await a_session(pool, who), reads=False) for who in [*people, managers[0]]]
    hot = [Lot(auction_id=auctions[0], lot=1)]
    pairs = [(auction_id, rank) for rank in range(1, LOTS_EACH + 1) for auction_id in auctions[1:]]
    return hot, [Lot(auction_id=each, lot=rank, first_bidder=n) for n, (each, rank) in enumerate(pairs)]


async def _opened(resources: Resources, count: int) -> None:
    while True:
        if await resources.postgres.fetchval("SELECT count(*) FROM auction WHERE state = 'open'") == count:
            return
        await asyncio.sleep(0.05)


def _spend(_: Credit, *, now: float) -> int:
    """No credit is ever used up: 0 ms to wait, at any time."""
    return int(now < 0)


def _serve(fd: int) -> None:
    """A serving process that gives every client all the credit it wants."""
    Credit.spend = _spend  # pyrefly: ignore[bad-assignment, method-assign] a benchmark goes around the public door
    settings = read_settings()
    configure_logging(form=settings.log_format, level=settings.log_level, process="serve")
    run_serve(settings, socket.socket(fileno=fd))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        _serve(int(sys.argv[2]))
    else:
        run(measure)
