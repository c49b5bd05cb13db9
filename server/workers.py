"""Run what works behind the scenes: committers, ticker, outbox, audit. Any number of processes may (`adjuge work`).

What the slices do with a decision in its transaction is registered here, by the format of the auction.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Never

import structlog

from server.auctions import limiting, outbidding, settling
from server.auctions.attendance import attending
from server.auctions.auditing import audit_every_night
from server.auctions.book import LIBRARY, BookUnavailableError, OrderBook
from server.auctions.opening import open_missing
from server.auctions.recovering import recover_books
from server.auctions.ticking import Ticker
from server.kit.ids import AuctionId
from server.kit.lane import Lane
from server.kit.loops import repeat
from server.kit.partitions import Partition
from server.kit.postgres import UNAVAILABLE, Connection
from server.ledger.committing import Committer, Settle, Wiring
from server.ledger.entry import Entry
from server.notifications.channels import running
from server.notifications.channels.live import send_live
from server.notifications.outbox.delivering import Deliver, deliver
from server.notifications.outbox.sweeping import keep_sweeping
from server.notifications.outbox.wakeup import Wakeup
from server.resources import Resources
from server.stock.exchanging.working import keep_importing
from server.stock.life.reminding import keep_reminding
from server.tradeins import settling as quotations

HANDLERS: Final[Mapping[str, Settle]] = {"ascending": settling.settle, "sealed": quotations.settle}

# How often auctions are looked for that have rows but no book: whoever made them died in between.
MISSING_SECONDS: Final = 2.0
# Auctions whose format is kept at hand.
FORMATS_MAX: Final = 10_000

log = structlog.get_logger()


async def run_workers(resources: Resources) -> Never:
    """Commit, tick, deliver and audit until cancelled."""
    lane = Lane(resources.settings.valkey_url)
    book = OrderBook(lane.call)
    try:
        async with asyncio.TaskGroup() as group:
            ticker = Ticker(book, lambda: committer.held)
            committer = Committer(wiring(resources, changed=ticker.changed))
            wakeup = Wakeup()
            channels: Mapping[str, Deliver] = {"live": partial(send_live, lane)}
            group.create_task(committer.run())
            group.create_task(ticker.run())
            group.create_task(wakeup.listen(resources.own_connection))
            group.create_task(deliver(resources.postgres, wakeup.subscribe(), channels))
            group.create_task(running.run_channels(resources, wakeup))
            group.create_task(keep_sweeping(resources.postgres))
            group.create_task(_keep_opening(resources, book, committer))
            group.create_task(
                outbidding.keep_notifying(resources.postgres, lambda: committer.held, partial(attending, lane))
            )
            group.create_task(limiting.keep_limits(resources.postgres, book, lambda: committer.held))
            group.create_task(audit_every_night(resources.postgres))
            group.create_task(keep_importing(resources))
            group.create_task(keep_reminding(resources.postgres))
    finally:
        await lane.aclose()
    raise AssertionError("the workers never end by themselves")


def wiring(resources: Resources, *, changed: Callable[[Partition], None]) -> Wiring:
    """How a committer of this process is put together; `changed` is told of partitions whose alarms may have moved."""
    return Wiring(
        connect=resources.own_connection,
        lane=lambda: Lane(resources.settings.valkey_url, heals=False),
        library=LIBRARY,
        settle=_Settling().settle,
        rebuild=recover_books,
        changed=changed,
    )


class _Settling:
    """Finds an entry's handler by the format of its auction, which never changes."""

    def __init__(self) -> None:
        self._formats: dict[AuctionId, str] = {}

    async def settle(self, connection: Connection, entry: Entry) -> None:
        """Let the slice that owns the format draw its consequences."""
        known = self._formats.get(entry.auction_id)
        if known is None:
            known = str(await connection.fetchval("SELECT format FROM auction WHERE id = $1", entry.auction_id))
            if len(self._formats) >= FORMATS_MAX:
                self._formats.clear()
            self._formats[entry.auction_id] = known
        await HANDLERS[known](connection, entry)


async def _keep_opening(resources: Resources, book: OrderBook, committer: Committer) -> Never:
    await repeat(
        lambda: open_missing(resources.postgres, book, list(committer.held)),
        every=MISSING_SECONDS,
        failed="auctions without a book can't be looked for",
        away=(BookUnavailableError, *UNAVAILABLE),
    )
