-- Organisations, the people who sign in, and how they prove who they are (domain 1, 2.5).

CREATE TABLE dealer_group (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    created_at timestamptz NOT NULL
);

CREATE TABLE entity (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES dealer_group,
    name text NOT NULL CHECK (name <> ''),
    created_at timestamptz NOT NULL
);
CREATE INDEX entity_group ON entity (group_id);

-- Numbers people talk about, dense per entity: auctions, lots, offers, vehicles, trade-ins (domain 7.3).
CREATE TABLE entity_counter (
    entity_id uuid NOT NULL REFERENCES entity,
    counted text NOT NULL CHECK (counted IN ('auction', 'lot', 'offer', 'vehicle', 'trade_in')),
    last_number bigint NOT NULL CHECK (last_number >= 0),
    PRIMARY KEY (entity_id, counted)
);

CREATE TABLE point_of_sale (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity,
    name text NOT NULL CHECK (name <> ''),
    address text NOT NULL,
    postcode text NOT NULL,
    city text NOT NULL,
    phone text NOT NULL,
    UNIQUE (id, entity_id)
);
CREATE INDEX point_of_sale_entity ON point_of_sale (entity_id);

CREATE TABLE user_group (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES dealer_group,
    name text NOT NULL CHECK (name <> ''),
    validation_right text NOT NULL CHECK (validation_right IN ('none', 'own', 'all')),
    rights text[] NOT NULL CHECK (
        rights <@ ARRAY['manage_stock', 'run_auctions', 'manage_pros', 'manage_settings', 'manage_users']
    ),
    UNIQUE (group_id, name)
);

-- One sign-in. Lower-cased e-mail; either a dealer's user or a member of a pro.
CREATE TABLE account (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
    password_hash text NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    locale text NOT NULL CHECK (locale IN ('fr', 'en')),
    created_at timestamptz NOT NULL,
    disabled_at timestamptz
);

CREATE TABLE dealer_user (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL UNIQUE REFERENCES account,
    group_id uuid NOT NULL REFERENCES dealer_group,
    user_group_id uuid NOT NULL REFERENCES user_group
);
CREATE INDEX dealer_user_group ON dealer_user (group_id);
CREATE INDEX dealer_user_user_group ON dealer_user (user_group_id);

CREATE TABLE dealer_user_entity (
    user_id uuid NOT NULL REFERENCES dealer_user,
    entity_id uuid NOT NULL REFERENCES entity,
    PRIMARY KEY (user_id, entity_id)
);
CREATE INDEX dealer_user_entity_entity ON dealer_user_entity (entity_id);

CREATE TABLE pro (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    email text NOT NULL CHECK (email = lower(email)),
    siret text UNIQUE CHECK (siret ~ '^[0-9]{14}$'),
    vat_number text,
    ape_code text,
    address text NOT NULL,
    postcode text NOT NULL,
    city text NOT NULL,
    phone text NOT NULL,
    legal_representative text,
    created_at timestamptz NOT NULL
);

CREATE TABLE pro_member (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL UNIQUE REFERENCES account,
    pro_id uuid NOT NULL REFERENCES pro,
    role text NOT NULL CHECK (role IN ('bidder', 'viewer')),
    limit_cents bigint CHECK (limit_cents BETWEEN 0 AND 1000000000000)
);
CREATE INDEX pro_member_pro ON pro_member (pro_id);

-- Opaque tokens; only their SHA-256 rests here.
CREATE TABLE session (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    id uuid NOT NULL UNIQUE, -- what its owner names it by
    account_id uuid NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    user_agent text NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE socket_ticket (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    session_hash bytea NOT NULL REFERENCES session ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX socket_ticket_session ON socket_ticket (session_hash);

-- How often sign-in was tried of late, by SHA-256 of an e-mail, an address or both.
CREATE TABLE sign_in_attempt (
    subject bytea PRIMARY KEY CHECK (length(subject) = 32),
    since timestamptz NOT NULL,
    attempts integer NOT NULL CHECK (attempts >= 0)
);
CREATE INDEX sign_in_attempt_since ON sign_in_attempt (since);

CREATE TABLE api_key (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    name text NOT NULL CHECK (name <> ''),
    key_hash bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX api_key_account ON api_key (account_id);
