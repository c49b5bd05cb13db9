-- Priced proposals to a buyer; those born from an auction have locked lines (domain 5, 7.9).

CREATE TABLE offer (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity,
    point_of_sale_id uuid NOT NULL REFERENCES point_of_sale,
    number bigint NOT NULL CHECK (number > 0),
    version integer NOT NULL CHECK (version >= 1),
    pro_id uuid REFERENCES pro,
    auction_id uuid,
    state text NOT NULL CHECK (state IN ('in_progress', 'validated', 'ordered', 'abandoned')),
    total_cents bigint NOT NULL CHECK (total_cents BETWEEN 0 AND 1000000000000),
    created_at timestamptz NOT NULL,
    abandoned_reason text,
    UNIQUE (entity_id, number)
);
CREATE INDEX offer_point_of_sale ON offer (point_of_sale_id);
CREATE INDEX offer_pro ON offer (pro_id);
CREATE UNIQUE INDEX offer_of_auction ON offer (auction_id, pro_id) WHERE auction_id IS NOT NULL AND state <> 'abandoned';

CREATE TABLE offer_line (
    offer_id uuid NOT NULL REFERENCES offer ON DELETE CASCADE,
    position integer NOT NULL CHECK (position > 0),
    vehicle_id uuid REFERENCES vehicle,
    label text NOT NULL CHECK (label <> ''),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 1000000000000), -- incl. VAT
    locked boolean NOT NULL,
    PRIMARY KEY (offer_id, position)
);
CREATE INDEX offer_line_vehicle ON offer_line (vehicle_id);
