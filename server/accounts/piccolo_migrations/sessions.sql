-- Browsers people are known on, how sessions end, and who of a dealer must have a second factor (domain 1.8).

-- What strangers try never locks out who comes from here; the secret opens nothing.
CREATE TABLE known_device (
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    account_id uuid NOT NULL REFERENCES account,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, token_hash)
);
CREATE INDEX known_device_token ON known_device (token_hash);

-- A session that isn't used ends before its time.
ALTER TABLE session ADD last_seen_at timestamptz;
UPDATE session SET last_seen_at = now();
ALTER TABLE session ALTER last_seen_at SET NOT NULL;
ALTER TABLE session ADD ended_because text;
UPDATE session SET ended_because = 'unknown' WHERE revoked_at IS NOT NULL;
ALTER TABLE session ADD CHECK ((revoked_at IS NULL) = (ended_because IS NULL));

-- Whoever is in it gets no further than to the making of a second factor until there is one.
ALTER TABLE user_group ADD second_factor_required boolean NOT NULL DEFAULT false;
ALTER TABLE user_group ALTER second_factor_required DROP DEFAULT;
