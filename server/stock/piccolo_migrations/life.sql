-- The whole life of a car: its full record, history, police register, photos, searches, imports (domain 3.8, 6, "France").

-- What words are compared by: lower case, no accents. Unlike `unaccent` it hangs on no file of rules, so that it may be
-- immutable, which a generated column demands.
CREATE FUNCTION stock_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT replace(replace(lower(translate(given,
        'ÀÁÂÃÄÅàáâãäåÇçĆćČčÈÉÊËèéêëĚěÌÍÎÏìíîïŁłÑñŃńÒÓÔÕÖØòóôõöøŘřŚśŠšÙÚÛÜùúûüŮůÝýÿŽžŻżŒÆ',
        'aaaaaaaaaaaacccccceeeeeeeeeeiiiiiiiillnnnnoooooooooooorrssssuuuuuuuuuuyyyzzzzœæ')), 'œ', 'oe'), 'æ', 'ae')
$$;

-- The words of a car's name, apart from each other: "C-HR 1.8 (hybride)" is c, hr, 1.8, hybride.
CREATE FUNCTION stock_words(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_to_array(translate(stock_fold(given), '-/()+,''’_&*"', '            '), ' ')
$$;

CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER TABLE vehicle
    ADD COLUMN kind text NOT NULL DEFAULT 'used' CHECK (kind IN ('used', 'new', 'demo')), -- VO, VN, VD
    ADD COLUMN extra_status text CHECK (extra_status <> ''), -- one of the entity's own, after the fixed one
    ADD COLUMN physical_site_id uuid REFERENCES point_of_sale,
    ADD COLUMN options text[] NOT NULL DEFAULT '{}',
    ADD COLUMN comment text NOT NULL DEFAULT '',
    ADD COLUMN comment_for_pros text NOT NULL DEFAULT '',
    ADD COLUMN price_lines jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(price_lines) = 'object'),
    ADD COLUMN proposed_price_cents bigint CHECK (proposed_price_cents BETWEEN 0 AND 1000000000000),
    ADD COLUMN proposed_trade_price_cents bigint CHECK (proposed_trade_price_cents BETWEEN 0 AND 1000000000000),
    ADD COLUMN staff_price_cents bigint CHECK (staff_price_cents BETWEEN 0 AND 1000000000000),
    ADD COLUMN purchased_on date,
    ADD COLUMN purchase_declared_on date,
    ADD COLUMN sale_target_on date, -- late in stock after this day
    ADD COLUMN police_number bigint CHECK (police_number > 0),
    ADD COLUMN photo_key text, -- of the photo on its card
    ADD COLUMN words text[] NOT NULL GENERATED ALWAYS AS (
        stock_words(make || ' ' || model || ' ' || model_version || ' ' || trim)) STORED,
    ADD COLUMN identifiers text NOT NULL GENERATED ALWAYS AS (
        stock_fold(coalesce(plate, '') || ' ' || coalesce(internal_number, '') || ' ' || coalesce(vin, ''))) STORED;
ALTER TABLE vehicle
    ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN options DROP DEFAULT, ALTER COLUMN comment DROP DEFAULT,
    ALTER COLUMN comment_for_pros DROP DEFAULT, ALTER COLUMN price_lines DROP DEFAULT;

-- Each sort and range of the table, per entity. Missing values have a place of their own: the expressions are never null.
CREATE INDEX vehicle_physical_site ON vehicle (physical_site_id) WHERE physical_site_id IS NOT NULL;
CREATE INDEX vehicle_by_entry ON vehicle (entity_id, (coalesce(entered_at, '-infinity')), id);
CREATE INDEX vehicle_by_name ON vehicle (entity_id, (make || ' ' || model), id);
CREATE INDEX vehicle_make ON vehicle (entity_id, make, model);
CREATE INDEX vehicle_by_trade_price ON vehicle (entity_id, (coalesce(trade_price_cents, -1)), id);
CREATE INDEX vehicle_by_retail_price ON vehicle (entity_id, (coalesce(retail_price_cents, -1)), id);
CREATE INDEX vehicle_by_mileage ON vehicle (entity_id, (coalesce(mileage_km, -1)), id);
CREATE INDEX vehicle_by_registration ON vehicle (entity_id, (coalesce(first_registration, '-infinity')), id);
CREATE INDEX vehicle_by_target ON vehicle (entity_id, (coalesce(sale_target_on, 'infinity')), id);
CREATE INDEX vehicle_destination ON vehicle (entity_id, destination, number);
CREATE INDEX vehicle_energy ON vehicle (entity_id, energy, number);
CREATE INDEX vehicle_plate ON vehicle (entity_id, plate) WHERE plate IS NOT NULL;
CREATE INDEX vehicle_words ON vehicle USING gin (words);
CREATE INDEX vehicle_identifiers ON vehicle USING gin (identifiers gin_trgm_ops);

-- Every word that names a car here: what a typed word is completed and corrected to. Words stay when their cars go.
CREATE TABLE stock_word (
    word text PRIMARY KEY CHECK (word <> '')
);
CREATE INDEX stock_word_parts ON stock_word USING gin (word gin_trgm_ops);

CREATE FUNCTION stock_words_learned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stock_word
    SELECT DISTINCT word FROM (SELECT DISTINCT make, model, model_version, trim FROM written) AS named,
        unnest(stock_words(make || ' ' || model || ' ' || model_version || ' ' || trim)) AS word
    WHERE word <> '' AND NOT EXISTS (SELECT FROM stock_word known WHERE known.word = word.word)
    ORDER BY word -- two who learn the same words at once must not wait for each other
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_words_learned AFTER INSERT ON vehicle REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION stock_words_learned();
CREATE TRIGGER stock_words_learned_anew AFTER UPDATE ON vehicle REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION stock_words_learned();
INSERT INTO stock_word SELECT DISTINCT word FROM vehicle, unnest(words) AS word WHERE word <> '';

CREATE FUNCTION stock_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

-- Who did what to a car, when. It goes only with the car itself.
CREATE TABLE vehicle_event (
    id uuid PRIMARY KEY,
    vehicle_id uuid NOT NULL REFERENCES vehicle ON DELETE CASCADE,
    version integer NOT NULL CHECK (version >= 1), -- of the car, after it
    at timestamptz NOT NULL,
    account_id uuid REFERENCES account, -- null: the product itself
    actor text NOT NULL,
    kind text NOT NULL CHECK (kind <> ''),
    changes jsonb NOT NULL CHECK (jsonb_typeof(changes) = 'array')
);
CREATE INDEX vehicle_event_vehicle ON vehicle_event (vehicle_id, id);
CREATE INDEX vehicle_event_account ON vehicle_event (account_id) WHERE account_id IS NOT NULL;
CREATE FUNCTION vehicle_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM vehicle WHERE id = OLD.vehicle_id) THEN
        RAISE EXCEPTION 'a history is never shortened' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER vehicle_event_unchanged BEFORE UPDATE ON vehicle_event
    FOR EACH ROW EXECUTE FUNCTION stock_never_changed();
CREATE TRIGGER vehicle_event_kept BEFORE DELETE ON vehicle_event FOR EACH ROW EXECUTE FUNCTION vehicle_event_kept();

CREATE TABLE vehicle_defect (
    id uuid PRIMARY KEY,
    vehicle_id uuid NOT NULL REFERENCES vehicle ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 1000000000000) -- excl. VAT
);
CREATE INDEX vehicle_defect_vehicle ON vehicle_defect (vehicle_id);

-- The register of used goods (domain 6.2, "France"): per entity, chronological, no gap, never changed nor reused.
-- Its head is the lock that entries queue at; a transaction undone leaves no hole.
CREATE TABLE police_register (
    entity_id uuid PRIMARY KEY REFERENCES entity,
    last_number bigint NOT NULL CHECK (last_number > 0),
    last_at timestamptz NOT NULL
);

CREATE TABLE police_entry (
    entity_id uuid NOT NULL REFERENCES entity,
    number bigint NOT NULL CHECK (number > 0),
    vehicle_id uuid NOT NULL UNIQUE REFERENCES vehicle,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    entered_on date NOT NULL,
    make text NOT NULL,
    model text NOT NULL,
    model_version text NOT NULL,
    plate text NOT NULL,
    vin text NOT NULL,
    first_registration date NOT NULL,
    mileage_km integer NOT NULL,
    outer_colour text NOT NULL,
    origin text NOT NULL,
    purchase_price_cents bigint NOT NULL,
    seller_name text NOT NULL, -- who sold it to the dealer; empty where it wasn't said
    seller_address text NOT NULL,
    seller_document text NOT NULL, -- the identity document shown
    payment_method text NOT NULL,
    PRIMARY KEY (entity_id, number)
);
CREATE FUNCTION police_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE police_register SET last_number = NEW.number, last_at = NEW.recorded_at
    WHERE entity_id = NEW.entity_id AND last_number = NEW.number - 1 AND last_at <= NEW.recorded_at;
    IF NOT FOUND THEN
        -- A register taken over from paper goes on where that one ended.
        INSERT INTO police_register (entity_id, last_number, last_at)
        VALUES (NEW.entity_id, NEW.number, NEW.recorded_at) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the register has neither gaps nor turns' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER police_entry_follows BEFORE INSERT ON police_entry
    FOR EACH ROW EXECUTE FUNCTION police_entry_follows();
CREATE TRIGGER police_entry_unchanged BEFORE UPDATE OR DELETE ON police_entry
    FOR EACH ROW EXECUTE FUNCTION stock_never_changed();
CREATE TRIGGER police_entry_kept BEFORE TRUNCATE ON police_entry
    FOR EACH STATEMENT EXECUTE FUNCTION stock_never_changed();

CREATE TABLE vehicle_delivery (
    vehicle_id uuid PRIMARY KEY REFERENCES vehicle ON DELETE CASCADE,
    seller_id uuid NOT NULL REFERENCES dealer_user,
    pro_id uuid REFERENCES pro,
    client_name text NOT NULL CHECK (client_name <> ''),
    delivered_on date NOT NULL,
    point_of_sale_id uuid NOT NULL REFERENCES point_of_sale,
    physical_site_id uuid NOT NULL REFERENCES point_of_sale,
    price_cents bigint CHECK (price_cents BETWEEN 0 AND 1000000000000), -- incl. VAT, what the client pays
    offer_id uuid, -- the order, where there is one
    declared_at timestamptz NOT NULL
);
CREATE INDEX vehicle_delivery_seller ON vehicle_delivery (seller_id);
CREATE INDEX vehicle_delivery_pro ON vehicle_delivery (pro_id) WHERE pro_id IS NOT NULL;
CREATE INDEX vehicle_delivery_point_of_sale ON vehicle_delivery (point_of_sale_id);
CREATE INDEX vehicle_delivery_physical_site ON vehicle_delivery (physical_site_id);

CREATE TABLE vehicle_exit (
    id uuid PRIMARY KEY,
    vehicle_id uuid NOT NULL REFERENCES vehicle,
    exited_at timestamptz NOT NULL,
    invoice_number text,
    pro_id uuid REFERENCES pro,
    client_name text NOT NULL,
    price_cents bigint CHECK (price_cents BETWEEN 0 AND 1000000000000),
    cancelled_at timestamptz,
    cancelled_reason text
);
CREATE UNIQUE INDEX vehicle_exit_standing ON vehicle_exit (vehicle_id) WHERE cancelled_at IS NULL;
CREATE INDEX vehicle_exit_vehicle ON vehicle_exit (vehicle_id);
CREATE INDEX vehicle_exit_pro ON vehicle_exit (pro_id, exited_at) WHERE pro_id IS NOT NULL;

-- What the dealer's accounting told us, once per number (domain 6.4).
CREATE TABLE dms_invoice (
    group_id uuid NOT NULL REFERENCES dealer_group,
    number text NOT NULL CHECK (number <> ''),
    vehicle_ids uuid[] NOT NULL,
    invoiced_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (group_id, number)
);

-- Photos of a car, or of whatever else a slice above has photos of; files lie in the storage under their key.
CREATE TABLE photo (
    id uuid PRIMARY KEY,
    subject_kind text NOT NULL CHECK (subject_kind IN ('vehicle', 'trade_in')),
    subject_id uuid NOT NULL,
    defect_id uuid, -- a photo of this defect; null: of the tour around the car
    key text NOT NULL UNIQUE CHECK (key ~ '^[A-Za-z0-9_-]{22}$'), -- nobody guesses it
    position integer NOT NULL CHECK (position > 0),
    state text NOT NULL CHECK (state IN ('uploading', 'ready')),
    size_bytes integer NOT NULL CHECK (size_bytes BETWEEN 1 AND 5242880),
    received_bytes integer NOT NULL CHECK (received_bytes BETWEEN 0 AND size_bytes),
    width integer CHECK (width > 0),
    height integer CHECK (height > 0),
    created_at timestamptz NOT NULL
);
CREATE INDEX photo_subject ON photo (subject_kind, subject_id, position);
CREATE INDEX photo_unfinished ON photo (created_at) WHERE state = 'uploading';

-- What has arrived of a photo, until all of it has.
CREATE TABLE photo_chunk (
    photo_id uuid NOT NULL REFERENCES photo ON DELETE CASCADE,
    offset_bytes integer NOT NULL CHECK (offset_bytes >= 0),
    content bytea NOT NULL,
    PRIMARY KEY (photo_id, offset_bytes)
);

CREATE TABLE saved_search (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES dealer_user,
    name text NOT NULL CHECK (name <> ''),
    query text NOT NULL, -- as in the page's address
    pinned boolean NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (user_id, name)
);

CREATE TABLE table_columns (
    user_id uuid NOT NULL REFERENCES dealer_user,
    table_name text NOT NULL CHECK (table_name <> ''),
    columns text[] NOT NULL,
    PRIMARY KEY (user_id, table_name)
);

-- Makes and models a group added to the list that comes with the product.
CREATE TABLE catalogue_model (
    group_id uuid NOT NULL REFERENCES dealer_group,
    make text NOT NULL CHECK (make <> ''),
    model text NOT NULL CHECK (model <> ''),
    PRIMARY KEY (group_id, make, model)
);

-- A file of cars to take in: its file, how it is read, and how far that got.
CREATE TABLE vehicle_import (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity,
    point_of_sale_id uuid NOT NULL REFERENCES point_of_sale,
    account_id uuid NOT NULL REFERENCES account,
    actor text NOT NULL,
    file_name text NOT NULL,
    content bytea, -- gone once imported
    reading jsonb NOT NULL, -- format, encoding, delimiter
    headers text[] NOT NULL,
    sample jsonb NOT NULL, -- the first rows
    mapping jsonb NOT NULL, -- field -> header
    state text NOT NULL CHECK (state IN ('uploaded', 'queued', 'running', 'checked', 'imported', 'failed')),
    dry_run boolean NOT NULL,
    skip_errors boolean NOT NULL,
    rows_total integer CHECK (rows_total >= 0),
    rows_done integer NOT NULL CHECK (rows_done >= 0),
    rows_good integer NOT NULL CHECK (rows_good >= 0),
    error_count integer NOT NULL CHECK (error_count >= 0),
    errors jsonb NOT NULL, -- the first of them
    failure text, -- a code, when it could not be read at all
    created_at timestamptz NOT NULL,
    beaten_at timestamptz, -- by the process that works on it
    finished_at timestamptz
);
CREATE INDEX vehicle_import_entity ON vehicle_import (entity_id, id);
CREATE INDEX vehicle_import_point_of_sale ON vehicle_import (point_of_sale_id);
CREATE INDEX vehicle_import_account ON vehicle_import (account_id);
CREATE INDEX vehicle_import_due ON vehicle_import (id) WHERE state IN ('queued', 'running');
