"""What another version of the books' functions left behind, and what a process of another version is told."""

from typing import cast

import pytest

from server.auctions.book import LIBRARY, BookMissingError
from server.kit.ids import CommandId
from server.kit.lane import RefusedError
from server.kit.partitions import tag
from server.ledger import keys
from server.ledger.libraries import library_of, load_libraries
from tests.ledger.evening import Auction, Evening, committing
from tests.waiting import until

OPENED = ["auction_scheduled", "auction_opened"]
ANOTHER = library_of("#!lua name=order_book\nredis.register_function('tick_@version@', function() return 0 end)")


async def _as_another_version_kept_it(evening: Evening, auction: Auction) -> None:
    """Limits stood with the pros once, and nothing said who had made a book."""
    pros = f"{tag(auction.partition)}:auction:{auction.id}:pros"
    words = cast("list[bytes]", await evening.lane.call("HGETALL", pros))
    for pro, said in zip(words[::2], words[1::2], strict=True):
        status, alias = said.decode().split("|")
        await evening.lane.call("HSET", pros, pro, f"{status}||{alias}")
    await evening.lane.call("HDEL", keys.meta(auction.partition), "version")


async def test_books_of_another_version_are_made_anew_and_bids_go_on(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.bid(auction, 100, command_id=CommandId("before"))
        await evening.committed(auction, 3)
    await _as_another_version_kept_it(evening, auction)
    early = await evening.bid(auction, 101, by=1, command_id=CommandId("early"))
    async with committing(evening.wiring()):
        await until(lambda: _is_past(evening, auction, epoch))
        again = await evening.bid(auction, 100, command_id=CommandId("before"))
        after = await evening.bid(auction, 101, by=1, command_id=CommandId("early"))
        assert await evening.committed(auction, 5) == [*OPENED, "bid_placed", "recovered", "bid_placed"]
    assert early.status == "no_book"
    assert again.repeated
    assert after.accepted
    assert not after.repeated


async def test_books_of_another_version_are_not_replaced_by_an_older_epoch(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
    await evening.lane.call("HSET", keys.meta(auction.partition), "version", "another")
    loaded = await evening.book.load(auction.partition, epoch=epoch, last_journal_id="0-0", alive_ms=0, states=[])
    assert not loaded


async def test_a_process_of_another_version_is_refused(evening: Evening) -> None:
    """Its words would be taken for others."""
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.committed(auction, 2)
        for name in ("place_bid", ANOTHER.name("place_bid")):
            with pytest.raises(RefusedError, match="Function not found"):
                await evening.lane.call("FCALL", name, 1, keys.meta(auction.partition), auction.id, 1, "c")
        await evening.bid(auction, 100)
        await evening.committed(auction, 3)


async def test_functions_that_another_version_replaced_are_loaded_again(evening: Evening) -> None:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        epoch = await evening.epoch(auction.partition)
        await evening.committed(auction, 2)
        await load_libraries(evening.lane, ANOTHER)
        await until(lambda: _answers(evening, auction))
        await evening.bid(auction, 100)
        await evening.committed(auction, 3)
        assert await evening.epoch(auction.partition) == epoch


def test_every_change_of_the_functions_is_another_version() -> None:
    assert LIBRARY.version != ANOTHER.version
    assert LIBRARY.version in LIBRARY.text
    assert "@version@" not in LIBRARY.text


async def _answers(evening: Evening, auction: Auction) -> bool:
    try:
        await evening.book.tick(auction.partition, limit=0)
    except BookMissingError:
        return False
    return True


async def _is_past(evening: Evening, auction: Auction, epoch: int) -> bool:
    return (await evening.book.epoch(auction.partition) or 0) > epoch
