"""Read entries back from the ledger: for rebuilding books and feeds, for answers to repeats, for replays and copies."""

from collections.abc import AsyncGenerator
from typing import Final

import asyncpg

from server.kit.ids import AuctionId, CommandId
from server.kit.partitions import Partition
from server.kit.postgres import Connection
from server.ledger.entry import Entry, EntryKey

PAGE: Final = 1_000
# A rebuilt feed holds no more than a feed keeps.
RECENT_MAX: Final = 10_000

EVENTS: Final = """
SELECT journal_id, epoch, auction_id::text, kind, seq, pro_seq, pro_visible AS visible, at_ms, lot, command_id,
       sender_id AS sender, pro_id, content_hash, 'accepted' AS outcome, public, private, result
FROM ledger
"""
# A refusal raises no number: where pros then stood is not kept, and nobody asks.
REFUSALS: Final = """
SELECT journal_id, epoch, auction_id::text, kind, seq, 0::bigint, false, at_ms, lot, command_id,
       sender_id, pro_id, content_hash, code, '{}'::bytea, '{}'::bytea, result
FROM refusal
"""
COMMAND: Final = "WHERE auction_id = $1 AND sender_id = $2 AND command_id = $3"
COMMITTED: Final = """
SELECT EXISTS (SELECT FROM ledger WHERE partition = $1 AND journal_id = $2 AND command_id = $3)
    OR EXISTS (SELECT FROM refusal WHERE partition = $1 AND journal_id = $2 AND command_id = $3)
"""


def entry_of(row: asyncpg.Record) -> Entry:
    """The entry a row of `EVENTS` or `REFUSALS` was made from."""
    return Entry(**dict(row))


async def history(connection: Connection, auction_id: AuctionId) -> AsyncGenerator[list[Entry]]:
    """Every event of an auction in order, in pages."""
    after = 0
    while page := await connection.fetch(
        f"{EVENTS} WHERE auction_id = $1 AND seq > $2 ORDER BY seq LIMIT {PAGE}", auction_id, after
    ):
        yield [entry_of(row) for row in page]
        after = page[-1]["seq"]


async def answered(connection: Connection, auction_id: AuctionId) -> list[Entry]:
    """Every command of an auction with its first outcome, refusals too, in the order they were decided."""
    rows = await connection.fetch(
        f"{EVENTS} WHERE auction_id = $1 AND command_id <> '' UNION ALL {REFUSALS} WHERE auction_id = $1", auction_id
    )
    return sorted(map(entry_of, rows), key=lambda entry: entry.position)


async def outcome(connection: Connection, *, auction_id: AuctionId, sender: str, command_id: CommandId) -> Entry | None:
    """What became of a command, once committed: the authority where a book has forgotten or isn't trusted."""
    row = await connection.fetchrow(
        f"{EVENTS} {COMMAND} UNION ALL {REFUSALS} {COMMAND}", auction_id, sender, command_id
    )
    return entry_of(row) if row else None


async def is_committed(connection: Connection, partition: Partition, key: EntryKey) -> bool:
    """Whether the ledger has, at this position of the partition's journal, the answer to this command."""
    return bool(await connection.fetchval(COMMITTED, partition, *key))


async def recent(connection: Connection, partition: Partition, *, since_ms: int) -> list[Entry]:
    """The newest committed entries of a partition, from this time of its journal's ids on, in the journal's order."""
    later = "WHERE partition = $1 AND journal_id >= $2 ORDER BY journal_id DESC"
    rows = await connection.fetch(
        f"({EVENTS} {later} LIMIT {RECENT_MAX}) UNION ALL ({REFUSALS} {later} LIMIT {RECENT_MAX})",
        partition,
        str(since_ms),
    )
    return sorted(map(entry_of, rows), key=lambda entry: entry.position)[-RECENT_MAX:]
