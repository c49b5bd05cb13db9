"""Copy journals into the ledger, batch after batch, and feed what is committed: the hot loop of a committer.

Where entries come one by one, each is read, committed and fed before the next is looked for. Where they pile up, the
next batch is read and the last one fed while Postgres works on this one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final

from asyncpg.prepared_stmt import PreparedStatement
from msgspec import Struct, structs

from server.kit import clock, metrics
from server.kit.lane import Lane
from server.kit.partitions import Partition
from server.kit.postgres import Connection, transaction_on
from server.ledger import keys
from server.ledger.attention import Attention
from server.ledger.entry import BIDDING_KINDS, Entry, parse_entry
from server.ledger.held import Held, Work
from server.ledger.recording import Batch, Move, read_heads, record, weave
from server.ledger.streams import RawEntry, publish, read_streams

# Entries read from one partition at a time, and about the most in one transaction.
BATCH_MAX: Final = 500
# Turns of the loop until the first command of a task is on its way: Valkey works while we make rows ready.
TURNS_TO_LEAVE: Final = 3

COMMITS = metrics.histogram("commit_seconds", "Time from reading a batch to its commit")
COMMITTED = metrics.counter("committed_entries", "Decisions that became true")
FAILURES = metrics.counter("commit_failures", "Batches of one partition that could not be committed")

# Called in the transaction that commits `entry`, which is no bid and no refusal.
Settle = Callable[[Connection, Entry], Awaitable[None]]


class Calls(Struct, frozen=True, kw_only=True):
    """What copying asks of others."""

    settle: Settle
    changed: Callable[[Partition], None]  # an entry that is no bid was committed: alarms may have moved
    stumbled: Callable[[Held, Exception], Awaitable[None]]  # a partition, alone, could not be committed


class Copier:
    """Copies the partitions in `held`, which its owner changes between two batches and in `stumbled`."""

    def __init__(
        self,
        held: Mapping[Partition, Held],
        calls: Calls,
        *,
        connection: Connection,
        lane: Lane,
        statement: PreparedStatement,
    ) -> None:
        self._held = held
        self._calls = calls
        self._connection = connection
        self._lane = lane
        self._statement = statement
        self._attention = Attention()
        self._unfed: dict[Partition, str] = {}

    async def copy(self, seconds: float) -> None:
        """Copy what comes for about so long.

        Raises:
            LaneDownError, or one of postgres.UNAVAILABLE: a connection is lost. It may be in a group, with those of
                what was done at the same time.

        """
        until = clock.monotonic() + seconds
        while (left := until - clock.monotonic()) > 0:
            works = await self._wait(left)
            while any(work.more for work in works):
                works = await self._commit_and_read_on(works)
            await self._commit_all(works)
            await self._feed()

    async def _wait(self, seconds: float) -> Sequence[Work]:
        """What comes next, when it comes; nothing after a while."""
        ready = {held.partition: held for held in self._held.values() if not held.resting}
        await self._attention.look(self._lane, ready)
        if self._attention.sweeps() and ready and (works := await self._read(_onwards(ready.values()), block_ms=None)):
            return works
        wait_seconds = self._attention.seconds_left(seconds)
        awake = [ready[partition] for partition in self._attention.awake(ready)]
        if not awake:
            await asyncio.sleep(wait_seconds)
            return ()
        return await self._read(_onwards(awake), block_ms=int(1_000 * wait_seconds) + 1)

    async def _read(self, positions: Mapping[Held, str], *, block_ms: int | None) -> Sequence[Work]:
        """What comes after these positions; of a partition that is given up meanwhile it will never be committed."""
        streams = {keys.journal(held.partition): held for held in positions}
        read = await read_streams(
            self._lane,
            {stream: positions[held] for stream, held in streams.items()},
            count=BATCH_MAX,
            block_ms=block_ms,
        )
        works = [_parsed(streams[stream], positions[streams[stream]], raw) for stream, raw in read]
        self._attention.heard(work.held.partition for work in works)
        return works

    async def _commit_and_read_on(self, works: Sequence[Work]) -> Sequence[Work]:
        """Commit these while the next ones are read and those before are fed."""
        positions = {work.held: work.last_journal_id for work in works if work.more}
        async with asyncio.TaskGroup() as together:
            following = together.create_task(self._read(positions, block_ms=None))
            together.create_task(publish(self._lane, self._take_unfed()))
            for _ in range(TURNS_TO_LEAVE):
                await asyncio.sleep(0)
            await self._commit_all(works)
        return following.result()

    async def _feed(self) -> None:
        if self._unfed:
            await publish(self._lane, self._take_unfed())

    def _take_unfed(self) -> Mapping[Partition, str]:
        unfed = dict(self._unfed)
        self._unfed.clear()
        return unfed

    async def _commit_all(self, works: Sequence[Work]) -> None:
        for work in works:
            if work.fault is not None:
                await self._calls.stumbled(work.held, work.fault)
        for chunk in _chunks([work for work in works if work.is_next]):
            await self._commit(chunk)

    async def _commit(self, works: Sequence[Work]) -> None:
        """Commit all in one transaction; if that fails, each partition in its own, so that a sick one stands alone."""
        start = clock.monotonic()
        try:
            await self._transact(works)
        except Exception as error:
            if self._connection.is_closed():
                raise
            if len(works) > 1:
                for work in works:
                    await self._commit([work])
                return
            FAILURES.inc()
            await self._calls.stumbled(works[0].held, error)
            return
        COMMITS.observe(clock.monotonic() - start)
        COMMITTED.inc(sum(len(work.entries) for work in works))
        for work in works:
            self._unfed[work.held.partition] = work.last_journal_id
            if any(entry.kind not in BIDDING_KINDS for entry in work.entries):
                self._calls.changed(work.held.partition)

    async def _transact(self, works: Sequence[Work]) -> None:
        batch = await self._woven(works)
        settled = [e for work in works for e in work.entries if e.accepted and e.kind not in BIDDING_KINDS]
        if settled:
            async with transaction_on(self._connection):
                await record(self._statement, batch)
                for entry in settled:
                    await self._calls.settle(self._connection, entry)
        else:
            await record(self._statement, batch)
        for work in works:
            moved = structs.replace(work.held.checkpoint, last_journal_id=work.last_journal_id)
            auctions = {entry.auction_id for entry in work.entries if entry.accepted}
            work.held.committed(moved, {auction: batch.heads[auction] for auction in auctions})

    async def _woven(self, works: Sequence[Work]) -> Batch:
        entries = [(work.held.partition, entry) for work in works for entry in work.entries]
        known = {entry.auction_id: work.held.heads.get(entry.auction_id) for work in works for entry in work.entries}
        heads = {auction: head for auction, head in known.items() if head is not None}
        unknown = known.keys() - heads
        if unknown:
            heads |= await read_heads(self._connection, sorted(unknown))
        moves = [
            Move(
                partition=work.held.partition,
                epoch=work.held.checkpoint.epoch,
                last_journal_id=work.after_journal_id,
                next_journal_id=work.last_journal_id,
            )
            for work in works
        ]
        return weave(moves, entries, heads)


def _onwards(held: Iterable[Held]) -> Mapping[Held, str]:
    return {each: each.checkpoint.last_journal_id for each in held}


def _parsed(held: Held, after: str, raw: Sequence[RawEntry]) -> Work:
    last_journal_id = raw[-1][0].decode()
    try:
        entries = [parse_entry(journal_id, fields) for journal_id, fields in raw]
    except ValueError as error:
        return Work(held=held, after_journal_id=after, entries=(), last_journal_id=last_journal_id, fault=error)
    epoch = held.checkpoint.epoch
    return Work(
        held=held,
        after_journal_id=after,
        entries=[entry for entry in entries if entry.epoch == epoch],
        last_journal_id=last_journal_id,
        more=len(raw) == BATCH_MAX,
    )


def _chunks(works: Sequence[Work]) -> Iterable[Sequence[Work]]:
    """Partitions together in one transaction, as long as it stays small."""
    start, size = 0, 0
    for place, work in enumerate(works):
        if place > start and size + len(work.entries) > BATCH_MAX:
            yield works[start:place]
            start, size = place, 0
        size += len(work.entries)
    if works:
        yield works[start:]
