-- Ways letters go: taken for a while, marked before they can't be taken back, given up where managers see it; and what
-- each person wants to be told by which of them (domain 8.1, 8.2).

ALTER TABLE outbox ADD COLUMN entity_id uuid REFERENCES entity; -- whose managers see it when it can't be delivered
ALTER TABLE outbox ADD COLUMN held_until timestamptz; -- nobody else takes it before: it is being handed over, or waits
ALTER TABLE outbox ADD COLUMN handing_at timestamptz; -- from here on a crash leaves in doubt whether it arrived
ALTER TABLE outbox ADD COLUMN resent_at timestamptz;
ALTER TABLE outbox ADD COLUMN resent_by uuid REFERENCES dealer_user;
CREATE INDEX outbox_dead ON outbox (entity_id, abandoned_at) WHERE abandoned_at IS NOT NULL;
CREATE INDEX outbox_handing ON outbox (channel, held_until)
    WHERE handing_at IS NOT NULL AND delivered_at IS NULL AND abandoned_at IS NULL;
CREATE INDEX outbox_resent_by ON outbox (resent_by) WHERE resent_by IS NOT NULL;

-- What somebody chose; without a row the product's own choice holds.
CREATE TABLE notification_preference (
    account_id uuid NOT NULL REFERENCES account,
    kind text NOT NULL CHECK (kind <> ''),
    channel text NOT NULL CHECK (channel IN ('in_app', 'mail', 'push')),
    wanted boolean NOT NULL,
    PRIMARY KEY (account_id, kind, channel)
);

-- A browser that lets itself be woken up, and for whom (RFC 8030, RFC 8291).
CREATE TABLE push_subscription (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    endpoint text NOT NULL UNIQUE CHECK (length(endpoint) <= 2000),
    p256dh bytea NOT NULL CHECK (length(p256dh) = 65),
    auth bytea NOT NULL CHECK (length(auth) = 16),
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX push_subscription_account ON push_subscription (account_id);

-- Who we are to push services (RFC 8292): one pair of keys, made at install; browsers are bound to it.
CREATE TABLE vapid_key (
    one boolean PRIMARY KEY CHECK (one),
    private_key bytea NOT NULL CHECK (length(private_key) = 32),
    public_key bytea NOT NULL CHECK (length(public_key) = 65),
    created_at timestamptz NOT NULL
);

-- What the development mailbox received; demonstrations only.
CREATE TABLE dev_mail (
    id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL,
    sender text NOT NULL,
    recipients text[] NOT NULL,
    raw bytea NOT NULL
);
