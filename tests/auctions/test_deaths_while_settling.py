"""A worker killed right after each step of settling a sale, and then silence: nobody asks, bids or looks any more.

Whatever was half done, a new worker alone finishes it, exactly once: nothing comes after that could heal the rest.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
import pytest_asyncio

from server.auctions import notifying, rules, settling
from server.auctions.auditing import audit_auction
from server.auctions.book import OrderBook
from server.auctions.decision import Ticked
from server.auctions.trading import open_trading
from server.kit.ids import AuctionId
from server.kit.lane import Lane
from server.kit.partitions import Partition, partition_of
from server.ledger import copying, keys
from server.ledger.copying import Copier
from server.ledger.entry import Entry, parse_entry
from server.ledger.feed import Feed, Followers
from server.ledger.streams import RawEntry
from server.resources import Resources
from server.workers import run_workers
from tests.auctions.sale import House
from tests.organisation import a_dealer, a_member, a_pro, a_user
from tests.waiting import until

# Long enough for two bids on a busy machine.
SECONDS = 2


class Killed(BaseException):
    """The process died here."""


def always(*_: object) -> bool:
    return True


def fires(*said: object) -> bool:
    ticked = said[-1]
    return isinstance(ticked, Ticked) and ticked.fired > 0


def positions(_lane: Lane, feeds: Mapping[Partition, str], _answer: None) -> bool:
    return bool(feeds)


def names_the_close(*values: object) -> bool:
    """Whether what a step was given, or gave, is about the end of a lot or an auction."""
    return "lot_closed" in repr(values) or "auction_closed" in repr(values)


# Each step by its name, and when its doing is the one that is meant: bids and openings take many of them, too.
STEPS: dict[str, tuple[object, str, Callable[..., bool]]] = {
    "the book closed the lots": (OrderBook, "tick", fires),
    "the entries were read": (copying, "read_streams", names_the_close),
    "the ledger's rows were written": (copying, "record", names_the_close),
    "the offer was made out": (settling, "create_offer", always),
    "the cars were kept for the winner": (settling, "reserve", always),
    "the unsold cars were freed": (settling, "_free", always),
    "a lot's outcome was written": (settling, "_settle_lot", always),
    "the auction's row followed": (settling, "follow", names_the_close),
    "everybody was written to": (notifying, "closed", always),
    "all of it was committed": (Copier, "_transact", names_the_close),
    "the feed was told": (copying, "publish", positions),
}


def dying_after(step: Callable[..., Awaitable[Any]], meant: Callable[..., bool]) -> Callable[..., Awaitable[Any]]:
    async def done_and_dead(*given: Any, **named: Any) -> Any:  # noqa: ANN401 — stands for any step
        result = await step(*given, **named)
        if meant(*given, *named.values(), result):
            raise Killed
        return result

    return done_and_dead


@pytest_asyncio.fixture
async def house(resources: Resources) -> AsyncIterator[House]:
    """A dealer and two pros, with a desk, whose workers are the tests' affair."""
    pool = resources.postgres
    await pool.execute("ALTER TABLE auction DROP CONSTRAINT IF EXISTS auction_duration_seconds_check")
    dealer = await a_dealer(pool)
    alice, bob = [await a_member(pool, await a_pro(pool, dealer)) for _ in range(2)]
    feed = Feed(
        lane=lambda: Lane(resources.settings.valkey_url, heals=False),
        pool=pool,
        followers=Followers(entry=lambda _partition, _entry: None, missed=lambda _partition: None),
    )
    async with asyncio.TaskGroup() as group:
        feeding = group.create_task(feed.run())
        async with open_trading(resources, feed.committed) as trading:
            manager = await a_user(pool, dealer)
            yield House(resources=resources, trading=trading, dealer=dealer, manager=manager, alice=alice, bob=bob)
        feeding.cancel()


@asynccontextmanager
async def working(resources: Resources) -> AsyncIterator[asyncio.Task[Any]]:
    worker = asyncio.create_task(run_workers(resources))
    try:
        yield worker
    finally:
        worker.cancel()
        await asyncio.wait([worker])


async def fed(house: House, auction_id: AuctionId) -> list[Entry]:
    lane = Lane(house.resources.settings.valkey_url)
    try:
        reply = await lane.call("XRANGE", keys.feed(partition_of(house.dealer.entity_id)), "-", "+")
    finally:
        await lane.aclose()
    entries = [parse_entry(*raw) for raw in cast("list[RawEntry]", reply)]
    return [entry for entry in entries if entry.auction_id == auction_id]


@pytest.mark.parametrize("step", STEPS)
async def test_a_sale_is_settled_once_whichever_step_a_worker_dies_after(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(rules, "DURATION_SECONDS_MIN", SECONDS)
    pool = house.resources.postgres
    sold, kept = await house.car(), await house.car()
    async with working(house.resources) as worker:
        auction = await house.auction(sold, kept, duration_seconds=SECONDS)
        assert (await house.bid(house.bob, auction, 500_000)).status == "accepted"
        assert (await house.bid(house.alice, auction, 600_000)).status == "accepted"
        where, name, meant = STEPS[step]
        with monkeypatch.context() as patch:
            patch.setattr(where, name, dying_after(getattr(where, name), meant))
            await asyncio.wait([worker])
    assert "Killed()" in repr(worker.exception())

    async with working(house.resources):
        await until(lambda: _told(house, auction), within_seconds=20)
    lots = await pool.fetch(
        "SELECT outcome, price_cents, offer_id FROM lot WHERE auction_id = $1 ORDER BY lot", auction
    )
    assert [(lot["outcome"], lot["price_cents"]) for lot in lots] == [("sold", 600_000), ("no_bid", None)]
    (offer,) = await pool.fetch("SELECT id, pro_id::text, total_cents FROM offer WHERE auction_id = $1", auction)
    assert (offer["id"], offer["pro_id"], offer["total_cents"]) == (lots[0]["offer_id"], house.alice.pro_id, 600_000)
    lines = await pool.fetch("SELECT vehicle_id::text, amount_cents FROM offer_line WHERE offer_id = $1", offer["id"])
    assert [tuple(line) for line in lines] == [(sold, 600_000)]
    engaged = await pool.fetch(
        "SELECT vehicle_id::text, kind FROM vehicle_engagement WHERE vehicle_id = ANY($1::uuid[])", [sold, kept]
    )
    assert [tuple(row) for row in engaged] == [(sold, "offer")]
    told = await pool.fetch(
        "SELECT account_id::text, kind FROM notification WHERE facts ->> 'auction_id' = $1"
        " AND kind IN ('won', 'lost', 'auction_ended')",
        auction,
    )
    assert sorted(tuple(row) for row in told) == sorted(
        [
            (house.alice.account_id, "won"),
            (house.bob.account_id, "lost"),
            (house.manager.account_id, "auction_ended"),
        ]
    )
    entries = await fed(house, auction)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.kind for entry in entries][-3:] == ["lot_closed", "lot_closed", "auction_closed"]
    async with pool.acquire() as connection:
        assert await audit_auction(connection, auction) == []


async def _told(house: House, auction: AuctionId) -> bool:
    """Whether the end stands everywhere it has to: ledger, feed, and the live messages of it handed over."""
    closed = any(entry.kind == "auction_closed" for entry in await fed(house, auction))
    waiting = await house.resources.postgres.fetchval(
        "SELECT count(*) FROM outbox WHERE channel = 'live' AND delivered_at IS NULL AND abandoned_at IS NULL"
    )
    return closed and not waiting
