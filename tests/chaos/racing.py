"""A process that aims its bids at the ends of lots: `python -m tests.chaos.racing VALKEY_URL SEED`.

It is told its targets by JSON lines, and says how many of its bids were accepted and how many came too late.
"""

import asyncio
import random
import sys
import time

import msgspec
from msgspec import Struct

from server.auctions.book import Address, OrderBook
from server.kit.ids import AuctionId, CommandId, MemberId, ProId, new_id
from server.kit.lane import Lane
from server.kit.money import Cents
from server.kit.partitions import Partition

AIM_MS = 5
BIDS = 2


class Target(Struct, frozen=True, kw_only=True):
    """A lot to bid on at its end."""

    partition: int
    epoch: int
    auction_id: str
    lot: int
    ends_at_ms: int
    pro_id: str
    amounts: tuple[int, ...]


async def race(url: str, targets: list[Target], seed: int) -> tuple[int, int]:
    """Bid on all of them around their ends; how many bids were accepted, and how many came too late."""
    lane, chance = Lane(url), random.Random(seed)
    book = OrderBook(lane.call)
    outcomes: list[str] = []

    async def bid(target: Target, amount: int) -> None:
        at_ms = target.ends_at_ms + chance.uniform(-AIM_MS, AIM_MS)
        await asyncio.sleep(max(0.0, at_ms / 1_000 - time.time()))
        address = Address(
            partition=Partition(target.partition),
            auction_id=AuctionId(target.auction_id),
            epoch=target.epoch,
            command_id=CommandId(new_id()),
            sender=MemberId(target.pro_id),
            pro_id=ProId(target.pro_id),
            lot=target.lot,
        )
        outcomes.append((await book.place_bid(address, amount_cents=Cents(amount))).outcome)

    await lane.call("PING")
    async with asyncio.TaskGroup() as group:
        for target in targets:
            for amount in target.amounts:
                group.create_task(bid(target, amount))
    await lane.aclose()
    return outcomes.count("accepted"), outcomes.count("closed")


def main() -> None:
    url, seed = sys.argv[1:]
    targets = [msgspec.json.decode(line, type=Target) for line in sys.stdin.buffer]
    print(*asyncio.run(race(url, targets, int(seed))))


if __name__ == "__main__":
    main()
