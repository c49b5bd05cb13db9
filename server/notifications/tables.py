"""Notifications and the outbox, as Piccolo sees them (domain 8).

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default
here: a forgotten value is refused by the database instead of becoming a zero. Piccolo knows one key column a table;
of a composite key it is told the first.
"""

from piccolo.columns import JSONB, UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class Notification(Table, tablename="notification"):
    id = UUID(primary_key=True, default=None)
    account_id = UUID(default=None)
    kind = Text(default=None)
    facts = JSONB(default=None)
    link = Text(default=None)
    subject_id = UUID(null=True, default=None)
    created_at = Timestamptz(default=None)
    read_at = Timestamptz(null=True, default=None)


class Outbox(Table, tablename="outbox"):
    id = UUID(primary_key=True, default=None)
    channel = Text(default=None)
    recipient = Text(default=None)
    subject_id = UUID(null=True, default=None)
    kind = Text(default=None)
    body = JSONB(default=None)
    created_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    attempts = Integer(default=None)
    last_error = Text(null=True, default=None)
    delivered_at = Timestamptz(null=True, default=None)
    abandoned_at = Timestamptz(null=True, default=None)


class WebhookSecret(Table, tablename="webhook_secret"):
    account_id = UUID(primary_key=True, default=None)
    secret = Bytea(default=None)
    created_at = Timestamptz(default=None)
