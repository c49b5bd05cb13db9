"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
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
