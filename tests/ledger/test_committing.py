import asyncio
import re
from types import ModuleType

import asyncpg
import pytest
from msgspec import structs

from server.kit import metrics
from server.kit.lane import Lane
from server.ledger import committing as committing_module
from server.ledger import copying, holding, keys
from server.ledger.entry import Entry
from server.ledger.libraries import Library
from server.ledger.verifying import verify_auction
from tests.ledger.evening import Auction, Evening, committing
from tests.waiting import until

OPENED = ["auction_scheduled", "auction_opened"]


class Killed(BaseException):
    """The process died here."""


async def test_every_decision_reaches_the_ledger_and_then_the_feed(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.bid(auction, 100)
        await evening.bid(auction, 100, by=1)
        await evening.bid(auction, 101, by=1)
        ledger = await evening.committed(auction, 5)
        await until(lambda: _is_fed(evening, auction, 5))
    assert ledger == [*OPENED, "bid_placed", "bid_placed", "amount_too_low"]
    fed = await evening.fed(auction)
    assert [entry.kind for entry in fed] == [*OPENED, "bid_placed", "bid_placed", "bid_placed"]
    assert [entry.outcome for entry in fed][2:] == ["accepted", "amount_too_low", "accepted"]
    assert [entry.kind for entry in evening.settled] == OPENED


async def _die(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize("then", ["silence", "another bid"])
@pytest.mark.parametrize(
    ("module", "step"),
    [
        (copying, "read_streams"),
        (copying, "read_heads"),
        (copying, "record"),
        (copying, "publish"),
        (committing_module, "keep_served"),
    ],
)
async def test_a_committer_killed_before_any_step_loses_and_doubles_nothing(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, module: ModuleType, step: str, then: str
) -> None:
    """Silence above all: nothing comes after it that could heal what was left half done."""
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
        await until(lambda: _is_fed(evening, auction, 2))
    with monkeypatch.context() as patch, pytest.raises(BaseExceptionGroup) as ended:
        async with committing(evening.wiring()):
            patch.setattr(module, step, _die)
            await evening.bid(auction, 100)
            await evening.bid(auction, 101, by=1)
            await asyncio.Event().wait()
    assert ended.group_contains(Killed)
    async with committing(evening.wiring()):
        bids = 2
        if then == "another bid":
            await evening.bid(auction, 102)
            bids = 3
        assert await evening.committed(auction, 2 + bids) == [*OPENED, *["bid_placed"] * bids]
        await until(lambda: _is_fed(evening, auction, 2 + bids))
    assert [entry.seq for entry in await evening.fed(auction)] == list(range(1, 3 + bids))


async def test_a_committer_killed_while_settling_settles_again_and_once(evening: Evening) -> None:
    async def die(connection: asyncpg.Connection, _: Entry) -> None:
        await connection.execute("CREATE TABLE settled ()")
        raise Killed

    with pytest.raises(BaseExceptionGroup) as ended:
        async with committing(structs.replace(evening.wiring(), settle=die)):
            await evening.an_auction()
            await asyncio.Event().wait()
    assert ended.group_contains(Killed)
    assert await evening.resources.postgres.fetchval("SELECT to_regclass('settled')") is None
    (auction,) = evening.auctions
    async with committing(evening.wiring()):
        assert await evening.committed(auction, 2) == OPENED
    assert [entry.kind for entry in evening.settled] == OPENED


async def test_a_settling_that_fails_undoes_its_batch_and_is_tried_again(evening: Evening) -> None:
    failures = 0

    async def settle(connection: asyncpg.Connection, entry: Entry) -> None:
        nonlocal failures
        if entry.kind == "auction_opened" and failures < 2:
            failures += 1
            await connection.execute("CREATE TABLE left_behind ()")
            raise RuntimeError("sick")
        evening.settled.append(entry)

    async with committing(structs.replace(evening.wiring(), settle=settle)):
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
        await until(lambda: _is_fed(evening, auction, 2))
    assert failures == 2
    assert await evening.resources.postgres.fetchval("SELECT to_regclass('left_behind')") is None
    assert [entry.seq for entry in await evening.fed(auction)] == [1, 2]


async def test_a_sick_partition_stands_alone(evening: Evening) -> None:
    sick: Auction | None = None

    async def settle(_: asyncpg.Connection, entry: Entry) -> None:
        if sick and entry.auction_id == sick.id:
            raise RuntimeError("sick")

    async with committing(structs.replace(evening.wiring(), settle=settle)):
        healthy = await evening.an_auction()
        sick = await evening.an_auction(apart_from=healthy)
        for euros in range(100, 110):
            await evening.bid(sick, euros, by=euros % 2)
            await evening.bid(healthy, euros, by=euros % 2)
        await evening.committed(healthy, 12)
        assert await evening.ledger(sick) == []


async def test_another_committer_takes_over_when_the_first_one_loses_its_connection(evening: Evening) -> None:
    async with committing(evening.wiring()) as first:
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
        async with committing(evening.wiring()) as second:
            await asyncio.sleep(0)
            assert not second.held
            for euros in range(100, 120):
                await evening.bid(auction, euros, by=euros % 2)
                if euros == 105:
                    lost = _lost_servers()
                    await _terminate_committers(evening)
                    await until(lambda lost=lost: _lost_servers() == lost + 1)
            assert await evening.committed(auction, 22) == [*OPENED, *["bid_placed"] * 20]
            await until(lambda: _is_fed(evening, auction, 22))
            assert not first.held.keys() & second.held.keys()
    assert [entry.seq for entry in await evening.fed(auction)] == list(range(1, 23))
    async with evening.resources.postgres.acquire() as connection:
        assert (await verify_auction(connection, auction.id)).seq == 22


async def test_a_frozen_committer_is_thrown_out(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "FROZEN_SECONDS", 1.5)
    frozen = await evening.resources.own_connection()
    await frozen.execute("SELECT pg_advisory_lock($1, n) FROM generate_series(0, 63) AS n", holding.LOCKS)
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await frozen.execute("SELECT 1")


async def test_a_living_committer_is_left_alone(evening: Evening) -> None:
    async with committing(evening.wiring()) as first:
        await until(lambda: len(first.held) == 64)
        async with committing(evening.wiring()) as second:
            auction = await evening.an_auction()
            await evening.committed(auction, 2)
            assert len(first.held) == 64
            assert not second.held


async def test_what_is_in_the_ledger_stays_there(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.bid(auction, 99)
        await evening.committed(auction, 3)
    for statement in (
        "UPDATE ledger SET at_ms = 0",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "UPDATE refusal SET at_ms = 0",
        "DELETE FROM refusal",
        "TRUNCATE refusal",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            await evening.resources.postgres.execute(statement)


def _lost_servers() -> float:
    """What the metric says."""
    found = re.search(rb"^adjuge_committer_lost_servers_total (.+)$", metrics.render(), re.MULTILINE)
    assert found is not None
    return float(found[1])


async def _is_fed(evening: Evening, auction: Auction, count: int) -> bool:
    return len(await evening.fed(auction)) == count


async def _terminate_committers(evening: Evening) -> None:
    await evening.resources.postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1", holding.LOCKS
    )


async def test_what_piled_up_is_committed_batch_after_batch(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH_MAX", 7)
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        other = await evening.an_auction(apart_from=auction)
        await evening.committed(auction, 2)
        await evening.committed(other, 2)
    for euros in range(100, 150):
        await evening.bid(auction, euros, by=euros % 2)
        await evening.bid(other, euros, by=euros % 2)
    async with committing(evening.wiring()):
        assert len(await evening.committed(auction, 52)) == 52
        assert len(await evening.committed(other, 52)) == 52
        await until(lambda: _is_fed(evening, auction, 52))
        await until(lambda: _is_fed(evening, other, 52))
    assert [entry.seq for entry in await evening.fed(auction)] == list(range(1, 53))


async def test_an_entry_that_makes_no_sense_stops_its_partition_only(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        other = await evening.an_auction(apart_from=auction)
        await evening.committed(auction, 2)
        await evening.lane.call("XADD", keys.journal(auction.partition), "*", "k", "nonsense")
        await evening.bid(auction, 100)
        await evening.bid(other, 100)
        await evening.committed(other, 3)
        assert len(await evening.ledger(auction)) == 2


async def test_a_committer_survives_what_nobody_foresaw(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([RuntimeError("a bug"), asyncpg.InternalClientError("another operation is in progress")])
    honest = committing_module.has_libraries

    async def has_libraries(lane: Lane, books: Library) -> bool:
        if failure := next(failures, None):
            raise failure
        return await honest(lane, books)

    monkeypatch.setattr(committing_module, "has_libraries", has_libraries)
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        assert await evening.committed(auction, 2) == OPENED
