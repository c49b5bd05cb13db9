-- Customers' cars that a dealer may buy, and what pros would give for them (domain 4).

CREATE TABLE trade_in (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity,
    point_of_sale_id uuid NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    version integer NOT NULL CHECK (version >= 1),
    created_by uuid NOT NULL REFERENCES dealer_user,
    created_at timestamptz NOT NULL,
    idempotency_key text,
    -- the car
    make text NOT NULL CHECK (make <> ''),
    model text NOT NULL CHECK (model <> ''),
    model_version text NOT NULL,
    trim text NOT NULL,
    plate text,
    vin text,
    energy text,
    gearbox text,
    body text,
    mileage_km integer CHECK (mileage_km BETWEEN 0 AND 2000000),
    mileage_guaranteed boolean NOT NULL,
    first_registration date,
    fiscal_power_cv smallint CHECK (fiscal_power_cv > 0),
    power_hp smallint CHECK (power_hp > 0),
    co2_g_km smallint CHECK (co2_g_km >= 0),
    outer_colour text,
    inner_colour text,
    condition text NOT NULL,
    vat_regime text NOT NULL CHECK (vat_regime IN ('margin', 'standard')),
    comment_for_pros text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'in_quotation', 'quoted', 'not_quoted')),
    FOREIGN KEY (point_of_sale_id, entity_id) REFERENCES point_of_sale (id, entity_id),
    UNIQUE (entity_id, number)
);
CREATE UNIQUE INDEX trade_in_idempotency ON trade_in (created_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX trade_in_point_of_sale ON trade_in (point_of_sale_id);
CREATE INDEX trade_in_state ON trade_in (entity_id, state, number);

-- Each time pros are asked is a round, and a sealed auction (domain 4.6, 4.11).
CREATE TABLE quotation (
    trade_in_id uuid NOT NULL REFERENCES trade_in,
    round smallint NOT NULL CHECK (round > 0),
    auction_id uuid NOT NULL UNIQUE REFERENCES auction,
    PRIMARY KEY (trade_in_id, round)
);

-- What each pro had answered when a round ended; the selected one is what the car would be resold for (domain 4.7).
CREATE TABLE quote (
    id uuid PRIMARY KEY,
    auction_id uuid NOT NULL REFERENCES quotation (auction_id),
    pro_id uuid NOT NULL REFERENCES pro,
    amount_cents bigint CHECK (amount_cents BETWEEN 1 AND 1000000000000), -- incl. VAT; null: declined
    given_at timestamptz NOT NULL,
    selected boolean NOT NULL CHECK (NOT selected OR amount_cents IS NOT NULL),
    UNIQUE (auction_id, pro_id)
);
CREATE UNIQUE INDEX quote_selected ON quote (auction_id) WHERE selected;
CREATE INDEX quote_pro ON quote (pro_id);
