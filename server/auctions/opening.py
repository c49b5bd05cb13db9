"""Give auctions to the book, which opens and ends them by its own clock (domain 7.4).

Rows come first, the book second. Whoever dies between leaves an auction that no ledger entry tells of: `open_missing`,
which runs in a loop, gives it to the book then. Both ask with the same command id, so the book takes it once.
"""

from collections.abc import Sequence

import structlog
from msgspec import Struct

from server.auctions.book import Address, BookUnavailableError, Definition, LotDefinition, OrderBook
from server.auctions.limiting import read_limits
from server.auctions.limits import Limits
from server.fence import scope
from server.kit import clock
from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId, UserId
from server.kit.money import Cents
from server.kit.partitions import Partition
from server.kit.postgres import Pool
from server.kit.rows import Row
from server.ledger.entry import EntryKey

# How long before the end people are reminded (domain 8.1).
REMINDER_MS = 300_000
# Auctions given to the book in one round of the reconciler.
ROUND_MAX = 100

log = structlog.get_logger()


class Opened(Struct, frozen=True, kw_only=True):
    """The entry by which the book took an auction."""

    partition: Partition
    key: EntryKey


async def open_in_book(pool: Pool, book: OrderBook, auction_id: AuctionId) -> Opened | None:
    """Tell the book of an auction that its rows describe; its entry, known to be committed by waiting for it.

    None where the book, or the partition, is away for a moment (then the reconciler tries again), where the auction is
    over, and where the book has had it under another start.
    """
    row = await pool.fetchrow("SELECT * FROM auction WHERE id = $1", auction_id)
    if row is None or row["state"] not in {"scheduled", "open"}:
        return None
    partition = Partition(row["partition"])
    try:
        epoch = await book.epoch(partition)
        if epoch is None:
            return None
        decision = await book.open_auction(_address(row, epoch), await _definition(pool, row))
    except BookUnavailableError as error:
        log.warning("an auction waits for its book", auction_id=auction_id, error=repr(error))
        return None
    return Opened(partition=partition, key=decision.key) if decision.status == "ok" else None


async def open_missing(pool: Pool, book: OrderBook, partitions: Sequence[Partition]) -> int:
    """Give the book every running auction of these partitions that the ledger knows nothing of; how many."""
    rows = await pool.fetch(
        """
        SELECT id::text FROM auction WHERE state IN ('scheduled', 'open') AND partition = ANY($1::smallint[])
            AND NOT EXISTS (SELECT FROM ledger WHERE ledger.auction_id = auction.id)
        ORDER BY id LIMIT $2
        """,
        list(partitions),
        ROUND_MAX,
    )
    opened = [await open_in_book(pool, book, AuctionId(row["id"])) for row in rows]
    return sum(entry is not None for entry in opened)


def _address(row: Row, epoch: int) -> Address:
    """The auction's own id is the command's: there is one opening, whoever asks for it."""
    return Address(
        partition=Partition(row["partition"]),
        auction_id=AuctionId(str(row["id"])),
        epoch=epoch,
        command_id=CommandId(str(row["id"])),
        sender=UserId(str(row["created_by"])),
    )


async def _definition(pool: Pool, row: Row) -> Definition:
    lots = await pool.fetch(
        "SELECT starting_price_cents, reserve_cents FROM lot WHERE auction_id = $1 ORDER BY lot", row["id"]
    )
    pros = await pool.fetch(
        "SELECT pro_id::text FROM auction_invitation WHERE auction_id = $1 ORDER BY pro_id", row["id"]
    )
    invited = [ProId(pro["pro_id"]) for pro in pros]
    entity = EntityId(str(row["entity_id"]))
    with scope.everything():  # a dealer doesn't see what a pro allows its members
        found = await read_limits(pool, entity_ids=[entity], pro_ids=invited)
    bounds = found[0] if found else Limits(entity=entity, revision=0, limits={})
    limits = {pro_id: bounds.limits.get(pro_id) for pro_id in invited}
    duration_ms = row["duration_seconds"] * 1_000
    return Definition(
        format=row["format"],
        entity=entity,
        minimum_raise_cents=Cents(row["minimum_raise_cents"]),
        # One whose start has passed starts now, for its whole duration: nobody loses time by our outage.
        starts_at_ms=0 if row["starts_at"] <= clock.now() else clock.to_ms(row["starts_at"]),
        duration_ms=duration_ms,
        window_ms=row["soft_close_window_seconds"] * 1_000,
        extension_ms=row["soft_close_extension_seconds"] * 1_000,
        cap_ms=row["soft_close_cap_seconds"] * 1_000,
        reminder_ms=REMINDER_MS if duration_ms > REMINDER_MS else 0,
        lots=tuple(
            LotDefinition(
                starting_price_cents=Cents(lot["starting_price_cents"]), reserve_cents=Cents(lot["reserve_cents"] or 0)
            )
            for lot in lots
        ),
        limits=limits,
        member_limits={MemberId(holder): cents for holder, cents in bounds.limits.items() if holder not in limits},
        limits_revision=bounds.revision,
    )
