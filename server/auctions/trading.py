"""Keep what a serving process needs to take commands and to show auctions: made once, handed on by name."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

from msgspec import Struct

from server.auctions.admission import Admissions
from server.auctions.book import OrderBook
from server.auctions.limiting import tell_limits
from server.auctions.opening import open_in_book
from server.auctions.snapshots import Pictures
from server.kit.ids import AuctionId, ProId
from server.kit.lane import Lane
from server.kit.partitions import Partition
from server.ledger.entry import EntryKey
from server.resources import Resources

# A fresh auction is answered as its book has it, if the book is quick; else as its rows have it.
OPENING_SECONDS_MAX = 1.0

# Returns once this entry, of this partition, is committed and on the feed.
Committed: TypeAlias = Callable[[Partition, EntryKey], Awaitable[None]]


class Trading(Struct, frozen=True, kw_only=True):
    """The books, the wait for a commit, the memory of who was admitted, and the auctions as they stand."""

    resources: Resources
    book: OrderBook
    committed: Committed
    admissions: Admissions
    pictures: Pictures


@asynccontextmanager
async def open_trading(resources: Resources, committed: Committed) -> AsyncGenerator[Trading]:
    """Take commands in this process until the block ends; `committed` is the feed's."""
    lane = Lane(resources.settings.valkey_url)
    try:
        yield Trading(
            resources=resources,
            book=OrderBook(lane.call),
            committed=committed,
            admissions=Admissions(resources.postgres),
            pictures=Pictures(resources.postgres),
        )
    finally:
        await lane.aclose()


async def open_soon(trading: Trading, auction_id: AuctionId) -> None:
    """Give the book what its rows just described, and wait a little for the commit; the reconciler does the rest."""
    try:
        async with asyncio.timeout(OPENING_SECONDS_MAX):
            opened = await open_in_book(trading.resources.postgres, trading.book, auction_id)
            if opened is not None:
                await trading.committed(opened.partition, opened.key)
    except (TimeoutError, ConnectionError):
        pass


async def limits_changed(trading: Trading, pro_id: ProId) -> None:
    """Let this process's books go by a pro's limits as they are now."""
    await tell_limits(trading.resources.postgres, trading.book, pro_id)
