-- Programs that hear by webhook (domain 1.5), and letters that no entity but a whole dealer group wrote.

-- What letters to a machine are signed with (Standard Webhooks); readable, as each letter is signed anew.
CREATE TABLE webhook_secret (
    account_id uuid PRIMARY KEY REFERENCES account,
    secret bytea NOT NULL CHECK (length(secret) BETWEEN 24 AND 64),
    created_at timestamptz NOT NULL
);
-- Nobody knows these yet: whoever wants to check signatures renews them.
INSERT INTO webhook_secret (account_id, secret, created_at)
SELECT id, sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea), now() FROM account WHERE kind = 'machine';

CREATE INDEX outbox_webhook ON outbox (recipient, id) WHERE channel = 'webhook';

ALTER TABLE outbox ADD COLUMN group_id uuid REFERENCES dealer_group; -- whose managers see it where there is no entity
CREATE INDEX outbox_dead_group ON outbox (group_id, abandoned_at) WHERE abandoned_at IS NOT NULL;
