-- What a group chose for all its entities, and an entity for itself; what isn't in `chosen` is inherited (domain 3).

CREATE TABLE setting (
    group_id uuid NOT NULL REFERENCES dealer_group,
    entity_id uuid REFERENCES entity, -- null: the group's own choice
    topic text NOT NULL CHECK (topic IN ('price_policy', 'life_line', 'auction_settings')),
    version integer NOT NULL CHECK (version >= 1),
    chosen jsonb NOT NULL CHECK (jsonb_typeof(chosen) = 'object'),
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL, -- the name, as it was
    UNIQUE NULLS NOT DISTINCT (group_id, entity_id, topic)
);
CREATE INDEX setting_entity ON setting (entity_id, topic);
