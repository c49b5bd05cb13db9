"""How many decisions the order book takes, beside a bare PING on the same lane: `python -m bench.book [SECONDS]`.

Nothing is committed and nobody waits for a feed here: this is what one partition's Valkey and one client can do.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import uvloop
from msgspec import Struct

from bench.stage import machine, table
from server.auctions.book import Address, Definition, LotDefinition, OrderBook
from server.embedded.valkey import ValkeyServer
from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId, new_id
from server.kit.lane import Lane
from server.kit.money import Cents
from server.kit.partitions import Partition, tag

SECONDS = 2.0
IN_FLIGHT = 64
PARTITION = Partition(7)
PROS = [ProId(new_id()) for _ in range(40)]
MEMBERS = [MemberId(new_id()) for _ in PROS]

Act = Callable[[int], Awaitable[object]]


class Measured(Struct, frozen=True, kw_only=True):
    """One kind of command: how many a second, and what each cost both sides."""

    per_second: float
    client_us: float
    valkey_us: float


async def opened(book: OrderBook, lots: int) -> AuctionId:
    """A fresh auction with so many lots."""
    auction = AuctionId(new_id())
    definition = Definition(
        format="ascending",
        entity=EntityId(new_id()),
        minimum_raise_cents=Cents(100),
        starts_at_ms=0,
        duration_ms=3_600_000,
        window_ms=60_000,
        extension_ms=60_000,
        cap_ms=1_800_000,
        lots=tuple(LotDefinition(starting_price_cents=Cents(100)) for _ in range(lots)),
        limits=dict.fromkeys(PROS),
    )
    await book.open_auction(address(auction, 0, 0), definition)
    return auction


def address(auction: AuctionId, lot: int, number: int) -> Address:
    """A new command of one of the pros in turn."""
    return Address(
        partition=PARTITION,
        auction_id=auction,
        epoch=1,
        command_id=CommandId(new_id()),
        sender=MEMBERS[number % len(PROS)],
        pro_id=PROS[number % len(PROS)],
        lot=lot,
    )


async def bidding(book: OrderBook, lots: int) -> Act:
    """Accepted bids, round and round the lots, each by another pro."""
    auction = await opened(book, lots)

    async def bid(number: int) -> None:
        lot, cents = number % lots + 1, Cents(100 * (number // lots + 1))
        decision = await book.place_bid(address(auction, lot, number // lots), amount_cents=cents, confirm_large=True)
        assert decision.accepted, decision

    return bid


async def answering(book: OrderBook) -> Act:
    """Bids answered by a standing maximum."""
    auction = await opened(book, 1)
    await book.set_maximum(address(auction, 1, 0), maximum_cents=Cents(10**12))

    async def bid(number: int) -> None:
        pro, cents = number % (len(PROS) - 1) + 1, Cents(200 * (number + 1))
        decision = await book.place_bid(address(auction, 1, pro), amount_cents=cents, confirm_large=True)
        assert decision.accepted, decision

    return bid


async def refusing(book: OrderBook) -> Act:
    """Bids that come too late to be high enough."""
    auction = await opened(book, 1)
    await book.place_bid(address(auction, 1, 0), amount_cents=Cents(1_000))

    async def bid(number: int) -> None:
        decision = await book.place_bid(address(auction, 1, number % 39 + 1), amount_cents=Cents(1_000))
        assert decision.outcome == "amount_too_low"

    return bid


async def measure(lane: Lane, act: Act, seconds: float) -> Measured:
    """Keep so many commands in flight for so long; commands of one lot leave in order, so all bids are high enough."""
    numbers = count()

    async def client() -> None:
        while time.perf_counter() < end:
            await act(next(numbers))

    before, start = (resource.getrusage(resource.RUSAGE_SELF), await valkey_seconds(lane)), time.perf_counter()
    end = start + seconds
    await asyncio.gather(*(client() for _ in range(IN_FLIGHT)))
    took, done = time.perf_counter() - start, next(numbers)
    after = resource.getrusage(resource.RUSAGE_SELF)
    client_seconds = after.ru_utime + after.ru_stime - before[0].ru_utime - before[0].ru_stime
    return Measured(
        per_second=done / took,
        client_us=client_seconds / done * 1e6,
        valkey_us=(await valkey_seconds(lane) - before[1]) / done * 1e6,
    )


async def valkey_seconds(lane: Lane) -> float:
    """The CPU time Valkey has used."""
    info = await lane.call("INFO", "cpu")
    assert isinstance(info, bytes)
    used = dict(line.split(":") for line in info.decode().splitlines() if ":" in line)
    return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])


async def main(url: str, seconds: float) -> None:
    lane = Lane(url)
    book = OrderBook(lane.call)
    await book.load_library()
    await book.load(PARTITION, epoch=1, last_journal_id="0-0", alive_ms=0, states=[])
    acts: dict[str, Act] = {
        "PING, the limit": lambda _: lane.call("PING"),
        "bid, one hot lot": await bidding(book, 1),
        "bid, 100 lots": await bidding(book, 100),
        "bid against a maximum": await answering(book),
        "bid refused": await refusing(book),
    }
    rows: list[tuple[object, ...]] = []
    limit = 0.0
    for name, act in acts.items():
        found = await measure(lane, act, seconds)
        limit = limit or found.per_second
        ratio = f"{found.per_second / limit:.2f}"
        rows.append((name, f"{found.per_second:,.0f}", ratio, f"{found.client_us:.1f}", f"{found.valkey_us:.1f}"))
        await lane.call("DEL", f"{tag(PARTITION)}:journal")
    table(["command", "per second", "of the limit", "client CPU us", "Valkey CPU us"], rows)
    await lane.aclose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="adjuge-") as folder:
        server = ValkeyServer(path=Path(folder, "valkey.sock"), log=Path(folder, "valkey.log"))
        server.start()
        print(machine())
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main(server.url, float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
        server.stop()
