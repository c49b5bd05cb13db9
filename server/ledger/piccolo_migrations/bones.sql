-- What was decided, for ever (domain 7.14). Append-only: a trigger refuses change and removal.

CREATE TABLE partition_checkpoint (
    partition smallint PRIMARY KEY CHECK (partition BETWEEN 0 AND 63),
    epoch bigint NOT NULL CHECK (epoch >= 1),
    last_journal_id text NOT NULL,
    book_run_id text NOT NULL, -- which run of the book server this epoch belongs to; '' while its books are rebuilt
    served_at timestamptz NOT NULL -- when its books were last known good: after a loss bidders get back the time since
);
INSERT INTO partition_checkpoint SELECT n, 1, '0-0', '', now() FROM generate_series(0, 63) AS n;

-- Moves several checkpoints or none: whoever isn't where the caller thinks makes the whole statement fail.
CREATE FUNCTION move_checkpoints(moved smallint[], epochs bigint[], lasts text[], nexts text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found_count integer;
BEGIN
    UPDATE partition_checkpoint AS c SET last_journal_id = n.next, served_at = clock_timestamp()
    FROM unnest(moved, epochs, lasts, nexts) AS n (partition, epoch, last, next)
    WHERE c.partition = n.partition AND c.epoch = n.epoch AND c.last_journal_id = n.last;
    GET DIAGNOSTICS found_count = ROW_COUNT;
    IF found_count <> cardinality(moved) THEN
        RAISE EXCEPTION 'a checkpoint of % is not where its committer thinks', moved USING ERRCODE = 'AJ001';
    END IF;
END
$$;

CREATE TABLE ledger (
    auction_id uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    partition smallint NOT NULL,
    epoch bigint NOT NULL,
    journal_id text COLLATE "C" NOT NULL, -- the milliseconds sort as text; the number after them does not
    kind text NOT NULL,
    pro_seq bigint NOT NULL CHECK (pro_seq >= 0),
    pro_visible boolean NOT NULL,
    at_ms bigint NOT NULL,
    lot smallint,
    sender_id text NOT NULL,
    command_id text NOT NULL,
    content_hash text NOT NULL,
    pro_id text NOT NULL,
    public bytea NOT NULL,
    private bytea NOT NULL,
    result bytea NOT NULL,
    salt bytea NOT NULL CHECK (length(salt) = 16),
    previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (auction_id, seq)
);
CREATE UNIQUE INDEX ledger_command ON ledger (auction_id, sender_id, command_id) WHERE command_id <> '';
CREATE INDEX ledger_position ON ledger (partition, journal_id);

CREATE TABLE refusal (
    auction_id uuid NOT NULL,
    sender_id text NOT NULL,
    command_id text NOT NULL,
    partition smallint NOT NULL,
    epoch bigint NOT NULL,
    journal_id text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    code text NOT NULL,
    content_hash text NOT NULL,
    seq bigint NOT NULL,
    at_ms bigint NOT NULL,
    lot smallint,
    pro_id text NOT NULL,
    result bytea NOT NULL,
    PRIMARY KEY (auction_id, sender_id, command_id)
);
CREATE INDEX refusal_position ON refusal (partition, journal_id);

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER refusal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refusal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
