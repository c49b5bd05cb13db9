"""Follow what is committed: one reader a process, for whoever waits for an answer and whoever shows it.

    PassedOverError    the book was lost before its decision was committed: ask again, with the same command id

Everything is told in the order of each partition's journal. A reader that comes back after a while goes on where it
was; if the feed no longer reaches back so far, `missed` is told and whoever shows things starts from a snapshot.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Never

import structlog
from msgspec import Struct

from server.kit.ids import CommandId
from server.kit.lane import Lane, LaneDownError, RefusedError
from server.kit.partitions import PARTITIONS, Partition
from server.kit.postgres import Pool
from server.ledger import keys
from server.ledger.attention import SWEEP_SECONDS, Attention
from server.ledger.checkpoint import NOTHING
from server.ledger.entry import Entry, EntryKey, parse_entry, position_of
from server.ledger.held import reconnect_seconds
from server.ledger.reading import is_committed
from server.ledger.streams import RawEntry, first_id, newest_ids, read_epochs, read_streams

READ_MAX: Final = 500
# An answer may come after its entry: so many are remembered per partition before the ledger has to be asked.
REMEMBERED: Final = 512

log = structlog.get_logger()


class PassedOverError(ConnectionError):
    """The book was lost while its decision waited to be committed; asking again, under the same id, does no harm."""


class Followers(Struct, frozen=True, kw_only=True):
    """Who is told. Both are called in the loop and may not wait."""

    entry: Callable[[Partition, Entry], None]
    missed: Callable[[Partition], None]  # entries are missing before the next one


class _Place:
    """Where the reader is in one partition's feed, and who waits there."""

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        self.stream = keys.feed(partition)
        self.last_id = NOTHING
        self.position = (0, 0)
        self.epoch = 0
        self.recent: dict[EntryKey, None] = {}
        # By journal id, for there is one entry at a place; whose command it answers is looked at when it comes.
        self.waiting: dict[str, list[tuple[CommandId, asyncio.Future[None]]]] = {}

    def arrived(self, entry: Entry) -> None:
        """Answer whoever waits for this entry; nobody can be answered any more who waits in an older epoch."""
        if entry.epoch > self.epoch:
            if self.epoch:
                self.fail()
            self.epoch = entry.epoch
        self.last_id, self.position = entry.journal_id, entry.position
        self.recent[entry.key] = None
        if len(self.recent) > REMEMBERED:
            del self.recent[next(iter(self.recent))]
        for command_id, future in self.waiting.pop(entry.journal_id, ()):
            if future.done():
                continue
            if command_id == entry.command_id:
                future.set_result(None)
            else:
                future.set_exception(PassedOverError("its place in the journal was another decision's"))

    def fail(self) -> None:
        """Nobody who waits here gets an answer."""
        for _, future in [waiter for waiters in self.waiting.values() for waiter in waiters]:
            if not future.done():
                future.set_exception(PassedOverError("the book was rebuilt without this decision"))
        self.waiting.clear()
        self.recent.clear()


class Feed:
    """What is committed, as this process knows it. Enter `run` in a task group, then wait for `started`."""

    def __init__(self, *, lane: Callable[[], Lane], pool: Pool, followers: Followers) -> None:
        """`lane` makes lanes that don't heal, for this reader alone."""
        self._lane = lane
        self._pool = pool
        self._followers = followers
        self._places = {Partition(n): _Place(Partition(n)) for n in range(PARTITIONS)}
        self._by_stream = {place.stream: place for place in self._places.values()}
        self._attention = Attention()
        self.started = asyncio.Event()

    async def committed(self, partition: Partition, key: EntryKey) -> None:
        """Return once this entry is committed and everybody was told.

        Its place alone doesn't name it: a book that went back in time gives places again until its epoch is over.

        Raises:
            PassedOverError: as far as this process can know, it never will be.

        """
        await self.started.wait()
        place = self._places[partition]
        if key in place.recent:
            return
        if position_of(key.journal_id) <= place.position:
            async with self._pool.acquire() as connection:
                if not await is_committed(connection, partition, key):
                    raise PassedOverError(f"{key} of partition {partition} was never committed")
            return
        future = asyncio.get_running_loop().create_future()
        place.waiting.setdefault(key.journal_id, []).append((key.command_id, future))
        await future

    async def run(self) -> Never:
        """Read for ever; a lost connection is made again after a pause."""
        failures = 0
        while True:
            lane = self._lane()
            try:
                await self._begin(lane)
                while True:
                    await self._read(lane)
                    failures = 0
            except (LaneDownError, RefusedError) as error:
                log.warning("feed lost", error=repr(error))
            finally:
                await lane.aclose()
            failures += 1
            await asyncio.sleep(reconnect_seconds(failures))

    async def _begin(self, lane: Lane) -> None:
        """Start at the end of every feed; after a break, where we were."""
        if self.started.is_set():
            for place in self._places.values():
                await self._check_reach(lane, place)
            return
        newest = await newest_ids(lane, [place.stream for place in self._places.values()])
        epochs = await read_epochs(lane, list(self._places))
        for place, position, epoch in zip(self._places.values(), newest, epochs, strict=True):
            place.position, place.last_id, place.epoch = position, f"{position[0]}-{position[1]}", epoch
        self.started.set()

    async def _read(self, lane: Lane) -> None:
        """Take what comes next, when it comes."""
        await self._attention.look(lane, self._places)
        if self._attention.sweeps():
            await self._read_from(lane, list(self._places), block_ms=None)
        wait_seconds = self._attention.seconds_left(SWEEP_SECONDS)
        awake = self._attention.awake(self._places)
        if awake:
            await self._read_from(lane, awake, block_ms=int(1_000 * wait_seconds) + 1)
        else:
            await asyncio.sleep(wait_seconds)

    async def _read_from(self, lane: Lane, partitions: Sequence[Partition], *, block_ms: int | None) -> None:
        positions = {self._places[n].stream: self._places[n].last_id for n in partitions}
        for stream, raw in await read_streams(lane, positions, count=READ_MAX, block_ms=block_ms):
            place = self._by_stream[stream]
            if len(raw) == READ_MAX:
                await self._check_reach(lane, place)
            self._attention.heard((place.partition,))
            self._take(place, raw)

    def _take(self, place: _Place, raw: Sequence[RawEntry]) -> None:
        entries = [parse_entry(journal_id, fields) for journal_id, fields in raw]
        # Whoever waits is woken first, so that an answer needn't queue behind the frames of a hundred watchers.
        for entry in entries:
            place.arrived(entry)
        for entry in entries:
            try:
                self._followers.entry(place.partition, entry)
            except Exception:
                log.exception("an entry could not be shown", auction_id=entry.auction_id, seq=entry.seq)
                self._followers.missed(place.partition)

    async def _check_reach(self, lane: Lane, place: _Place) -> None:
        """Tell that entries are missing when the feed begins after where we are."""
        if await first_id(lane, place.stream) > place.position:
            place.fail()
            self._followers.missed(place.partition)
