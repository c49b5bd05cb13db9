"""Ledger, refusals and checkpoints, as Piccolo sees them (domain 7.14).

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default
here: a forgotten value is refused by the database instead of becoming a zero. Piccolo knows one key column a table;
of a composite key it is told the first.
"""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, SmallInt, Text, Timestamptz
from piccolo.table import Table


class PartitionCheckpoint(Table, tablename="partition_checkpoint"):
    partition = SmallInt(primary_key=True, default=None)
    epoch = BigInt(default=None)
    last_journal_id = Text(default=None)
    book_run_id = Text(default=None)
    served_at = Timestamptz(default=None)


class Ledger(Table, tablename="ledger"):
    auction_id = UUID(primary_key=True, default=None)
    seq = BigInt(default=None)
    partition = SmallInt(default=None)
    epoch = BigInt(default=None)
    journal_id = Text(default=None)
    kind = Text(default=None)
    pro_seq = BigInt(default=None)
    pro_visible = Boolean(default=None)
    at_ms = BigInt(default=None)
    lot = SmallInt(null=True, default=None)
    sender_id = Text(default=None)
    command_id = Text(default=None)
    content_hash = Text(default=None)
    pro_id = Text(default=None)
    public = Bytea(default=None)
    private = Bytea(default=None)
    result = Bytea(default=None)
    salt = Bytea(default=None)
    previous_hash = Bytea(default=None)
    hash = Bytea(default=None)


class Refusal(Table, tablename="refusal"):
    auction_id = UUID(primary_key=True, default=None)
    sender_id = Text(default=None)
    command_id = Text(default=None)
    partition = SmallInt(default=None)
    epoch = BigInt(default=None)
    journal_id = Text(default=None)
    kind = Text(default=None)
    code = Text(default=None)
    content_hash = Text(default=None)
    seq = BigInt(default=None)
    at_ms = BigInt(default=None)
    lot = SmallInt(null=True, default=None)
    pro_id = Text(default=None)
    result = Bytea(default=None)
