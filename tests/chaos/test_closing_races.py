"""Bids aimed at the end of a lot, 5 ms around it, from four processes: none is taken late, each lot closes once."""

import asyncio
import os
import sys
from collections.abc import Sequence

import msgspec

from server.auctions.auditing import check_history
from server.auctions.book import Address, Definition, LotDefinition
from server.auctions.event import Kind
from server.auctions.ticking import Ticker
from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId, new_id
from server.kit.money import Cents
from server.kit.partitions import PARTITIONS, Partition, partition_of
from server.ledger.reading import history
from server.resources import Resources
from tests.chaos.ground import SOURCES
from tests.chaos.racing import BIDS, Target
from tests.ledger.evening import Evening, an_evening, committing

AUCTIONS, LOTS, PROCESSES = 50, 10, 4
FIRST_END_MS, APART_MS = 6_000, 100
RAISE = 100


async def test_nothing_is_accepted_after_the_end_and_each_lot_closes_once(resources: Resources, seed: int) -> None:
    async with an_evening(resources) as evening, committing(evening.wiring()), asyncio.TaskGroup() as group:
        everything = [Partition(n) for n in range(PARTITIONS)]
        tickers = [group.create_task(Ticker(evening.book, lambda: everything).run()) for _ in range(2)]
        racers = [await _a_racer(resources, seed + number) for number in range(PROCESSES)]
        plans: list[list[Target]] = [[] for _ in racers]
        auctions = [await _an_auction(evening, number, plans) for number in range(AUCTIONS)]
        counts = await asyncio.gather(*(_race(racer, plan) for racer, plan in zip(racers, plans, strict=True)))
        for auction in auctions:
            await evening.until_closed(auction)
        for ticker in tickers:
            ticker.cancel()
        closes, accepted = 0, 0
        async with resources.postgres.acquire() as connection:
            for auction in auctions:
                entries = [entry async for page in history(connection, auction) for entry in page]
                assert check_history(entries) == []
                closed = [entry.lot or 0 for entry in entries if entry.kind == Kind.LOT_CLOSED]
                assert sorted(closed) == list(range(1, LOTS + 1))
                closes += len(closed)
                accepted += sum(entry.kind == Kind.BID_PLACED for entry in entries)
    late = sum(late for _, late in counts)
    print(f"seed {seed}: {closes} closes, {accepted} bids accepted, {late} refused as too late")
    assert closes == AUCTIONS * LOTS
    assert accepted == sum(accepted for accepted, _ in counts)
    assert accepted > 0
    assert late > 0


async def _an_auction(evening: Evening, number: int, plans: Sequence[list[Target]]) -> AuctionId:
    """Open it, and give every racer a pro and amounts of its own to bid on each of its lots."""
    entity, pros = EntityId(new_id()), [ProId(new_id()) for _ in range(PROCESSES)]
    partition, auction_id = partition_of(entity), AuctionId(new_id())
    epoch = await evening.epoch(partition)
    definition = Definition(
        format="ascending",
        entity=entity,
        minimum_raise_cents=Cents(RAISE),
        starts_at_ms=0,
        duration_ms=FIRST_END_MS + APART_MS * number,
        lots=tuple(LotDefinition(starting_price_cents=Cents(RAISE)) for _ in range(LOTS)),
        limits=dict.fromkeys(pros),
    )
    address = Address(
        partition=partition,
        auction_id=auction_id,
        epoch=epoch,
        command_id=CommandId(new_id()),
        sender=MemberId("manager"),
    )
    opened = await evening.book.open_auction(address, definition)
    for racer, (pro, plan) in enumerate(zip(pros, plans, strict=True)):
        plan += [
            Target(
                partition=partition,
                epoch=epoch,
                auction_id=auction_id,
                lot=lot,
                ends_at_ms=opened.at_ms + definition.duration_ms,
                pro_id=pro,
                amounts=tuple(RAISE * (1 + racer + PROCESSES * step) for step in range(BIDS)),
            )
            for lot in range(1, LOTS + 1)
        ]
    return auction_id


async def _a_racer(resources: Resources, seed: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.chaos.racing",
        resources.settings.valkey_url,
        str(seed),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
    )


async def _race(racer: asyncio.subprocess.Process, plan: Sequence[Target]) -> tuple[int, int]:
    """How many bids of a racer were accepted, and how many came too late."""
    said, _ = await racer.communicate(b"\n".join(msgspec.json.encode(target) for target in plan))
    accepted, late = said.split()
    return int(accepted), int(late)
