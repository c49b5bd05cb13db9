-- Auctions as the dealer set them up, and what became of them. The bidding itself is the ledger's (domain 7).

CREATE TABLE auction_settings (
    entity_id uuid PRIMARY KEY REFERENCES entity,
    gain_basis text NOT NULL CHECK (gain_basis IN ('as_guide', 'net_of_vat')),
    soft_close_window_seconds integer NOT NULL CHECK (soft_close_window_seconds BETWEEN 0 AND 3600),
    soft_close_extension_seconds integer NOT NULL CHECK (soft_close_extension_seconds BETWEEN 0 AND 3600),
    soft_close_cap_seconds integer NOT NULL CHECK (soft_close_cap_seconds BETWEEN 0 AND 86400),
    quotation_seconds integer NOT NULL CHECK (quotation_seconds BETWEEN 10 AND 86400) -- the pros' answer delay (domain 3.1)
);

CREATE TABLE auction (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity,
    point_of_sale_id uuid NOT NULL,
    partition smallint NOT NULL CHECK (partition BETWEEN 0 AND 63),
    number bigint NOT NULL CHECK (number > 0),
    format text NOT NULL CHECK (format IN ('ascending', 'sealed')),
    kind text NOT NULL CHECK (kind IN ('whole_lot', 'per_unit', 'quotation')),
    state text NOT NULL CHECK (state IN ('draft', 'scheduled', 'open', 'closed', 'cancelled')),
    distribution_list_id uuid REFERENCES distribution_list ON DELETE SET NULL,
    created_by uuid NOT NULL REFERENCES dealer_user,
    created_at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    duration_seconds integer NOT NULL CHECK (duration_seconds BETWEEN 10 AND 7776000),
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    closed_at timestamptz,
    paused_at timestamptz,
    minimum_raise_cents bigint NOT NULL CHECK (minimum_raise_cents BETWEEN 1 AND 1000000000000),
    -- 0 window: hard end (domain "Bids: exact rules")
    soft_close_window_seconds integer NOT NULL CHECK (soft_close_window_seconds BETWEEN 0 AND 3600),
    soft_close_extension_seconds integer NOT NULL CHECK (soft_close_extension_seconds BETWEEN 0 AND 3600),
    soft_close_cap_seconds integer NOT NULL CHECK (soft_close_cap_seconds BETWEEN 0 AND 86400),
    gain_basis text NOT NULL CHECK (gain_basis IN ('as_guide', 'net_of_vat')),
    cancelled_reason text,
    comment_for_pros text,
    idempotency_key text,
    FOREIGN KEY (point_of_sale_id, entity_id) REFERENCES point_of_sale (id, entity_id),
    UNIQUE (entity_id, number),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX auction_idempotency ON auction (created_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX auction_live ON auction (partition) WHERE state IN ('scheduled', 'open');
CREATE INDEX auction_list ON auction (entity_id, state, ends_at);
CREATE INDEX auction_point_of_sale ON auction (point_of_sale_id);
CREATE INDEX auction_distribution_list ON auction (distribution_list_id);

ALTER TABLE offer ADD CONSTRAINT offer_auction FOREIGN KEY (auction_id) REFERENCES auction;

CREATE TABLE lot (
    auction_id uuid NOT NULL REFERENCES auction,
    lot smallint NOT NULL CHECK (lot > 0),
    entity_id uuid NOT NULL REFERENCES entity,
    number bigint NOT NULL CHECK (number > 0),
    starting_price_cents bigint NOT NULL CHECK (starting_price_cents BETWEEN 0 AND 1000000000000),
    reserve_cents bigint CHECK (reserve_cents BETWEEN 0 AND 1000000000000),
    outcome text CHECK (outcome IN ('sold', 'reserve_not_met', 'no_bid', 'sale_cancelled', 'cancelled', 'ended')), -- ended: of a sealed lot
    price_cents bigint CHECK (price_cents BETWEEN 0 AND 1000000000000),
    winner_pro_id uuid REFERENCES pro,
    winner_member_id uuid REFERENCES pro_member,
    closed_at timestamptz,
    offer_id uuid REFERENCES offer,
    sale_cancelled_reason text,
    PRIMARY KEY (auction_id, lot),
    UNIQUE (entity_id, number),
    CHECK ((outcome IS NULL) = (closed_at IS NULL)),
    CHECK (outcome IS DISTINCT FROM 'sold' OR (winner_pro_id IS NOT NULL AND price_cents IS NOT NULL))
);
CREATE INDEX lot_winner ON lot (winner_pro_id) WHERE winner_pro_id IS NOT NULL;
CREATE INDEX lot_winner_member ON lot (winner_member_id) WHERE winner_member_id IS NOT NULL;
CREATE INDEX lot_offer ON lot (offer_id) WHERE offer_id IS NOT NULL;

-- A lot's cars with the prices of the day the auction was made: margins shown later do not move with the stock.
CREATE TABLE lot_vehicle (
    auction_id uuid NOT NULL,
    lot smallint NOT NULL,
    position smallint NOT NULL CHECK (position > 0),
    vehicle_id uuid NOT NULL REFERENCES vehicle,
    starting_price_cents bigint NOT NULL CHECK (starting_price_cents BETWEEN 0 AND 1000000000000),
    sale_price_cents bigint NOT NULL CHECK (sale_price_cents BETWEEN 0 AND 1000000000000),
    market_value_cents bigint CHECK (market_value_cents BETWEEN 0 AND 1000000000000),
    real_margin_cents bigint NOT NULL, -- excl. VAT
    PRIMARY KEY (auction_id, lot, position),
    FOREIGN KEY (auction_id, lot) REFERENCES lot,
    UNIQUE (auction_id, vehicle_id)
);
CREATE INDEX lot_vehicle_vehicle ON lot_vehicle (vehicle_id);

-- The car of a sealed auction as pros were shown it; it isn't in stock, and may change where it comes from.
CREATE TABLE quoted_car (
    auction_id uuid NOT NULL,
    lot smallint NOT NULL,
    subject_id uuid NOT NULL, -- what it is to whoever asks: a trade-in
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
    PRIMARY KEY (auction_id, lot),
    FOREIGN KEY (auction_id, lot) REFERENCES lot
);
CREATE INDEX quoted_car_subject ON quoted_car (subject_id);

CREATE TABLE auction_invitation (
    auction_id uuid NOT NULL REFERENCES auction,
    pro_id uuid NOT NULL REFERENCES pro,
    invited_at timestamptz NOT NULL,
    limit_cents bigint CHECK (limit_cents BETWEEN 0 AND 1000000000000),
    PRIMARY KEY (auction_id, pro_id)
);
CREATE INDEX auction_invitation_pro ON auction_invitation (pro_id);

-- When the start of an auction was written to each socket of an invited member: who knew first, and by how much
-- (domain 2.6). When letters were handed out is in the outbox.
CREATE TABLE start_told (
    auction_id uuid NOT NULL REFERENCES auction,
    account_id uuid NOT NULL REFERENCES account,
    written_at timestamptz NOT NULL
);
CREATE INDEX start_told_auction ON start_told (auction_id);
CREATE INDEX start_told_account ON start_told (account_id);

-- How far the ledger of each partition has been read for those who were outbid.
CREATE TABLE outbid_position (
    partition smallint PRIMARY KEY CHECK (partition BETWEEN 0 AND 63),
    journal_id text NOT NULL
);
INSERT INTO outbid_position SELECT n, '0-0' FROM generate_series(0, 63) AS n;
