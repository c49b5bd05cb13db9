"""Copy journals into Postgres, then let the world know: the only way by which a decision becomes true.

A batch is one transaction: the checkpoints it starts from, compared and set; the rows; what closes bring about (the
settling). After it the feed gets the same entries. A process may die, freeze or lose either server between any two
steps: whoever holds the partition next starts from the checkpoint and first feeds what Postgres has beyond the feed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from typing import Final, Never

import asyncpg
import structlog
from asyncpg.prepared_stmt import PreparedStatement
from msgspec import Struct, structs

from server.kit import clock
from server.kit.lane import Lane, LaneDownError, RefusedError
from server.kit.partitions import PARTITIONS, Partition
from server.kit.postgres import Connection, transaction_on
from server.ledger import holding, keys
from server.ledger.chain import BrokenChainError
from server.ledger.checkpoint import MOVED_SQLSTATE, beat, read_checkpoints
from server.ledger.entry import BIDDING_KINDS, Entry, parse_entry
from server.ledger.fencing import Rebuild, has_libraries, load_libraries, renew, untrusted
from server.ledger.held import Held, Work, pause_seconds
from server.ledger.recording import Batch, Move, prepare, read_heads, record, weave
from server.ledger.streams import RawEntry, publish, read_streams

# Entries read from one partition at a time, and about the most in one transaction.
BATCH_MAX: Final = 500
# Locks, trust and signs of life are looked after this often; a wiped book is noticed within it.
ROUND_SECONDS: Final = 1.0

# Called in the transaction that commits `entry`, which is no bid and no refusal.
Settle = Callable[[Connection, Entry], Awaitable[None]]
LOST_SERVER = (LaneDownError, RefusedError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)

log = structlog.get_logger()


class Wiring(Struct, frozen=True, kw_only=True):
    """What a committer needs of its process: connections of its own, and what slices above do with entries."""

    connect: Callable[[], Awaitable[Connection]]
    lane: Callable[[], Lane]  # one that doesn't heal
    settle: Settle
    library: str  # the functions of the books
    rebuild: Rebuild
    changed: Callable[[Partition], None]  # an entry that is no bid was committed: alarms may have moved


class Committer:
    """The partitions a process commits; `held` is for others to read."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.held: dict[Partition, Held] = {}

    async def run(self) -> Never:
        """Commit for ever; whatever is lost is opened again after a pause."""
        failures = 0
        while True:
            try:
                async with AsyncExitStack() as stack:
                    session = await _open(self.wiring, self.held, stack)
                    while True:
                        await session.round()
                        failures = 0
            except LOST_SERVER as error:
                log.warning("committer lost a server", error=repr(error), partitions=len(self.held))
            self.held.clear()
            failures += 1
            await asyncio.sleep(pause_seconds(failures))


async def _open(wiring: Wiring, held: dict[Partition, Held], stack: AsyncExitStack) -> "Session":
    connection = await wiring.connect()
    stack.callback(connection.terminate)
    lane = wiring.lane()
    stack.push_async_callback(lane.aclose)
    await load_libraries(lane, wiring.library)
    return Session(wiring, held, connection=connection, lane=lane, statement=await prepare(connection))


class Session:
    """A committer at work, for as long as both of its connections live."""

    def __init__(
        self,
        wiring: Wiring,
        held: dict[Partition, Held],
        *,
        connection: Connection,
        lane: Lane,
        statement: PreparedStatement,
    ) -> None:
        self._wiring = wiring
        self._held = held
        self._connection = connection
        self._lane = lane
        self._statement = statement

    async def round(self) -> None:
        """Look after what is held, then commit for a second.

        Raises:
            LaneDownError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError: a connection is lost.

        """
        if not await has_libraries(self._lane):
            await load_libraries(self._lane, self._wiring.library)
        missing = [Partition(n) for n in range(PARTITIONS) if n not in self._held]
        if missing:
            await holding.throw_out_frozen(self._connection, missing)
            await self._adopt(await holding.claim(self._connection, missing))
        doubted = await untrusted(self._lane, [held.checkpoint for held in self._held.values()])
        await self._renew([checkpoint.partition for checkpoint in doubted])
        await beat(self._connection, list(self._held), [n for n, held in self._held.items() if held.good])
        until = clock.monotonic() + ROUND_SECONDS
        while (left := until - clock.monotonic()) > 0:
            await self._commit_next(left)

    async def _adopt(self, partitions: Sequence[Partition]) -> None:
        """Take over partitions: rebuild what can't be trusted, feed what Postgres has beyond the feed."""
        if not partitions:
            return
        adopted = await read_checkpoints(self._connection, partitions)
        doubted = {checkpoint.partition for checkpoint in await untrusted(self._lane, adopted)}
        trusted = [checkpoint for checkpoint in adopted if checkpoint.partition not in doubted]
        self._held.update({checkpoint.partition: Held(checkpoint, rebuilt=False) for checkpoint in trusted})
        await publish(self._lane, [(checkpoint.partition, checkpoint.last_journal_id) for checkpoint in trusted])
        await self._renew(sorted(doubted))
        log.info("committing", partitions=len(self._held), rebuilt=len(doubted))

    async def _renew(self, partitions: Sequence[Partition]) -> None:
        if not partitions:
            return
        doubted = await read_checkpoints(self._connection, partitions)
        for partition in partitions:
            self._held.pop(partition, None)
        renewed = await renew(self._connection, self._lane, self._wiring.rebuild, doubted)
        self._held.update({checkpoint.partition: Held(checkpoint, rebuilt=True) for checkpoint in renewed})
        for partition in partitions:
            self._wiring.changed(partition)

    async def _commit_next(self, wait_seconds: float) -> None:
        awake = {keys.journal(n): held for n, held in self._held.items() if not held.resting}
        if not awake:
            await asyncio.sleep(min(wait_seconds, pause_seconds(0)))
            return
        resting = len(awake) < len(self._held)
        wait_ms = int(1000 * min(wait_seconds, pause_seconds(1) if resting else wait_seconds)) + 1
        positions = {journal: held.checkpoint.last_journal_id for journal, held in awake.items()}
        read = await read_streams(self._lane, positions, count=BATCH_MAX, block_ms=wait_ms)
        works = [work for journal, raw in read if (work := await self._parsed(awake[journal], raw))]
        for chunk in _chunks(works):
            await self._commit(chunk)

    async def _parsed(self, held: Held, raw: Sequence[RawEntry]) -> Work | None:
        try:
            entries = [parse_entry(journal_id, fields) for journal_id, fields in raw]
        except ValueError as error:
            await self._stumbled(held, error)
            return None
        current = [entry for entry in entries if entry.epoch == held.checkpoint.epoch]
        if len(current) < len(entries):
            log.warning("left out entries of another epoch", partition=held.checkpoint.partition)
        return Work(held=held, entries=current, last_journal_id=entries[-1].journal_id)

    async def _commit(self, works: Sequence[Work]) -> None:
        """Commit all in one transaction; if that fails, each partition in its own, so that a sick one stands alone."""
        try:
            await self._transact(works)
        except Exception as error:
            if self._connection.is_closed():
                raise
            if len(works) > 1:
                for work in works:
                    await self._commit([work])
                return
            await self._stumbled(works[0].held, error)
            return
        await publish(self._lane, [(work.held.checkpoint.partition, work.last_journal_id) for work in works])
        for work in works:
            if any(entry.kind not in BIDDING_KINDS for entry in work.entries):
                self._wiring.changed(work.held.checkpoint.partition)

    async def _transact(self, works: Sequence[Work]) -> None:
        batch = await self._woven(works)
        settled = [e for work in works for e in work.entries if e.accepted and e.kind not in BIDDING_KINDS]
        if settled:
            async with transaction_on(self._connection):
                await record(self._statement, batch)
                for entry in settled:
                    await self._wiring.settle(self._connection, entry)
        else:
            await record(self._statement, batch)
        for work in works:
            moved = structs.replace(work.held.checkpoint, last_journal_id=work.last_journal_id)
            work.held.committed(moved, {e.auction_id: batch.heads[e.auction_id] for e in work.entries if e.accepted})

    async def _woven(self, works: Sequence[Work]) -> Batch:
        entries = [(work.held.checkpoint.partition, entry) for work in works for entry in work.entries]
        heads = {auction: head for work in works for auction, head in work.held.heads.items()}
        unknown = {entry.auction_id for _, entry in entries if entry.accepted and entry.auction_id not in heads}
        if unknown:
            heads |= await read_heads(self._connection, sorted(unknown))
        moves = [
            Move(
                partition=work.held.checkpoint.partition,
                epoch=work.held.checkpoint.epoch,
                last_journal_id=work.held.checkpoint.last_journal_id,
                next_journal_id=work.last_journal_id,
            )
            for work in works
        ]
        return weave(moves, entries, heads)

    async def _stumbled(self, held: Held, error: Exception) -> None:
        """Find out what is wrong with a partition: somebody was here before, its book has lost touch, or it is sick."""
        partition = held.checkpoint.partition
        held.heads.clear()
        if getattr(error, "sqlstate", None) == MOVED_SQLSTATE:
            log.warning("another committer was here", partition=partition)
            del self._held[partition]
            await self._adopt([partition])
        elif isinstance(error, BrokenChainError | asyncpg.UniqueViolationError) and held.failures:
            log.error("the book contradicts the ledger", partition=partition, error=repr(error))
            await self._renew([partition])
        else:
            held.rest()
            log.error("a partition can't commit", partition=partition, failures=held.failures, exc_info=error)


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
