-- Letters written in the transaction of the fact they tell (domain 8.2), and what each person was told.

CREATE TABLE notification (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    kind text NOT NULL CHECK (kind <> ''),
    facts jsonb NOT NULL, -- what the title and body are written from, in the reader's language
    link text NOT NULL,
    subject_id uuid, -- what it is about: an auction
    created_at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX notification_account ON notification (account_id, created_at DESC);
CREATE INDEX notification_unread ON notification (account_id) WHERE read_at IS NULL;

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    channel text NOT NULL CHECK (channel IN ('live', 'mail', 'push', 'webhook')),
    recipient text NOT NULL, -- live: a room; mail: an address
    subject_id uuid, -- what it tells of, where somebody will ask when it was handed out
    kind text NOT NULL CHECK (kind <> ''),
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL CHECK (attempts >= 0),
    last_error text,
    delivered_at timestamptz, -- when it was handed out, by the clock of the process that did
    abandoned_at timestamptz
);
CREATE INDEX outbox_due ON outbox (channel, due_at) WHERE delivered_at IS NULL AND abandoned_at IS NULL;

CREATE INDEX outbox_subject ON outbox (subject_id) WHERE subject_id IS NOT NULL;

CREATE FUNCTION outbox_rings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY outbox;
    RETURN NULL;
END
$$;
CREATE TRIGGER outbox_rings AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_rings();
