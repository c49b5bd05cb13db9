"""Decide which work process commits which partition: whoever holds its advisory lock, on the connection it commits on.

When that process dies its connection goes, and the lock with it. When it freezes it keeps both: but a committer talks
to Postgres every second, and others throw out a holder that hasn't for a while. Whatever it still tries then fails.
"""

from collections.abc import Collection
from typing import Final

import structlog

from server.kit.partitions import Partition
from server.kit.postgres import Connection

# Any number, the same in every process of one database: "book" in ASCII.
LOCKS: Final = 0x626F6F6B
# Longer than any batch or rebuild of one partition takes.
FROZEN_SECONDS: Final = 6

CLAIM = "SELECT n FROM unnest($2::smallint[]) AS n WHERE pg_try_advisory_lock($1, n)"
THROW_OUT = """
SELECT l.objid::integer, pg_terminate_backend(l.pid) FROM pg_locks AS l
JOIN pg_database AS d ON d.oid = l.database AND d.datname = current_database()
JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objsubid = 2 AND l.granted
  AND l.objid::integer = ANY($2::integer[])
  AND a.state_change < clock_timestamp() - make_interval(secs => $3)
"""

log = structlog.get_logger()


async def claim(connection: Connection, partitions: Collection[Partition]) -> list[Partition]:
    """Those of `partitions` that this connection now holds; the others have a committer already."""
    return [row[0] for row in await connection.fetch(CLAIM, LOCKS, list(partitions))]


async def throw_out_frozen(connection: Connection, partitions: Collection[Partition]) -> None:
    """End the connections of holders that have said nothing; their partitions can be claimed a moment later."""
    thrown = [row[0] for row in await connection.fetch(THROW_OUT, LOCKS, list(partitions), FROZEN_SECONDS)]
    if thrown:
        log.warning("threw out a frozen committer", partitions=thrown)
