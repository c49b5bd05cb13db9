"""Write a batch of entries: chain them, insert them, move the checkpoints, all in one statement.

One statement is one round trip and, where nothing has to be settled with it, one transaction.
"""

import secrets
from collections.abc import Mapping, Sequence

from asyncpg.prepared_stmt import PreparedStatement
from msgspec import Struct

from server.kit.ids import AuctionId
from server.kit.partitions import Partition
from server.kit.postgres import Connection
from server.ledger.chain import SALT_BYTES, Head, advance, link
from server.ledger.entry import Entry

# The order of `_event` and of `_refusal` below.
RECORD = """
WITH recorded AS (
    INSERT INTO ledger (
        auction_id, seq, partition, epoch, journal_id, kind, pro_seq, pro_visible, at_ms, lot, sender_id,
        command_id, content_hash, pro_id, public, private, result, salt, previous_hash, hash)
    SELECT * FROM unnest(
        $5::uuid[], $6::bigint[], $7::smallint[], $8::bigint[], $9::text[], $10::text[], $11::bigint[],
        $12::boolean[], $13::bigint[], $14::smallint[], $15::text[], $16::text[], $17::text[], $18::text[],
        $19::bytea[], $20::bytea[], $21::bytea[], $22::bytea[], $23::bytea[], $24::bytea[])
), refused AS (
    INSERT INTO refusal (
        auction_id, seq, partition, epoch, journal_id, kind, at_ms, lot, sender_id, command_id, content_hash,
        pro_id, code, result)
    SELECT * FROM unnest(
        $25::uuid[], $26::bigint[], $27::smallint[], $28::bigint[], $29::text[], $30::text[], $31::bigint[],
        $32::smallint[], $33::text[], $34::text[], $35::text[], $36::text[], $37::text[], $38::bytea[])
)
SELECT move_checkpoints($1::smallint[], $2::bigint[], $3::text[], $4::text[])
"""
EVENT_COLUMNS = 20
REFUSAL_COLUMNS = 14

# From each auction's last entry that pros see to its end.
TAILS = """
SELECT l.auction_id::text, l.seq, l.pro_seq, l.pro_visible, l.hash
FROM unnest($1::uuid[]) AS asked (auction_id)
CROSS JOIN LATERAL (
    SELECT coalesce(max(seq), 1) AS seq FROM ledger WHERE auction_id = asked.auction_id AND pro_visible) AS seen
JOIN ledger AS l ON l.auction_id = asked.auction_id AND l.seq >= seen.seq
ORDER BY l.auction_id, l.seq
"""


class Move(Struct, frozen=True, kw_only=True):
    """A checkpoint to move: from the journal id it must be at, to the last one of the batch."""

    partition: Partition
    epoch: int
    last_journal_id: str
    next_journal_id: str


class Batch(Struct, frozen=True, kw_only=True):
    """Rows ready to write, and where each auction's chain stands after them."""

    moves: Sequence[Move]
    events: Sequence[tuple[object, ...]]
    refusals: Sequence[tuple[object, ...]]
    heads: Mapping[AuctionId, Head]


async def read_heads(connection: Connection, auctions: Sequence[AuctionId]) -> dict[AuctionId, Head]:
    """Where the chains of these auctions stand in the ledger."""
    heads = dict.fromkeys(auctions, Head())
    for auction, seq, pro_seq, visible, digest in await connection.fetch(TAILS, auctions):
        before = heads[auction].visible_hash
        heads[auction] = Head(seq, pro_seq, digest) if visible else Head(seq, pro_seq, before, digest)
    return heads


def weave(moves: Sequence[Move], entries: Sequence[tuple[Partition, Entry]], heads: Mapping[AuctionId, Head]) -> Batch:
    """Chain entries, in the journal's order, after `heads`, which must hold every auction among them.

    Raises:
        BrokenChainError: an entry doesn't follow the ledger.

    """
    salts = secrets.token_bytes(SALT_BYTES * len(entries))
    after: dict[AuctionId, Head] = {}
    events: list[tuple[object, ...]] = []
    refusals: list[tuple[object, ...]] = []
    for number, (partition, entry) in enumerate(entries):
        if not entry.accepted:
            refusals.append(_refusal(partition, entry))
            continue
        head = after.get(entry.auction_id) or heads[entry.auction_id]
        linked = link(head, entry, salts[SALT_BYTES * number : SALT_BYTES * (number + 1)])
        after[entry.auction_id] = advance(head, entry, linked)
        events.append((*_event(partition, entry), linked.salt, linked.previous_hash, linked.hash))
    return Batch(moves=moves, events=events, refusals=refusals, heads=after)


async def prepare(connection: Connection) -> PreparedStatement:
    """The statement `record` runs, for this connection, which plans it once: a batch is planned like a single row."""
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    return await connection.prepare(RECORD)


async def record(statement: PreparedStatement, batch: Batch) -> None:
    """Write the batch.

    Raises:
        asyncpg.PostgresError: nothing was written; SQLSTATE `MOVED_SQLSTATE` when a checkpoint was elsewhere.

    """
    await statement.fetchval(
        [move.partition for move in batch.moves],
        [move.epoch for move in batch.moves],
        [move.last_journal_id for move in batch.moves],
        [move.next_journal_id for move in batch.moves],
        *_columns(batch.events, EVENT_COLUMNS),
        *_columns(batch.refusals, REFUSAL_COLUMNS),
    )


def _event(partition: Partition, entry: Entry) -> tuple[object, ...]:
    return (
        entry.auction_id,
        entry.seq,
        partition,
        entry.epoch,
        entry.journal_id,
        entry.kind,
        entry.pro_seq,
        entry.visible,
        entry.at_ms,
        entry.lot,
        entry.sender,
        entry.command_id,
        entry.content_hash,
        entry.pro_id,
        entry.public,
        entry.private,
        entry.result,
    )


def _refusal(partition: Partition, entry: Entry) -> tuple[object, ...]:
    return (
        entry.auction_id,
        entry.seq,
        partition,
        entry.epoch,
        entry.journal_id,
        entry.kind,
        entry.at_ms,
        entry.lot,
        entry.sender,
        entry.command_id,
        entry.content_hash,
        entry.pro_id,
        entry.outcome,
        entry.result,
    )


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[Sequence[object]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width
