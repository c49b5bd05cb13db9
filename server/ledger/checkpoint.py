"""How far each partition's journal is in the ledger, under which epoch, and for which run of the book server."""

from collections.abc import Collection

from msgspec import Struct

from server.kit import clock
from server.kit.partitions import Partition
from server.kit.postgres import Connection

# Raised by `move_checkpoints`: somebody else committed, or fenced, in the meantime.
MOVED_SQLSTATE = "AJ001"
# Where a partition starts that has never journaled anything.
NOTHING = "0-0"

SELECT = """
SELECT partition, epoch, last_journal_id, book_run_id,
       (extract(epoch FROM clock_timestamp() - served_at) * 1000)::bigint AS silent_ms
FROM partition_checkpoint WHERE partition = ANY($1::smallint[]) ORDER BY partition
"""
FENCE = """
UPDATE partition_checkpoint SET epoch = epoch + 1, book_run_id = ''
WHERE partition = $1 AND epoch = $2 RETURNING epoch
"""
# The time since the books were last known good stays on record until what the rebuild journaled is committed.
UNVEIL = "UPDATE partition_checkpoint SET book_run_id = $3 WHERE partition = $1 AND epoch = $2"
SERVING = "UPDATE partition_checkpoint SET served_at = clock_timestamp() WHERE partition = ANY($1::smallint[])"


class FencedError(RuntimeError):
    """The partition's checkpoint is not what this committer thinks: it must look again before it commits."""


class Checkpoint(Struct, frozen=True, kw_only=True):
    """A partition's row. `run_id` is "" while its books are being rebuilt; `good_at` is when they were last good.

    That is by this process's own clock (`clock.monotonic`), so that what passes after the row was read counts too.
    """

    partition: Partition
    epoch: int
    last_journal_id: str
    run_id: str
    good_at: float


async def read_checkpoints(connection: Connection, partitions: Collection[Partition]) -> list[Checkpoint]:
    """The rows of these partitions, in their order."""
    asked_at = clock.monotonic()
    rows = await connection.fetch(SELECT, list(partitions))
    return [
        Checkpoint(
            partition=row["partition"],
            epoch=row["epoch"],
            last_journal_id=row["last_journal_id"],
            run_id=row["book_run_id"],
            good_at=asked_at - max(0, row["silent_ms"]) / 1_000,
        )
        for row in rows
    ]


async def fence(connection: Connection, checkpoint: Checkpoint) -> int:
    """Raise the epoch, so that nothing journaled until now can commit any more (invariant I11); gives the new epoch.

    Raises:
        FencedError: somebody else raised it first.

    """
    epoch: int | None = await connection.fetchval(FENCE, checkpoint.partition, checkpoint.epoch)
    if epoch is None:
        raise FencedError(f"partition {checkpoint.partition} is past epoch {checkpoint.epoch}")
    return epoch


async def unveil(connection: Connection, partition: Partition, *, epoch: int, run_id: str) -> None:
    """Say that the partition's books are whole again, in this run of the book server."""
    await connection.execute(UNVEIL, partition, epoch, run_id)


async def keep_served(connection: Connection, partitions: Collection[Partition]) -> None:
    """Say that the books of these partitions are good now."""
    await connection.execute(SERVING, list(partitions))
