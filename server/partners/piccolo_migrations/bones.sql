-- Which pro deals with which entity, and named sets of connected pros (domain 2).

CREATE TABLE connection (
    id uuid PRIMARY KEY,
    pro_id uuid NOT NULL REFERENCES pro,
    entity_id uuid NOT NULL REFERENCES entity,
    connected_at timestamptz NOT NULL,
    ended_at timestamptz CHECK (ended_at >= connected_at),
    -- the most the pro may lead with over all open auctions of the entity; null: no bound (domain "Limits")
    limit_cents bigint CHECK (limit_cents BETWEEN 0 AND 1000000000000)
);
CREATE UNIQUE INDEX connection_live ON connection (entity_id, pro_id) WHERE ended_at IS NULL;
CREATE INDEX connection_pro ON connection (pro_id);

CREATE TABLE distribution_list (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity,
    name text NOT NULL CHECK (name <> ''),
    version integer NOT NULL CHECK (version >= 1),
    UNIQUE (entity_id, name)
);

CREATE TABLE distribution_list_pro (
    list_id uuid NOT NULL REFERENCES distribution_list ON DELETE CASCADE,
    pro_id uuid NOT NULL REFERENCES pro,
    PRIMARY KEY (list_id, pro_id)
);
CREATE INDEX distribution_list_pro_pro ON distribution_list_pro (pro_id);
