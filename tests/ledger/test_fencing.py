import asyncio

import pytest
from msgspec import structs

from server.kit.ids import CommandId
from server.kit.lane import Lane, RefusedError
from server.kit.partitions import tag
from server.kit.postgres import Connection
from server.ledger import copying, keys
from server.ledger.fencing import Lost
from server.ledger.verifying import verify_auction
from tests.ledger.evening import Auction, Copy, Evening, committing
from tests.waiting import until


class Killed(BaseException):
    """The process died here."""


OPENED = ["auction_scheduled", "auction_opened"]


async def test_a_wiped_book_is_rebuilt_under_a_higher_epoch(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        first = await evening.bid(auction, 120, command_id=CommandId("first"))
        await evening.bid(auction, 119, by=1, command_id=CommandId("refused"))
        await evening.committed(auction, 4)
        await evening.lane.call("FLUSHALL")
        await until(lambda: _is_past(evening, auction, epoch))
        again = await evening.bid(auction, 120, command_id=CommandId("first"))
        refused = await evening.bid(auction, 119, by=1, command_id=CommandId("refused"))
        higher = await evening.bid(auction, 121, by=1)
        ledger = await evening.committed(auction, 6)
    assert ledger == [*OPENED, "bid_placed", "recovered", "bid_placed", "amount_too_low"]
    assert again.repeated
    assert (again.journal_id, again.outcome) == (first.journal_id, "accepted")
    assert refused.repeated
    assert refused.outcome == "amount_too_low"
    assert higher.accepted
    async with evening.resources.postgres.acquire() as connection:
        assert (await verify_auction(connection, auction.id)).seq == 5


async def test_a_rebuild_gives_bidders_back_the_time_they_lost(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction(duration_ms=60_000)
        before = await evening.bid(auction, 100)
        await evening.committed(auction, 3)
    await evening.resources.postgres.execute(
        "UPDATE partition_checkpoint SET served_at = to_timestamp($1 / 1000.0)", before.at_ms
    )
    await evening.lane.call("FLUSHALL")
    async with committing(evening.wiring()):
        await evening.committed(auction, 4)
        after = await evening.bid(auction, 101, by=1)
    recovered = evening.settled[-1]
    assert recovered.kind == "recovered"
    assert before.result
    assert after.result
    assert after.result.ends_at_ms - recovered.at_ms >= before.result.ends_at_ms - before.at_ms
    assert after.result.ends_at_ms - before.result.ends_at_ms < 30_000


async def _die(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize("step", ["rebuild", "record"])
async def test_a_second_death_forgets_no_lost_time(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """It dies while it rebuilds, or before what the rebuild journaled is committed."""
    async with committing(evening.wiring()):
        auction = await evening.an_auction(duration_ms=60_000)
        before = await evening.bid(auction, 100)
        await evening.committed(auction, 3)
    await evening.resources.postgres.execute(
        "UPDATE partition_checkpoint SET served_at = to_timestamp($1 / 1000.0)", before.at_ms
    )
    await evening.lane.call("FLUSHALL")
    wiring = evening.wiring()
    with monkeypatch.context() as patch, pytest.raises(BaseExceptionGroup) as ended:
        if step == "rebuild":
            wiring = structs.replace(wiring, rebuild=_die)
        else:
            patch.setattr(copying, "record", _die)
        async with committing(wiring):
            await asyncio.Event().wait()
    assert ended.group_contains(Killed)
    async with committing(evening.wiring()):
        await evening.committed(auction, 4)
        after = await evening.bid(auction, 101, by=1)
    recovered = evening.settled[-1]
    assert before.result
    assert after.result
    assert after.result.ends_at_ms - recovered.at_ms >= before.result.ends_at_ms - before.at_ms


async def test_an_older_copy_is_noticed_and_forgotten(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.bid(auction, 100)
        await evening.committed(auction, 3)
        copy = await Copy.of(evening)
        acknowledged = await evening.bid(auction, 150, by=1, command_id=CommandId("acknowledged"))
        await evening.committed(auction, 4)
        await copy.bring_back(evening)
        await until(lambda: _is_past(evening, auction, epoch))
        again = await evening.bid(auction, 150, by=1, command_id=CommandId("acknowledged"))
        low = await evening.bid(auction, 149, by=2)
    assert again.repeated
    assert again.journal_id == acknowledged.journal_id
    assert low.outcome == "amount_too_low"


async def test_what_an_older_copy_decided_anew_never_commits(evening: Evening) -> None:
    """The journal is ahead of the ledger again, so only the entry itself gives it away."""
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.bid(auction, 100)
        await evening.committed(auction, 3)
        copy = await Copy.of(evening)
        await evening.bid(auction, 150, by=1, command_id=CommandId("acknowledged"))
        await evening.committed(auction, 4)
    await copy.bring_back(evening)
    await evening.bid(auction, 101, by=2, command_id=CommandId("never"), epoch=epoch)
    await evening.bid(auction, 151, by=1, command_id=CommandId("acknowledged"), epoch=epoch)
    async with committing(evening.wiring()):
        await until(lambda: _is_past(evening, auction, epoch))
        last = await evening.bid(auction, 160, by=2)
        assert last.accepted
        ledger = await evening.committed(auction, 6)
    assert ledger == [*OPENED, "bid_placed", "bid_placed", "recovered", "bid_placed"]
    commands = await evening.resources.postgres.fetch("SELECT command_id FROM ledger WHERE auction_id = $1", auction.id)
    assert sum(row["command_id"] == "acknowledged" for row in commands) == 1
    assert not any(row["command_id"] == "never" for row in commands)


async def test_a_refusal_stays_one_even_if_an_older_copy_would_accept(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.committed(auction, 2)
        copy = await Copy.of(evening)
        refused = await evening.bid(auction, 99, command_id=CommandId("refused"))
        await evening.committed(auction, 3)
    assert refused.outcome == "amount_too_low"
    await copy.bring_back(evening)
    await evening.resources.postgres.execute("UPDATE partition_checkpoint SET book_run_id = 'the one before'")
    await evening.bid(auction, 100, command_id=CommandId("refused"), epoch=epoch)
    async with committing(evening.wiring()):
        await until(lambda: _is_past(evening, auction, epoch))
        await evening.bid(auction, 101, by=1)
        ledger = await evening.committed(auction, 5)
    assert ledger == [*OPENED, "recovered", "bid_placed", "amount_too_low"]


async def test_a_fence_from_elsewhere_stops_the_old_epoch(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.committed(auction, 2)
        await evening.resources.postgres.execute(
            "UPDATE partition_checkpoint SET epoch = epoch + 1 WHERE partition = $1", auction.partition
        )
        await evening.bid(auction, 100, epoch=epoch, command_id=CommandId("old"))
        await until(lambda: _is_past(evening, auction, epoch))
        again = await evening.bid(auction, 100, command_id=CommandId("old"))
        ledger = await evening.committed(auction, 4)
    assert again.accepted
    assert not again.repeated
    assert ledger == [*OPENED, "recovered", "bid_placed"]


async def test_a_partition_that_cannot_be_rebuilt_stands_alone(evening: Evening) -> None:
    async with committing(evening.wiring()):
        broken = await evening.an_auction()
        healthy = await evening.an_auction(apart_from=broken)
        await evening.committed(broken, 2)
        await evening.committed(healthy, 2)
    wiring = evening.wiring()

    async def rebuild(connection: Connection, lane: Lane, lost: Lost) -> None:
        if lost.partition == broken.partition:
            raise ValueError("the ledger makes no sense")
        await wiring.rebuild(connection, lane, lost)

    await evening.lane.call("FLUSHALL")
    async with committing(structs.replace(wiring, rebuild=rebuild)) as committer:
        await evening.committed(healthy, 3)
        assert broken.partition not in committer.held
        assert len(committer.held) == 63


async def test_a_lost_library_is_loaded_again(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.committed(auction, 2)
        await evening.lane.call("FUNCTION", "FLUSH")
        await until(lambda: _functions(evening))
        await evening.bid(auction, 100)
        await evening.committed(auction, 3)
        assert await evening.epoch(auction.partition) == epoch


async def test_the_rebuilt_feed_still_holds_what_was_committed_but_not_yet_fed(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.committed(auction, 2)
        await evening.lane.call("DEL", keys.feed(auction.partition))
        await evening.lane.call("HDEL", keys.meta(auction.partition), "epoch")
        await until(lambda: _is_past(evening, auction, epoch))
        await evening.committed(auction, 3)
        await until(lambda: _fed_seqs(evening, auction, [1, 2, 3]))


async def test_a_decision_that_broke_off_half_way_is_undone_by_a_rebuild(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.committed(auction, 2)
        await evening.lane.call("SET", f"{tag(auction.partition)}:auction:{auction.id}:acts:1", "of the wrong kind")
        with pytest.raises(RefusedError, match="WRONGTYPE"):
            await evening.bid(auction, 100, command_id=CommandId("half"))
        await until(lambda: _is_past(evening, auction, epoch))
        again = await evening.bid(auction, 100, command_id=CommandId("half"))
        assert again.accepted
        assert not again.repeated
        assert await evening.committed(auction, 4) == [*OPENED, "recovered", "bid_placed"]


async def _fed_seqs(evening: Evening, auction: Auction, seqs: list[int]) -> bool:
    return [entry.seq for entry in await evening.fed(auction)] == seqs


async def _is_past(evening: Evening, auction: Auction, epoch: int) -> bool:
    return (await evening.book.epoch(auction.partition) or 0) > epoch


async def _functions(evening: Evening) -> bool:
    return bool(await evening.lane.call("FUNCTION", "LIST"))
