"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

from piccolo.columns import JSONB, UUID, Array, Boolean, Bytea, Integer, Text, Timestamptz
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
    entity_id = UUID(null=True, default=None)
    held_until = Timestamptz(null=True, default=None)
    handing_at = Timestamptz(null=True, default=None)
    resent_at = Timestamptz(null=True, default=None)
    resent_by = UUID(null=True, default=None)
    group_id = UUID(null=True, default=None)


class NotificationPreference(Table, tablename="notification_preference"):
    account_id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    channel = Text(default=None)
    wanted = Boolean(default=None)


class PushSubscription(Table, tablename="push_subscription"):
    id = UUID(primary_key=True, default=None)
    account_id = UUID(default=None)
    endpoint = Text(default=None)
    p256dh = Bytea(default=None)
    auth = Bytea(default=None)
    user_agent = Text(default=None)
    created_at = Timestamptz(default=None)


class VapidKey(Table, tablename="vapid_key"):
    one = Boolean(primary_key=True, default=None)
    private_key = Bytea(default=None)
    public_key = Bytea(default=None)
    created_at = Timestamptz(default=None)


class DevMail(Table, tablename="dev_mail"):
    id = UUID(primary_key=True, default=None)
    received_at = Timestamptz(default=None)
    sender = Text(default=None)
    recipients = Array(base_column=Text(), default=None)
    raw_ = Bytea(default=None, db_column_name="raw")


class WebhookSecret(Table, tablename="webhook_secret"):
    account_id = UUID(primary_key=True, default=None)
    secret = Bytea(default=None)
    created_at = Timestamptz(default=None)
