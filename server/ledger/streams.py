"""Read journals and fill feeds, of many partitions on one connection: the hottest path there is."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, cast

from server.kit.lane import Lane, RefusedError
from server.kit.partitions import Partition
from server.ledger import keys
from server.ledger.entry import position_of

# An entry as Valkey gives it: its id, then its names and values in one flat list.
RawEntry: TypeAlias = tuple[bytes, list[bytes]]

# What a feed keeps, about: a reader further behind starts again from snapshots.
FEED_ENTRIES: Final = 10_000
# What Valkey and Redis say of a key that isn't there.
NO_STREAM: Final = "no such key"
# Less than a lane waits for a reply.
BLOCK_MS_MAX: Final = 1_000


async def read_streams(
    lane: Lane, positions: Mapping[str, str], *, count: int, block_ms: int | None
) -> list[tuple[str, list[RawEntry]]]:
    """What came after `positions` (stream -> id), at most `count` a stream; may wait up to `block_ms` for the first.

    Raises:
        LaneDownError: the connection is lost.

    """
    assert block_ms is None or 0 < block_ms <= BLOCK_MS_MAX
    waiting = () if block_ms is None else ("BLOCK", block_ms)
    reply = await lane.call("XREAD", "COUNT", count, *waiting, "STREAMS", *positions, *positions.values())
    streams = cast("list[tuple[bytes, list[RawEntry]]] | None", reply)
    return [(stream.decode(), entries) for stream, entries in streams or ()]


async def publish(lane: Lane, committed: Mapping[Partition, str]) -> None:
    """Copy what is committed (partition -> last journal id) to the feeds; asking twice does no harm.

    Raises:
        LaneDownError: the connection is lost; whoever comes next asks again.

    """
    await asyncio.gather(
        *(
            lane.call("FCALL", "publish_committed", 2, keys.journal(n), keys.feed(n), last, FEED_ENTRIES)
            for n, last in committed.items()
        )
    )


async def newest_ids(lane: Lane, streams: Sequence[str]) -> list[tuple[int, int]]:
    """Up to where each of these streams was ever written, (0, 0) where there is none."""
    return await asyncio.gather(*(_newest_id(lane, stream) for stream in streams))


async def read_epochs(lane: Lane, partitions: Sequence[Partition]) -> list[int]:
    """The epochs of the books of these partitions, 0 where there are none."""
    replies = await asyncio.gather(*(lane.call("HGET", keys.meta(n), "epoch") for n in partitions))
    return [int(cast("bytes | None", reply) or 0) for reply in replies]


async def read_versions(lane: Lane, partitions: Sequence[Partition]) -> list[str]:
    """By which version of the books' functions the books of these partitions were made, "" where that isn't known."""
    replies = await asyncio.gather(*(lane.call("HGET", keys.meta(n), "version") for n in partitions))
    return [(cast("bytes | None", reply) or b"").decode() for reply in replies]


async def count_auctions(lane: Lane, partitions: Sequence[Partition]) -> list[int]:
    """How many auctions of each partition aren't over."""
    replies = await asyncio.gather(*(lane.call("SCARD", keys.auctions(n)) for n in partitions))
    return cast("list[int]", replies)


async def first_id(lane: Lane, stream: str) -> tuple[int, int]:
    """Where a stream begins, (0, 0) where it is empty."""
    entries = cast("list[RawEntry]", await lane.call("XRANGE", stream, "-", "+", "COUNT", 1))
    return position_of(entries[0][0].decode()) if entries else (0, 0)


async def _newest_id(lane: Lane, stream: str) -> tuple[int, int]:
    try:
        facts = cast("list[bytes]", await lane.call("XINFO", "STREAM", stream))
    except RefusedError as error:
        if NO_STREAM not in str(error):  # a server that loads, or forbids, has not said that there is none
            raise
        return 0, 0
    return position_of(facts[facts.index(b"last-generated-id") + 1].decode())
