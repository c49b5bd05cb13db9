-- Cars, what they cost, and what each is engaged in (domain 6, 7.6, "Margins").

CREATE TABLE vehicle (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity,
    point_of_sale_id uuid NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    version integer NOT NULL CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    -- identity
    make text NOT NULL CHECK (make <> ''),
    model text NOT NULL CHECK (model <> ''),
    model_version text NOT NULL,
    trim text NOT NULL,
    plate text,
    vin text,
    internal_number text,
    first_registration date,
    mileage_km integer CHECK (mileage_km BETWEEN 0 AND 2000000),
    mileage_guaranteed boolean NOT NULL,
    first_owner boolean,
    origin text,
    -- technique
    energy text,
    gearbox text,
    body text,
    doors smallint CHECK (doors BETWEEN 1 AND 9),
    fiscal_power_cv smallint CHECK (fiscal_power_cv > 0),
    power_hp smallint CHECK (power_hp > 0),
    co2_g_km smallint CHECK (co2_g_km >= 0),
    outer_colour text,
    inner_colour text,
    -- prices, incl. VAT unless the name says otherwise
    vat_regime text NOT NULL CHECK (vat_regime IN ('margin', 'standard')),
    purchase_price_cents bigint NOT NULL CHECK (purchase_price_cents BETWEEN 0 AND 1000000000000),
    market_value_cents bigint CHECK (market_value_cents BETWEEN 0 AND 1000000000000),
    retail_price_cents bigint CHECK (retail_price_cents BETWEEN 0 AND 1000000000000),
    trade_price_cents bigint CHECK (trade_price_cents BETWEEN 0 AND 1000000000000),
    -- life
    destination text NOT NULL CHECK (destination IN ('retail', 'trade', 'scrap')),
    status text NOT NULL CHECK (status IN ('pre_entry', 'physical_entry', 'for_sale', 'delivery', 'exited')),
    sale_to_professionals_allowed boolean NOT NULL,
    reserved_for_pro_id uuid REFERENCES pro,
    entered_at timestamptz,
    exited_at timestamptz,
    FOREIGN KEY (point_of_sale_id, entity_id) REFERENCES point_of_sale (id, entity_id),
    UNIQUE (entity_id, number),
    UNIQUE (id, entity_id)
);
CREATE UNIQUE INDEX vehicle_vin_in_stock ON vehicle (entity_id, vin) WHERE status <> 'exited';
CREATE INDEX vehicle_point_of_sale ON vehicle (point_of_sale_id);
CREATE INDEX vehicle_status ON vehicle (entity_id, status, number);
CREATE INDEX vehicle_reserved ON vehicle (reserved_for_pro_id) WHERE reserved_for_pro_id IS NOT NULL;

CREATE TABLE vehicle_cost (
    id uuid PRIMARY KEY,
    vehicle_id uuid NOT NULL REFERENCES vehicle,
    label text NOT NULL CHECK (label <> ''),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 1000000000000), -- excl. VAT
    spent_on date NOT NULL
);
CREATE INDEX vehicle_cost_vehicle ON vehicle_cost (vehicle_id);

-- A car is in at most one open auction, offer or order at a time: the primary key says so (domain 6.7).
CREATE TABLE vehicle_engagement (
    vehicle_id uuid PRIMARY KEY REFERENCES vehicle,
    kind text NOT NULL CHECK (kind IN ('auction', 'offer', 'order')),
    subject_id uuid NOT NULL,
    since timestamptz NOT NULL
);
CREATE INDEX vehicle_engagement_subject ON vehicle_engagement (subject_id);
