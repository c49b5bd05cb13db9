"""Bring the end of a running auction near, as no form and no manager can: a test doesn't wait for it.

The book's own `extend` takes the time away, so that the ledger, the rows and every screen know of it as of any other
extension; what the end brings about is what it always does.
"""

from server.auctions.book import LIBRARY
from server.auctions.decision import decision_of
from server.auctions.trading import Trading
from server.kit import clock
from server.kit.ids import AuctionId, CommandId, new_id
from server.kit.lane import Lane
from server.kit.partitions import Partition, tag


async def hasten(trading: Trading, auction_id: AuctionId, *, left_ms: int = 0) -> None:
    """Let the open auction end in so many milliseconds; returns once that is committed."""
    resources = trading.resources
    row = await resources.postgres.fetchrow(
        "SELECT partition, ends_at, created_by::text FROM auction WHERE id = $1", auction_id
    )
    assert row is not None
    partition, command_id = Partition(row["partition"]), CommandId(new_id())
    by_ms = clock.now_ms() + left_ms - clock.to_ms(row["ends_at"])
    lane = Lane(resources.settings.valkey_url)
    try:
        reply = await lane.call(
            *("FCALL", LIBRARY.name("extend"), 1, f"{tag(partition)}:meta"),
            *(auction_id, await trading.book.epoch(partition) or 0, command_id, "hastened", row["created_by"], "", ""),
            *(by_ms, ""),
        )
    finally:
        await lane.aclose()
    decision = decision_of(command_id, reply)
    assert decision.accepted, decision
    await trading.committed(partition, decision.key)
