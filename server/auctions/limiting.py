"""Let limits count in the order books, and free there what was won once it is ordered or taken back (domain "Limits").

Postgres says what holds; a book is told after each change, and checks it in the step that takes a bid. Whatever was
not told, as its book was away, or somebody died in between, is told within seconds by the process that holds its
partition. A rebuilt book gets all of it with its auctions.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import count
from typing import Final, Never

import structlog

from server.auctions.book import BookUnavailableError, OrderBook
from server.auctions.limits import Limits, Place, Won
from server.fence import scope
from server.kit.ids import EntityId, MemberId, ProId
from server.kit.lane import RefusedError
from server.kit.loops import repeat
from server.kit.money import Cents
from server.kit.partitions import Partition, partition_of
from server.kit.postgres import UNAVAILABLE, Connection, Pool
from server.kit.rows import structs

# How often books are compared with the rows: an order frees its cars within it.
LOOK_SECONDS: Final = 1.0
# Every so many looks, limits that books weren't told are looked for.
LOOKS_PER_TELLING: Final = 5

REVISION: Final = "SELECT nextval('limits_revision')"
LIMITS: Final = """
WITH bound AS (
    SELECT entity_id, pro_id, limit_cents FROM connection
    WHERE ended_at IS NULL AND ($1::uuid[] IS NULL OR entity_id = ANY($1)) AND ($2::uuid[] IS NULL OR pro_id = ANY($2))
)
SELECT entity_id::text, pro_id::text AS holder, limit_cents FROM bound
UNION ALL
SELECT entity_id::text, pro_member.id::text, pro_member.limit_cents FROM bound JOIN pro_member USING (pro_id)
"""
# A sold lot counts until it is ordered; one whose cars all left without an order is done with as well.
COUNTS: Final = """
auction.format = 'ascending' AND lot.outcome = 'sold' AND offer.state IN ('in_progress', 'validated')
    AND EXISTS (
        SELECT FROM lot_vehicle JOIN vehicle ON vehicle.id = lot_vehicle.vehicle_id
        WHERE lot_vehicle.auction_id = lot.auction_id AND lot_vehicle.lot = lot.lot
            AND vehicle.status NOT IN ('delivery', 'exited'))
"""
WON: Final = f"""
SELECT auction.entity_id::text AS entity, auction.id::text AS auction, lot.lot, lot.winner_pro_id::text AS leader_pro,
    lot.winner_member_id::text AS leader_member, lot.price_cents
FROM offer JOIN lot ON lot.offer_id = offer.id JOIN auction ON auction.id = lot.auction_id
WHERE auction.partition = $1 AND {COUNTS}
"""  # noqa: S608 — our own words
# Asked every second of each partition: of the lots that its book names alone. One that isn't closed yet is about to be.
DONE: Final = f"""
SELECT lot.auction_id::text, lot.lot FROM unnest($1::uuid[], $2::smallint[]) AS asked (auction_id, lot)
JOIN lot USING (auction_id, lot) JOIN auction ON auction.id = lot.auction_id LEFT JOIN offer ON offer.id = lot.offer_id
WHERE lot.outcome IS NOT NULL AND (offer.id IS NULL OR NOT ({COUNTS}))
"""  # noqa: S608 — our own words
RUNNING: Final = """
SELECT DISTINCT entity_id::text FROM auction WHERE state IN ('scheduled', 'open') AND partition = ANY($1::smallint[])
"""

log = structlog.get_logger()


async def read_limits(
    connection: Connection | Pool,
    *,
    entity_ids: Iterable[EntityId] | None = None,
    pro_ids: Iterable[ProId] | None = None,
) -> list[Limits]:
    """What these pros and their members may commit at these entities, where they are connected; None: all."""
    revision = int(await connection.fetchval(REVISION) or 0)
    asked = (None if ids is None else list(ids) for ids in (entity_ids, pro_ids))
    found: dict[EntityId, dict[ProId | MemberId, Cents | None]] = defaultdict(dict)
    for row in await connection.fetch(LIMITS, *asked):
        found[EntityId(row["entity_id"])][row["holder"]] = row["limit_cents"]
    return [Limits(entity=entity, revision=revision, limits=limits) for entity, limits in found.items()]


async def read_limits_of(connection: Connection, partition: Partition) -> list[Limits]:
    """The limits of every entity of a partition."""
    entities = [EntityId(row[0]) for row in await connection.fetch("SELECT id::text FROM entity")]
    return await read_limits(connection, entity_ids=[id_ for id_ in entities if partition_of(id_) == partition])


async def read_won(connection: Connection, partition: Partition) -> list[Won]:
    """What was won in a partition and isn't ordered yet."""
    return structs(await connection.fetch(WON, partition), Won)


async def tell_limits(pool: Pool, book: OrderBook, pro_id: ProId) -> None:
    """Let the limits of a pro and its members hold from now on, as they are in Postgres: call it after the change."""
    with scope.everything():
        limits = await read_limits(pool, pro_ids=[pro_id])
    try:
        await _set(book, limits)
    except (BookUnavailableError, RefusedError) as error:
        log.warning("a limit waits for its book", pro_id=pro_id, error=repr(error))


async def release_done(pool: Pool, book: OrderBook, partition: Partition) -> int:
    """Free what a book counts as won and Postgres does no more: ordered, taken back, gone; how many lots.

    Raises:
        BookUnavailableError: the book is away.

    """
    counted = await book.won(partition)
    if not counted:
        return 0
    with scope.everything():
        rows = await pool.fetch(DONE, [place.auction_id for place in counted], [place.lot for place in counted])
    done = [Place(row["auction_id"], row["lot"]) for row in rows]
    return await book.release(partition, sorted(done)) if done else 0


async def free_limits(pool: Pool, book: OrderBook, partition: Partition) -> None:
    """The same right after a change; a book that is away is asked again soon."""
    try:
        await release_done(pool, book, partition)
    except (BookUnavailableError, RefusedError) as error:
        log.warning("what was won waits for its book", partition=partition, error=repr(error))


async def keep_limits(pool: Pool, book: OrderBook, held: Callable[[], Collection[Partition]]) -> Never:
    """Do what nobody did, for ever, for the partitions that this process holds."""
    told: dict[EntityId, Limits] = {}
    looks = count(1)

    async def look() -> None:
        nonlocal told
        await asyncio.gather(*(release_done(pool, book, partition) for partition in held()))
        if next(looks) % LOOKS_PER_TELLING == 0:
            told = await _tell_missed(pool, book, list(held()), told)

    away = (BookUnavailableError, RefusedError, *UNAVAILABLE)
    await repeat(look, every=LOOK_SECONDS, failed="limits can't be looked at", away=away)


async def _tell_missed(
    pool: Pool, book: OrderBook, partitions: Sequence[Partition], told: dict[EntityId, Limits]
) -> dict[EntityId, Limits]:
    """Tell the books of running auctions what differs from what they were told last; gives what they know now."""
    running = [EntityId(row[0]) for row in await pool.fetch(RUNNING, partitions)]
    limits = await read_limits(pool, entity_ids=running)
    await _set(book, [each for each in limits if each.entity not in told or told[each.entity].limits != each.limits])
    return {each.entity: each for each in limits}


async def _set(book: OrderBook, limits: Iterable[Limits]) -> None:
    await asyncio.gather(*(book.set_limits(partition_of(each.entity), each) for each in limits))
