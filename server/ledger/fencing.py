"""Tell whether the book server still is the one whose decisions the ledger holds; if not, fence and rebuild.

A restarted, promoted, wiped or rolled back Valkey may have forgotten decisions that were acknowledged, and may decide
anew on what it remembers. So its epoch is over: it is raised in Postgres first, and from then on nothing that was
journaled under the old one can commit (invariant I11). Then everything of the partition is dropped and loaded again
from the ledger, under the new epoch.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from math import ceil
from typing import Final, cast

import structlog
from msgspec import Struct

from server.kit import clock
from server.kit.lane import Lane, LaneDownError, RefusedError
from server.kit.partitions import Partition, tag
from server.kit.postgres import UNAVAILABLE, Connection
from server.ledger import keys
from server.ledger.checkpoint import NOTHING, Checkpoint, fence, read_checkpoints, unveil
from server.ledger.entry import entry_fields, position_of
from server.ledger.reading import recent
from server.ledger.streams import newest_ids, read_epochs, read_versions

# What hubs that lag, and answers that were under way, still find in a rebuilt feed.
REFED_MS: Final = 60_000
SCAN_PAGE: Final = 1_000
RUN: Final = re.compile(rb"(?:run_id|master_replid):([0-9a-f]+)")

LOST_SERVER = (LaneDownError, RefusedError, *UNAVAILABLE)

log = structlog.get_logger()


class Lost(Struct, frozen=True, kw_only=True):
    """A partition whose books are to be loaded again.

    They go under `epoch`, journal after `last_journal_id`, and give bidders back the time since they were last known
    good, up to the moment they are loaded.
    """

    partition: Partition
    epoch: int
    last_journal_id: str
    good_at: float

    @property
    def lost_ms(self) -> int:
        """How long ago that is now."""
        return ceil(1_000 * (clock.monotonic() - self.good_at))


# Loads a partition's books from the ledger; after a crash half way it is asked again, under a higher epoch.
Rebuild = Callable[[Connection, Lane, Lost], Awaitable[None]]


async def run_id(lane: Lane) -> str:
    """Which run of the book server answers, and of which history: one changes whenever it may have forgotten."""
    facts = await asyncio.gather(lane.call("INFO", "server"), lane.call("INFO", "replication"))
    found = (RUN.search(cast("bytes", fact)) for fact in facts)
    return ":".join(match[1].decode() for match in found if match)


async def untrusted(lane: Lane, checkpoints: Sequence[Checkpoint], *, version: str) -> list[Checkpoint]:
    """Those whose books may have forgotten something, or were made by another version of the books' functions.

    The first show by another run, another epoch, or a journal behind the ledger.
    """
    run = await run_id(lane)
    partitions = [c.partition for c in checkpoints]
    epochs = await read_epochs(lane, partitions)
    versions = await read_versions(lane, partitions)
    newest = await newest_ids(lane, [keys.journal(c.partition) for c in checkpoints])
    return [
        checkpoint
        for checkpoint, epoch, made_by, position in zip(checkpoints, epochs, versions, newest, strict=True)
        if checkpoint.run_id != run
        or made_by != version
        or epoch != checkpoint.epoch
        or position < position_of(checkpoint.last_journal_id)
    ]


async def renew(
    connection: Connection, lane: Lane, rebuild: Rebuild, doubted: Sequence[Checkpoint]
) -> list[Checkpoint]:
    """Fence these partitions and rebuild their books from the ledger; gives the new checkpoints of those that could be.

    Raises:
        one of LOST_SERVER: a server is lost.

    """
    run = await run_id(lane)
    fenced = [
        Lost(
            partition=checkpoint.partition,
            epoch=await fence(connection, checkpoint),
            last_journal_id=checkpoint.last_journal_id,
            good_at=checkpoint.good_at,
        )
        for checkpoint in doubted
    ]
    await _wipe(lane, {tag(lost.partition).encode() for lost in fenced})
    rebuilt: list[Partition] = []
    for lost in fenced:
        try:
            await _refeed(connection, lane, lost)
            await rebuild(connection, lane, lost)
        except LOST_SERVER:
            raise
        except Exception:
            log.exception("the books of a partition can't be rebuilt", partition=lost.partition)
            continue
        await unveil(connection, lost.partition, epoch=lost.epoch, run_id=run)
        rebuilt.append(lost.partition)
    told = log.warning if any(lost.last_journal_id != NOTHING for lost in fenced) else log.info
    told("books rebuilt", partitions=len(rebuilt), lost_ms=max(lost.lost_ms for lost in fenced))
    return await read_checkpoints(connection, rebuilt)


async def _wipe(lane: Lane, tags: set[bytes]) -> None:
    """Drop every key of these partitions, those of auctions nobody remembers included."""
    cursor = b"0"
    while True:
        reply = await lane.call("SCAN", cursor, "MATCH", "{*}:*", "COUNT", SCAN_PAGE)
        cursor, page = cast("tuple[bytes, list[bytes]]", reply)
        if doomed := [key for key in page if key[: key.find(b"}") + 1] in tags]:
            await lane.call("UNLINK", *doomed)
        if cursor == b"0":
            return


async def _refeed(connection: Connection, lane: Lane, lost: Lost) -> None:
    """Start the feed with what is newest in the ledger."""
    if lost.last_journal_id == NOTHING:
        return
    since_ms = position_of(lost.last_journal_id)[0] - REFED_MS
    entries = await recent(connection, lost.partition, since_ms=since_ms)
    stream = keys.feed(lost.partition)
    await asyncio.gather(*(lane.call("XADD", stream, e.journal_id, *entry_fields(e)) for e in entries))
