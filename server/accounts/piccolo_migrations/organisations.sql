-- People invited by mail, lost passwords, second factors, machines that bid, and who changed what (domain 1).

-- Edits say which version they saw; of two at once the later one is told.
ALTER TABLE dealer_group ADD version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE entity ADD version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE point_of_sale ADD version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE user_group ADD version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE dealer_user ADD version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE pro ADD version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE pro_member ADD version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE dealer_group ALTER version DROP DEFAULT;
ALTER TABLE entity ALTER version DROP DEFAULT;
ALTER TABLE point_of_sale ALTER version DROP DEFAULT;
ALTER TABLE user_group ALTER version DROP DEFAULT;
ALTER TABLE dealer_user ALTER version DROP DEFAULT;
ALTER TABLE pro ALTER version DROP DEFAULT;
ALTER TABLE pro_member ALTER version DROP DEFAULT;

-- A machine has no password: it comes by API key, and hears by webhook.
ALTER TABLE account ADD kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'machine'));
ALTER TABLE account ALTER kind DROP DEFAULT;

-- Whether the member manages its company's people and connections.
ALTER TABLE pro_member ADD manages boolean NOT NULL DEFAULT true;
ALTER TABLE pro_member ALTER manages DROP DEFAULT;
ALTER TABLE pro_member ADD webhook_url text CHECK (webhook_url ~ '^https?://');

-- A link in a mail, by which somebody becomes a user of a dealer group or a member of a pro.
CREATE TABLE colleague_invitation (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    email text NOT NULL CHECK (email = lower(email) AND email LIKE '%_@_%'),
    name text NOT NULL CHECK (name <> ''),
    locale text NOT NULL CHECK (locale IN ('fr', 'en')),
    group_id uuid REFERENCES dealer_group,
    user_group_id uuid REFERENCES user_group ON DELETE CASCADE,
    entity_ids uuid[],
    pro_id uuid REFERENCES pro,
    role text CHECK (role IN ('bidder', 'viewer')),
    manages boolean,
    limit_cents bigint CHECK (limit_cents BETWEEN 0 AND 1000000000000),
    created_by uuid NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    accepted_at timestamptz,
    revoked_at timestamptz,
    CHECK (num_nonnulls(group_id, pro_id) = 1),
    CHECK (group_id IS NULL OR num_nonnulls(user_group_id, entity_ids) = 2),
    CHECK (pro_id IS NULL OR num_nonnulls(role, manages) = 2)
);
CREATE INDEX colleague_invitation_group ON colleague_invitation (group_id);
CREATE INDEX colleague_invitation_user_group ON colleague_invitation (user_group_id);
CREATE INDEX colleague_invitation_pro ON colleague_invitation (pro_id);
CREATE INDEX colleague_invitation_created_by ON colleague_invitation (created_by);
CREATE INDEX colleague_invitation_email ON colleague_invitation (email);

CREATE TABLE password_reset (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    account_id uuid NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at timestamptz
);
CREATE INDEX password_reset_account ON password_reset (account_id);

-- A second factor by time (RFC 6238). The secret must be readable to check a code.
CREATE TABLE second_factor (
    account_id uuid PRIMARY KEY REFERENCES account,
    secret text NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL -- the newest 30 s step a code was taken for; none counts twice
);

CREATE TABLE recovery_code (
    account_id uuid NOT NULL REFERENCES second_factor ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (account_id, code_hash)
);

-- Who changed which right or setting, when, from what to what. Append-only.
CREATE TABLE change_record (
    id uuid PRIMARY KEY,
    group_id uuid REFERENCES dealer_group,
    pro_id uuid REFERENCES pro,
    account_id uuid REFERENCES account,
    actor text NOT NULL,
    kind text NOT NULL CHECK (kind <> ''),
    subject_id uuid,
    action text NOT NULL CHECK (action IN ('created', 'changed', 'removed')),
    before jsonb,
    after jsonb,
    at timestamptz NOT NULL,
    CHECK (num_nonnulls(group_id, pro_id) = 1)
);
CREATE INDEX change_record_group ON change_record (group_id, id);
CREATE INDEX change_record_pro ON change_record (pro_id, id);
CREATE INDEX change_record_account ON change_record (account_id);

CREATE FUNCTION change_record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER change_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change_record
    FOR EACH STATEMENT EXECUTE FUNCTION change_record_is_append_only();
