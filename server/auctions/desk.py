"""Keep what a process needs to take commands: the books, the wait for a commit, who may bid where.

`open_desk` is entered once for the resources of a process; use cases then find it by `desk_of(resources)`.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias
from weakref import WeakKeyDictionary

from msgspec import Struct

from server.auctions.admission import Admissions
from server.auctions.book import OrderBook
from server.auctions.limiting import tell_limits
from server.kit.ids import ProId
from server.kit.lane import Lane
from server.kit.partitions import Partition
from server.ledger.entry import EntryKey
from server.resources import Resources

# Returns once this entry, of this partition, is committed and on the feed.
Committed: TypeAlias = Callable[[Partition, EntryKey], Awaitable[None]]


class Desk(Struct, frozen=True, kw_only=True):
    """The books, the wait for a commit, and the memory of who was admitted."""

    book: OrderBook
    committed: Committed
    admissions: Admissions


_desks: WeakKeyDictionary[Resources, Desk] = WeakKeyDictionary()


@asynccontextmanager
async def open_desk(resources: Resources, committed: Committed) -> AsyncGenerator[Desk]:
    """Take commands in this process until the block ends; `committed` is the feed's."""
    lane = Lane(resources.settings.valkey_url)
    book = OrderBook(lane.call)
    desk = Desk(book=book, committed=committed, admissions=Admissions(resources.postgres))
    _desks[resources] = desk
    try:
        yield desk
    finally:
        del _desks[resources]
        await lane.aclose()


async def limits_changed(resources: Resources, pro_id: ProId) -> None:
    """Let the books of this process's desk go by a pro's limits as they are now."""
    await tell_limits(resources.postgres, desk_of(resources).book, pro_id)


def desk_of(resources: Resources) -> Desk:
    """The desk of these resources.

    Raises:
        KeyError: no desk is open: a mistake in how the process was put together.

    """
    return _desks[resources]
