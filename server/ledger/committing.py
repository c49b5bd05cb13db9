"""Hold partitions and copy their journals into Postgres: the only way by which a decision becomes true.

A batch is one transaction: the checkpoints it starts from, compared and set; the rows; what closes bring about (the
settling). After it the feed gets the same entries. A process may die, freeze or lose either server between any two
steps: whoever holds the partition next starts from the checkpoint and first feeds what Postgres has beyond the feed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Final, Never

import asyncpg
import structlog
from asyncpg.prepared_stmt import PreparedStatement
from msgspec import Struct

from server.kit import metrics
from server.kit.lane import Lane
from server.kit.partitions import PARTITIONS, Partition
from server.kit.postgres import Connection
from server.ledger import holding, keys
from server.ledger.chain import BrokenChainError
from server.ledger.checkpoint import MOVED_SQLSTATE, Checkpoint, keep_served, read_checkpoints
from server.ledger.copying import Calls, Copier, Settle
from server.ledger.entry import position_of
from server.ledger.fencing import LOST_SERVER, Rebuild, renew, untrusted
from server.ledger.held import Held, reconnect_seconds
from server.ledger.libraries import Library, has_libraries, load_libraries
from server.ledger.recording import prepare
from server.ledger.streams import newest_ids, publish

# Locks, trust and signs of life are looked after this often; a wiped book is noticed within it.
ROUND_SECONDS: Final = 1.0

HELD = metrics.gauge("partitions_held", "Partitions that this process commits")
LOST = metrics.counter("committer_lost_servers", "Times a committer lost Postgres or Valkey and opened them again")

log = structlog.get_logger()


class Wiring(Struct, frozen=True, kw_only=True):
    """What a committer needs of its process: connections of its own, and what slices above do with entries."""

    connect: Callable[[], Awaitable[Connection]]
    lane: Callable[[], Lane]  # one that doesn't heal
    library: Library  # the functions of the books
    settle: Settle
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
                    session = await self._open(stack)
                    while True:
                        await session.round()
                        failures = 0
            except* LOST_SERVER as lost:
                LOST.inc()
                log.warning("committer lost a server", errors=[repr(error) for error in lost.exceptions])
            except* Exception:
                log.exception("committer failed")
            self.held.clear()
            HELD.set(0)
            failures += 1
            await asyncio.sleep(reconnect_seconds(failures))

    async def _open(self, stack: AsyncExitStack) -> "Session":
        connection = await self.wiring.connect()
        stack.callback(connection.terminate)
        lane = self.wiring.lane()
        stack.push_async_callback(lane.aclose)
        await load_libraries(lane, self.wiring.library)
        statement = await prepare(connection)
        return Session(self.wiring, self.held, connection=connection, lane=lane, statement=statement)


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
        calls = Calls(settle=wiring.settle, changed=wiring.changed, stumbled=self._stumbled)
        self._copier = Copier(held, calls, connection=connection, lane=lane, statement=statement)

    async def round(self) -> None:
        """Look after what is held, then copy for a second.

        Raises:
            one of LOST_SERVER: a connection is lost.

        """
        if not await has_libraries(self._lane, self._wiring.library):
            await load_libraries(self._lane, self._wiring.library)
        missing = [Partition(n) for n in range(PARTITIONS) if n not in self._held]
        if missing:
            await holding.throw_out_frozen(self._connection, missing)
            await self._adopt(await holding.claim(self._connection, missing))
        doubted = await self._untrusted([held.checkpoint for held in self._held.values()])
        await self._renew([checkpoint.partition for checkpoint in doubted])
        HELD.set(len(self._held))
        await keep_served(self._connection, [n for n, held in self._held.items() if held.good])
        await self._copier.copy(ROUND_SECONDS)

    async def _adopt(self, partitions: Sequence[Partition]) -> None:
        """Take over partitions: rebuild what can't be trusted, feed what Postgres has beyond the feed."""
        if not partitions:
            return
        adopted = await read_checkpoints(self._connection, partitions)
        doubted = {checkpoint.partition for checkpoint in await self._untrusted(adopted)}
        trusted = [checkpoint for checkpoint in adopted if checkpoint.partition not in doubted]
        self._held.update({checkpoint.partition: Held(checkpoint, rebuilt=False) for checkpoint in trusted})
        await publish(self._lane, {checkpoint.partition: checkpoint.last_journal_id for checkpoint in trusted})
        await self._renew(sorted(doubted))
        log.info("committing", partitions=len(self._held), rebuilt=len(doubted))

    async def _untrusted(self, checkpoints: Sequence[Checkpoint]) -> list[Checkpoint]:
        return await untrusted(self._lane, checkpoints, version=self._wiring.library.version)

    async def _renew(self, partitions: Sequence[Partition]) -> None:
        if not partitions:
            return
        doubted = await read_checkpoints(self._connection, partitions)
        self._drop(partitions)
        renewed = await renew(self._connection, self._lane, self._wiring.rebuild, doubted)
        newest = await newest_ids(self._lane, [keys.journal(checkpoint.partition) for checkpoint in renewed])
        for checkpoint, position in zip(renewed, newest, strict=True):
            # Without a running auction a rebuild journals nothing, and there is no time to give back.
            journaled = position > position_of(checkpoint.last_journal_id)
            self._held[checkpoint.partition] = Held(checkpoint, rebuilt=journaled)
        for partition in partitions:
            self._wiring.changed(partition)

    def _drop(self, partitions: Sequence[Partition]) -> None:
        for partition in partitions:
            if held := self._held.pop(partition, None):
                held.gone = True

    async def _stumbled(self, held: Held, error: Exception) -> None:
        """Find out what is wrong with a partition: somebody was here before, its book has lost touch, or it is sick."""
        partition = held.partition
        held.heads.clear()
        if getattr(error, "sqlstate", None) == MOVED_SQLSTATE:
            log.warning("another committer was here", partition=partition)
            self._drop([partition])
            await self._adopt([partition])
        elif isinstance(error, BrokenChainError | asyncpg.UniqueViolationError) and held.failures:
            log.error("the book contradicts the ledger", partition=partition, error=repr(error))
            await self._renew([partition])
        else:
            held.rest()
            log.error("a partition can't commit", partition=partition, failures=held.failures, exc_info=error)
