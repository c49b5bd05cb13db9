-- What a dealer group writes about professionals, and the links by which they connect (domain 2.1, 2.2).

-- The group's own client record of a professional; `pro_id` once that company has an account and a connection.
CREATE TABLE professional (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES dealer_group,
    pro_id uuid REFERENCES pro,
    name text NOT NULL CHECK (name <> ''),
    email text NOT NULL CHECK (email = lower(email) AND email LIKE '%_@_%'),
    siret text CHECK (siret ~ '^[0-9]{14}$'),
    vat_number text,
    ape_code text CHECK (ape_code ~ '^[0-9]{4}[A-Z]$'),
    address text NOT NULL,
    postcode text NOT NULL,
    city text NOT NULL,
    phone text NOT NULL,
    legal_representative text,
    version integer NOT NULL CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    UNIQUE (group_id, siret),
    UNIQUE (group_id, pro_id)
);
CREATE INDEX professional_pro ON professional (pro_id);

CREATE TABLE professional_invitation (
    id uuid PRIMARY KEY,
    professional_id uuid NOT NULL REFERENCES professional,
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    email text NOT NULL CHECK (email = lower(email) AND email LIKE '%_@_%'),
    created_by uuid NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    accepted_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX professional_invitation_professional ON professional_invitation (professional_id);
CREATE INDEX professional_invitation_created_by ON professional_invitation (created_by);

CREATE TABLE professional_invitation_entity (
    invitation_id uuid NOT NULL REFERENCES professional_invitation ON DELETE CASCADE,
    entity_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
    PRIMARY KEY (invitation_id, entity_id)
);
CREATE INDEX professional_invitation_entity_entity ON professional_invitation_entity (entity_id);
