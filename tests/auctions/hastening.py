"""Bring the end of a running auction near, as no form and no manager can: a test doesn't wait for it.

The book's own `extend` takes the time away, so that the ledger, the rows and every screen know of it as of any other
extension; what the end brings about is what it always does.
"""

import asyncpg

from server.auctions.book import LIBRARY, OrderBook
from server.auctions.decision import Decision, decision_of
from server.auctions.trading import Trading
from server.kit import clock
from server.kit.ids import AuctionId, CommandId, new_id
from server.kit.lane import Lane
from server.kit.partitions import Partition, tag

AUCTION = "SELECT id::text, partition, ends_at, created_by::text FROM auction WHERE id = $1"


async def hasten(trading: Trading, auction_id: AuctionId, *, left_ms: int = 0) -> None:
    """Let the open auction end in so many milliseconds; returns once that is committed."""
    resources = trading.resources
    row = await resources.postgres.fetchrow(AUCTION, auction_id)
    assert row is not None
    decision = await take_time(resources.settings.valkey_url, row, left_ms=left_ms)
    await trading.committed(Partition(row["partition"]), decision.key)


async def take_time(valkey_url: str, auction: asyncpg.Record, *, left_ms: int = 0) -> Decision:
    """Let it end in so many milliseconds, by its row of `AUCTION`; nothing need run here."""
    partition, command_id = Partition(auction["partition"]), CommandId(new_id())
    by_ms = clock.now_ms() + left_ms - clock.to_ms(auction["ends_at"])
    lane = Lane(valkey_url)
    try:
        epoch = await OrderBook(lane.call).epoch(partition) or 0
        reply = await lane.call(
            *("FCALL", LIBRARY.name("extend"), 1, f"{tag(partition)}:meta"),
            *(auction["id"], epoch, command_id, "hastened", auction["created_by"], "", "", by_ms, ""),
        )
    finally:
        await lane.aclose()
    decision = decision_of(command_id, reply)
    assert decision.accepted, decision
    return decision
