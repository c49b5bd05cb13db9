--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: ledger_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ledger_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

--
-- Name: move_checkpoints(smallint[], bigint[], text[], text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.move_checkpoints(moved smallint[], epochs bigint[], lasts text[], nexts text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    found_count integer;
BEGIN
    UPDATE partition_checkpoint AS c SET last_journal_id = n.next, served_at = clock_timestamp()
    FROM unnest(moved, epochs, lasts, nexts) AS n (partition, epoch, last, next)
    WHERE c.partition = n.partition AND c.epoch = n.epoch AND c.last_journal_id = n.last;
    GET DIAGNOSTICS found_count = ROW_COUNT;
    IF found_count <> cardinality(moved) THEN
        RAISE EXCEPTION 'a checkpoint of % is not where its committer thinks', moved USING ERRCODE = 'AJ001';
    END IF;
END
$$;

--
-- Name: outbox_rings(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.outbox_rings() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NOTIFY outbox;
    RETURN NULL;
END
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account (
    id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    name text NOT NULL,
    locale text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT account_email_check CHECK (((email = lower(email)) AND (email ~~ '%_@_%'::text))),
    CONSTRAINT account_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text]))),
    CONSTRAINT account_name_check CHECK ((name <> ''::text))
);

--
-- Name: api_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_key (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT api_key_key_hash_check CHECK ((length(key_hash) = 32)),
    CONSTRAINT api_key_name_check CHECK ((name <> ''::text))
);

--
-- Name: auction; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.auction (
    id uuid NOT NULL,
    entity_id uuid NOT NULL,
    point_of_sale_id uuid NOT NULL,
    partition smallint NOT NULL,
    number bigint NOT NULL,
    format text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    distribution_list_id uuid,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    duration_seconds integer NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    minimum_raise_cents bigint NOT NULL,
    soft_close_window_seconds integer NOT NULL,
    soft_close_extension_seconds integer NOT NULL,
    soft_close_cap_seconds integer NOT NULL,
    gain_basis text NOT NULL,
    cancelled_reason text,
    idempotency_key text,
    CONSTRAINT auction_check CHECK ((ends_at > starts_at)),
    CONSTRAINT auction_check1 CHECK (((state = 'closed'::text) = (closed_at IS NOT NULL))),
    CONSTRAINT auction_duration_seconds_check CHECK (((duration_seconds >= 10) AND (duration_seconds <= 7776000))),
    CONSTRAINT auction_format_check CHECK ((format = ANY (ARRAY['ascending'::text, 'sealed'::text]))),
    CONSTRAINT auction_gain_basis_check CHECK ((gain_basis = ANY (ARRAY['as_guide'::text, 'net_of_vat'::text]))),
    CONSTRAINT auction_kind_check CHECK ((kind = ANY (ARRAY['whole_lot'::text, 'per_unit'::text, 'quotation'::text]))),
    CONSTRAINT auction_minimum_raise_cents_check CHECK (((minimum_raise_cents >= 1) AND (minimum_raise_cents <= '1000000000000'::bigint))),
    CONSTRAINT auction_number_check CHECK ((number > 0)),
    CONSTRAINT auction_partition_check CHECK (((partition >= 0) AND (partition <= 63))),
    CONSTRAINT auction_soft_close_cap_seconds_check CHECK (((soft_close_cap_seconds >= 0) AND (soft_close_cap_seconds <= 86400))),
    CONSTRAINT auction_soft_close_extension_seconds_check CHECK (((soft_close_extension_seconds >= 0) AND (soft_close_extension_seconds <= 3600))),
    CONSTRAINT auction_soft_close_window_seconds_check CHECK (((soft_close_window_seconds >= 0) AND (soft_close_window_seconds <= 3600))),
    CONSTRAINT auction_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'scheduled'::text, 'open'::text, 'closed'::text, 'cancelled'::text])))
);

--
-- Name: auction_invitation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.auction_invitation (
    auction_id uuid NOT NULL,
    pro_id uuid NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    limit_cents bigint,
    CONSTRAINT auction_invitation_limit_cents_check CHECK (((limit_cents >= 0) AND (limit_cents <= '1000000000000'::bigint)))
);

--
-- Name: auction_settings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.auction_settings (
    entity_id uuid NOT NULL,
    gain_basis text NOT NULL,
    soft_close_window_seconds integer NOT NULL,
    soft_close_extension_seconds integer NOT NULL,
    soft_close_cap_seconds integer NOT NULL,
    CONSTRAINT auction_settings_gain_basis_check CHECK ((gain_basis = ANY (ARRAY['as_guide'::text, 'net_of_vat'::text]))),
    CONSTRAINT auction_settings_soft_close_cap_seconds_check CHECK (((soft_close_cap_seconds >= 0) AND (soft_close_cap_seconds <= 86400))),
    CONSTRAINT auction_settings_soft_close_extension_seconds_check CHECK (((soft_close_extension_seconds >= 0) AND (soft_close_extension_seconds <= 3600))),
    CONSTRAINT auction_settings_soft_close_window_seconds_check CHECK (((soft_close_window_seconds >= 0) AND (soft_close_window_seconds <= 3600)))
);

--
-- Name: connection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.connection (
    id uuid NOT NULL,
    pro_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    connected_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT connection_check CHECK ((ended_at >= connected_at))
);

--
-- Name: dealer_group; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dealer_group (
    id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT dealer_group_name_check CHECK ((name <> ''::text))
);

--
-- Name: dealer_user; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dealer_user (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    group_id uuid NOT NULL,
    user_group_id uuid NOT NULL
);

--
-- Name: dealer_user_entity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dealer_user_entity (
    user_id uuid NOT NULL,
    entity_id uuid NOT NULL
);

--
-- Name: distribution_list; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.distribution_list (
    id uuid NOT NULL,
    entity_id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT distribution_list_name_check CHECK ((name <> ''::text)),
    CONSTRAINT distribution_list_version_check CHECK ((version >= 1))
);

--
-- Name: distribution_list_pro; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.distribution_list_pro (
    list_id uuid NOT NULL,
    pro_id uuid NOT NULL
);

--
-- Name: entity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entity (
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT entity_name_check CHECK ((name <> ''::text))
);

--
-- Name: entity_counter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entity_counter (
    entity_id uuid NOT NULL,
    counted text NOT NULL,
    last_number bigint NOT NULL,
    CONSTRAINT entity_counter_counted_check CHECK ((counted = ANY (ARRAY['auction'::text, 'lot'::text, 'offer'::text, 'vehicle'::text]))),
    CONSTRAINT entity_counter_last_number_check CHECK ((last_number >= 0))
);

--
-- Name: ledger; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger (
    auction_id uuid NOT NULL,
    seq bigint NOT NULL,
    partition smallint NOT NULL,
    epoch bigint NOT NULL,
    journal_id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    pro_seq bigint NOT NULL,
    pro_visible boolean NOT NULL,
    at_ms bigint NOT NULL,
    lot smallint,
    sender_id text NOT NULL,
    command_id text NOT NULL,
    content_hash text NOT NULL,
    pro_id text NOT NULL,
    public bytea NOT NULL,
    private bytea NOT NULL,
    result bytea NOT NULL,
    salt bytea NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT ledger_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT ledger_previous_hash_check CHECK ((length(previous_hash) = 32)),
    CONSTRAINT ledger_pro_seq_check CHECK ((pro_seq >= 0)),
    CONSTRAINT ledger_salt_check CHECK ((length(salt) = 16)),
    CONSTRAINT ledger_seq_check CHECK ((seq > 0))
);

--
-- Name: lot; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lot (
    auction_id uuid NOT NULL,
    lot smallint NOT NULL,
    entity_id uuid NOT NULL,
    number bigint NOT NULL,
    starting_price_cents bigint NOT NULL,
    reserve_cents bigint,
    outcome text,
    price_cents bigint,
    winner_pro_id uuid,
    winner_member_id uuid,
    closed_at timestamp with time zone,
    offer_id uuid,
    CONSTRAINT lot_check CHECK (((outcome IS NULL) = (closed_at IS NULL))),
    CONSTRAINT lot_check1 CHECK (((outcome IS DISTINCT FROM 'sold'::text) OR ((winner_pro_id IS NOT NULL) AND (price_cents IS NOT NULL)))),
    CONSTRAINT lot_lot_check CHECK ((lot > 0)),
    CONSTRAINT lot_number_check CHECK ((number > 0)),
    CONSTRAINT lot_outcome_check CHECK ((outcome = ANY (ARRAY['sold'::text, 'reserve_not_met'::text, 'no_bid'::text, 'sale_cancelled'::text, 'cancelled'::text]))),
    CONSTRAINT lot_price_cents_check CHECK (((price_cents >= 0) AND (price_cents <= '1000000000000'::bigint))),
    CONSTRAINT lot_reserve_cents_check CHECK (((reserve_cents >= 0) AND (reserve_cents <= '1000000000000'::bigint))),
    CONSTRAINT lot_starting_price_cents_check CHECK (((starting_price_cents >= 0) AND (starting_price_cents <= '1000000000000'::bigint)))
);

--
-- Name: lot_vehicle; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lot_vehicle (
    auction_id uuid NOT NULL,
    lot smallint NOT NULL,
    "position" smallint NOT NULL,
    vehicle_id uuid NOT NULL,
    starting_price_cents bigint NOT NULL,
    sale_price_cents bigint NOT NULL,
    market_value_cents bigint,
    real_margin_cents bigint NOT NULL,
    CONSTRAINT lot_vehicle_market_value_cents_check CHECK (((market_value_cents >= 0) AND (market_value_cents <= '1000000000000'::bigint))),
    CONSTRAINT lot_vehicle_position_check CHECK (("position" > 0)),
    CONSTRAINT lot_vehicle_sale_price_cents_check CHECK (((sale_price_cents >= 0) AND (sale_price_cents <= '1000000000000'::bigint))),
    CONSTRAINT lot_vehicle_starting_price_cents_check CHECK (((starting_price_cents >= 0) AND (starting_price_cents <= '1000000000000'::bigint)))
);

--
-- Name: migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.migration (
    id integer NOT NULL,
    name character varying(200) DEFAULT ''::character varying NOT NULL,
    app_name character varying(200) DEFAULT ''::character varying NOT NULL,
    ran_on timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

--
-- Name: migration_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.migration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

--
-- Name: migration_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.migration_id_seq OWNED BY public.migration.id;

--
-- Name: notification; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notification (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    facts jsonb NOT NULL,
    link text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT notification_kind_check CHECK ((kind <> ''::text))
);

--
-- Name: offer; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.offer (
    id uuid NOT NULL,
    entity_id uuid NOT NULL,
    point_of_sale_id uuid NOT NULL,
    number bigint NOT NULL,
    version integer NOT NULL,
    pro_id uuid,
    auction_id uuid,
    state text NOT NULL,
    total_cents bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    abandoned_reason text,
    CONSTRAINT offer_number_check CHECK ((number > 0)),
    CONSTRAINT offer_state_check CHECK ((state = ANY (ARRAY['in_progress'::text, 'validated'::text, 'ordered'::text, 'abandoned'::text]))),
    CONSTRAINT offer_total_cents_check CHECK (((total_cents >= 0) AND (total_cents <= '1000000000000'::bigint))),
    CONSTRAINT offer_version_check CHECK ((version >= 1))
);

--
-- Name: offer_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.offer_line (
    offer_id uuid NOT NULL,
    "position" integer NOT NULL,
    vehicle_id uuid,
    label text NOT NULL,
    amount_cents bigint NOT NULL,
    locked boolean NOT NULL,
    CONSTRAINT offer_line_amount_cents_check CHECK (((amount_cents >= 0) AND (amount_cents <= '1000000000000'::bigint))),
    CONSTRAINT offer_line_label_check CHECK ((label <> ''::text)),
    CONSTRAINT offer_line_position_check CHECK (("position" > 0))
);

--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    last_error text,
    delivered_at timestamp with time zone,
    abandoned_at timestamp with time zone,
    CONSTRAINT outbox_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT outbox_channel_check CHECK ((channel = ANY (ARRAY['live'::text, 'mail'::text, 'push'::text, 'webhook'::text]))),
    CONSTRAINT outbox_kind_check CHECK ((kind <> ''::text))
);

--
-- Name: partition_checkpoint; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.partition_checkpoint (
    partition smallint NOT NULL,
    epoch bigint NOT NULL,
    last_journal_id text NOT NULL,
    book_run_id text NOT NULL,
    served_at timestamp with time zone NOT NULL,
    beaten_at timestamp with time zone NOT NULL,
    CONSTRAINT partition_checkpoint_epoch_check CHECK ((epoch >= 1)),
    CONSTRAINT partition_checkpoint_partition_check CHECK (((partition >= 0) AND (partition <= 63)))
);

--
-- Name: point_of_sale; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.point_of_sale (
    id uuid NOT NULL,
    entity_id uuid NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    postcode text NOT NULL,
    city text NOT NULL,
    phone text NOT NULL,
    CONSTRAINT point_of_sale_name_check CHECK ((name <> ''::text))
);

--
-- Name: pro; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pro (
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    siret text,
    vat_number text,
    ape_code text,
    address text NOT NULL,
    postcode text NOT NULL,
    city text NOT NULL,
    phone text NOT NULL,
    legal_representative text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pro_email_check CHECK ((email = lower(email))),
    CONSTRAINT pro_name_check CHECK ((name <> ''::text)),
    CONSTRAINT pro_siret_check CHECK ((siret ~ '^[0-9]{14}$'::text))
);

--
-- Name: pro_member; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pro_member (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    pro_id uuid NOT NULL,
    role text NOT NULL,
    limit_cents bigint,
    CONSTRAINT pro_member_limit_cents_check CHECK (((limit_cents >= 0) AND (limit_cents <= '1000000000000'::bigint))),
    CONSTRAINT pro_member_role_check CHECK ((role = ANY (ARRAY['bidder'::text, 'viewer'::text])))
);

--
-- Name: refusal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refusal (
    auction_id uuid NOT NULL,
    sender_id text NOT NULL,
    command_id text NOT NULL,
    partition smallint NOT NULL,
    epoch bigint NOT NULL,
    journal_id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    code text NOT NULL,
    content_hash text NOT NULL,
    seq bigint NOT NULL,
    at_ms bigint NOT NULL,
    lot smallint,
    pro_id text NOT NULL,
    result bytea NOT NULL
);

--
-- Name: session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session (
    token_hash bytea NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    user_agent text NOT NULL,
    CONSTRAINT session_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: sign_in_attempt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_attempt (
    subject bytea NOT NULL,
    since timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    CONSTRAINT sign_in_attempt_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT sign_in_attempt_subject_check CHECK ((length(subject) = 32))
);

--
-- Name: socket_ticket; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.socket_ticket (
    token_hash bytea NOT NULL,
    session_hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT socket_ticket_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: user_group; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_group (
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    name text NOT NULL,
    validation_right text NOT NULL,
    rights text[] NOT NULL,
    CONSTRAINT user_group_name_check CHECK ((name <> ''::text)),
    CONSTRAINT user_group_rights_check CHECK ((rights <@ ARRAY['manage_stock'::text, 'run_auctions'::text, 'manage_pros'::text, 'manage_settings'::text, 'manage_users'::text])),
    CONSTRAINT user_group_validation_right_check CHECK ((validation_right = ANY (ARRAY['none'::text, 'own'::text, 'all'::text])))
);

--
-- Name: vehicle; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle (
    id uuid NOT NULL,
    entity_id uuid NOT NULL,
    point_of_sale_id uuid NOT NULL,
    number bigint NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    make text NOT NULL,
    model text NOT NULL,
    model_version text NOT NULL,
    "trim" text NOT NULL,
    plate text,
    vin text,
    internal_number text,
    first_registration date,
    mileage_km integer,
    mileage_guaranteed boolean NOT NULL,
    first_owner boolean,
    origin text,
    energy text,
    gearbox text,
    body text,
    doors smallint,
    fiscal_power_cv smallint,
    power_hp smallint,
    co2_g_km smallint,
    outer_colour text,
    inner_colour text,
    vat_regime text NOT NULL,
    purchase_price_cents bigint NOT NULL,
    market_value_cents bigint,
    retail_price_cents bigint,
    trade_price_cents bigint,
    destination text NOT NULL,
    status text NOT NULL,
    sale_to_professionals_allowed boolean NOT NULL,
    reserved_for_pro_id uuid,
    entered_at timestamp with time zone,
    exited_at timestamp with time zone,
    CONSTRAINT vehicle_co2_g_km_check CHECK ((co2_g_km >= 0)),
    CONSTRAINT vehicle_destination_check CHECK ((destination = ANY (ARRAY['retail'::text, 'trade'::text, 'scrap'::text]))),
    CONSTRAINT vehicle_doors_check CHECK (((doors >= 1) AND (doors <= 9))),
    CONSTRAINT vehicle_fiscal_power_cv_check CHECK ((fiscal_power_cv > 0)),
    CONSTRAINT vehicle_make_check CHECK ((make <> ''::text)),
    CONSTRAINT vehicle_market_value_cents_check CHECK (((market_value_cents >= 0) AND (market_value_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_mileage_km_check CHECK (((mileage_km >= 0) AND (mileage_km <= 2000000))),
    CONSTRAINT vehicle_model_check CHECK ((model <> ''::text)),
    CONSTRAINT vehicle_number_check CHECK ((number > 0)),
    CONSTRAINT vehicle_power_hp_check CHECK ((power_hp > 0)),
    CONSTRAINT vehicle_purchase_price_cents_check CHECK (((purchase_price_cents >= 0) AND (purchase_price_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_retail_price_cents_check CHECK (((retail_price_cents >= 0) AND (retail_price_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_status_check CHECK ((status = ANY (ARRAY['pre_entry'::text, 'physical_entry'::text, 'for_sale'::text, 'delivery'::text, 'exited'::text]))),
    CONSTRAINT vehicle_trade_price_cents_check CHECK (((trade_price_cents >= 0) AND (trade_price_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_vat_regime_check CHECK ((vat_regime = ANY (ARRAY['margin'::text, 'standard'::text]))),
    CONSTRAINT vehicle_version_check CHECK ((version >= 1))
);

--
-- Name: vehicle_cost; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle_cost (
    id uuid NOT NULL,
    vehicle_id uuid NOT NULL,
    label text NOT NULL,
    amount_cents bigint NOT NULL,
    spent_on date NOT NULL,
    CONSTRAINT vehicle_cost_amount_cents_check CHECK (((amount_cents >= 0) AND (amount_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_cost_label_check CHECK ((label <> ''::text))
);

--
-- Name: vehicle_engagement; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle_engagement (
    vehicle_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    CONSTRAINT vehicle_engagement_kind_check CHECK ((kind = ANY (ARRAY['auction'::text, 'offer'::text, 'order'::text])))
);

--
-- Name: migration id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration ALTER COLUMN id SET DEFAULT nextval('public.migration_id_seq'::regclass);

--
-- Name: account account_email_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_key UNIQUE (email);

--
-- Name: account account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

--
-- Name: api_key api_key_key_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_key_hash_key UNIQUE (key_hash);

--
-- Name: api_key api_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

--
-- Name: auction auction_entity_id_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction
    ADD CONSTRAINT auction_entity_id_number_key UNIQUE (entity_id, number);

--
-- Name: auction_invitation auction_invitation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction_invitation
    ADD CONSTRAINT auction_invitation_pkey PRIMARY KEY (auction_id, pro_id);

--
-- Name: auction auction_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction
    ADD CONSTRAINT auction_pkey PRIMARY KEY (id);

--
-- Name: auction_settings auction_settings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction_settings
    ADD CONSTRAINT auction_settings_pkey PRIMARY KEY (entity_id);

--
-- Name: connection connection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connection
    ADD CONSTRAINT connection_pkey PRIMARY KEY (id);

--
-- Name: dealer_group dealer_group_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_group
    ADD CONSTRAINT dealer_group_pkey PRIMARY KEY (id);

--
-- Name: dealer_user dealer_user_account_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_user
    ADD CONSTRAINT dealer_user_account_id_key UNIQUE (account_id);

--
-- Name: dealer_user_entity dealer_user_entity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_user_entity
    ADD CONSTRAINT dealer_user_entity_pkey PRIMARY KEY (user_id, entity_id);

--
-- Name: dealer_user dealer_user_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_user
    ADD CONSTRAINT dealer_user_pkey PRIMARY KEY (id);

--
-- Name: distribution_list distribution_list_entity_id_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.distribution_list
    ADD CONSTRAINT distribution_list_entity_id_name_key UNIQUE (entity_id, name);

--
-- Name: distribution_list distribution_list_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.distribution_list
    ADD CONSTRAINT distribution_list_pkey PRIMARY KEY (id);

--
-- Name: distribution_list_pro distribution_list_pro_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.distribution_list_pro
    ADD CONSTRAINT distribution_list_pro_pkey PRIMARY KEY (list_id, pro_id);

--
-- Name: entity_counter entity_counter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entity_counter
    ADD CONSTRAINT entity_counter_pkey PRIMARY KEY (entity_id, counted);

--
-- Name: entity entity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entity
    ADD CONSTRAINT entity_pkey PRIMARY KEY (id);

--
-- Name: ledger ledger_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (auction_id, seq);

--
-- Name: lot lot_entity_id_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot
    ADD CONSTRAINT lot_entity_id_number_key UNIQUE (entity_id, number);

--
-- Name: lot lot_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot
    ADD CONSTRAINT lot_pkey PRIMARY KEY (auction_id, lot);

--
-- Name: lot_vehicle lot_vehicle_auction_id_vehicle_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot_vehicle
    ADD CONSTRAINT lot_vehicle_auction_id_vehicle_id_key UNIQUE (auction_id, vehicle_id);

--
-- Name: lot_vehicle lot_vehicle_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot_vehicle
    ADD CONSTRAINT lot_vehicle_pkey PRIMARY KEY (auction_id, lot, "position");

--
-- Name: migration migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (id);

--
-- Name: notification notification_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_pkey PRIMARY KEY (id);

--
-- Name: offer offer_entity_id_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_entity_id_number_key UNIQUE (entity_id, number);

--
-- Name: offer_line offer_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer_line
    ADD CONSTRAINT offer_line_pkey PRIMARY KEY (offer_id, "position");

--
-- Name: offer offer_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_pkey PRIMARY KEY (id);

--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

--
-- Name: partition_checkpoint partition_checkpoint_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partition_checkpoint
    ADD CONSTRAINT partition_checkpoint_pkey PRIMARY KEY (partition);

--
-- Name: point_of_sale point_of_sale_id_entity_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.point_of_sale
    ADD CONSTRAINT point_of_sale_id_entity_id_key UNIQUE (id, entity_id);

--
-- Name: point_of_sale point_of_sale_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.point_of_sale
    ADD CONSTRAINT point_of_sale_pkey PRIMARY KEY (id);

--
-- Name: pro_member pro_member_account_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pro_member
    ADD CONSTRAINT pro_member_account_id_key UNIQUE (account_id);

--
-- Name: pro_member pro_member_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pro_member
    ADD CONSTRAINT pro_member_pkey PRIMARY KEY (id);

--
-- Name: pro pro_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pro
    ADD CONSTRAINT pro_pkey PRIMARY KEY (id);

--
-- Name: pro pro_siret_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pro
    ADD CONSTRAINT pro_siret_key UNIQUE (siret);

--
-- Name: refusal refusal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refusal
    ADD CONSTRAINT refusal_pkey PRIMARY KEY (auction_id, sender_id, command_id);

--
-- Name: session session_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_id_key UNIQUE (id);

--
-- Name: session session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

--
-- Name: sign_in_attempt sign_in_attempt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_attempt
    ADD CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (subject);

--
-- Name: socket_ticket socket_ticket_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.socket_ticket
    ADD CONSTRAINT socket_ticket_pkey PRIMARY KEY (token_hash);

--
-- Name: user_group user_group_group_id_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_group
    ADD CONSTRAINT user_group_group_id_name_key UNIQUE (group_id, name);

--
-- Name: user_group user_group_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_group
    ADD CONSTRAINT user_group_pkey PRIMARY KEY (id);

--
-- Name: vehicle_cost vehicle_cost_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_cost
    ADD CONSTRAINT vehicle_cost_pkey PRIMARY KEY (id);

--
-- Name: vehicle_engagement vehicle_engagement_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_engagement
    ADD CONSTRAINT vehicle_engagement_pkey PRIMARY KEY (vehicle_id);

--
-- Name: vehicle vehicle_entity_id_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_entity_id_number_key UNIQUE (entity_id, number);

--
-- Name: vehicle vehicle_id_entity_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_id_entity_id_key UNIQUE (id, entity_id);

--
-- Name: vehicle vehicle_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_pkey PRIMARY KEY (id);

--
-- Name: api_key_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_key_account ON public.api_key USING btree (account_id);

--
-- Name: auction_distribution_list; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auction_distribution_list ON public.auction USING btree (distribution_list_id);

--
-- Name: auction_idempotency; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX auction_idempotency ON public.auction USING btree (created_by, idempotency_key) WHERE (idempotency_key IS NOT NULL);

--
-- Name: auction_invitation_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auction_invitation_pro ON public.auction_invitation USING btree (pro_id);

--
-- Name: auction_list; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auction_list ON public.auction USING btree (entity_id, state, ends_at);

--
-- Name: auction_live; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auction_live ON public.auction USING btree (partition) WHERE (state = ANY (ARRAY['scheduled'::text, 'open'::text]));

--
-- Name: auction_point_of_sale; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auction_point_of_sale ON public.auction USING btree (point_of_sale_id);

--
-- Name: connection_live; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX connection_live ON public.connection USING btree (entity_id, pro_id) WHERE (ended_at IS NULL);

--
-- Name: connection_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX connection_pro ON public.connection USING btree (pro_id);

--
-- Name: dealer_user_entity_entity; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dealer_user_entity_entity ON public.dealer_user_entity USING btree (entity_id);

--
-- Name: dealer_user_group; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dealer_user_group ON public.dealer_user USING btree (group_id);

--
-- Name: dealer_user_user_group; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dealer_user_user_group ON public.dealer_user USING btree (user_group_id);

--
-- Name: distribution_list_pro_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX distribution_list_pro_pro ON public.distribution_list_pro USING btree (pro_id);

--
-- Name: entity_group; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX entity_group ON public.entity USING btree (group_id);

--
-- Name: ledger_command; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ledger_command ON public.ledger USING btree (auction_id, sender_id, command_id) WHERE (command_id <> ''::text);

--
-- Name: ledger_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_position ON public.ledger USING btree (partition, journal_id);

--
-- Name: lot_offer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lot_offer ON public.lot USING btree (offer_id) WHERE (offer_id IS NOT NULL);

--
-- Name: lot_vehicle_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lot_vehicle_vehicle ON public.lot_vehicle USING btree (vehicle_id);

--
-- Name: lot_winner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lot_winner ON public.lot USING btree (winner_pro_id) WHERE (winner_pro_id IS NOT NULL);

--
-- Name: lot_winner_member; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lot_winner_member ON public.lot USING btree (winner_member_id) WHERE (winner_member_id IS NOT NULL);

--
-- Name: notification_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notification_account ON public.notification USING btree (account_id, created_at DESC);

--
-- Name: notification_unread; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notification_unread ON public.notification USING btree (account_id) WHERE (read_at IS NULL);

--
-- Name: offer_line_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX offer_line_vehicle ON public.offer_line USING btree (vehicle_id);

--
-- Name: offer_of_auction; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX offer_of_auction ON public.offer USING btree (auction_id, pro_id) WHERE ((auction_id IS NOT NULL) AND (state <> 'abandoned'::text));

--
-- Name: offer_point_of_sale; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX offer_point_of_sale ON public.offer USING btree (point_of_sale_id);

--
-- Name: offer_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX offer_pro ON public.offer USING btree (pro_id);

--
-- Name: outbox_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_due ON public.outbox USING btree (channel, due_at) WHERE ((delivered_at IS NULL) AND (abandoned_at IS NULL));

--
-- Name: point_of_sale_entity; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX point_of_sale_entity ON public.point_of_sale USING btree (entity_id);

--
-- Name: pro_member_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX pro_member_pro ON public.pro_member USING btree (pro_id);

--
-- Name: refusal_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refusal_position ON public.refusal USING btree (partition, journal_id);

--
-- Name: session_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_account ON public.session USING btree (account_id);

--
-- Name: session_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_expiry ON public.session USING btree (expires_at);

--
-- Name: sign_in_attempt_since; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_attempt_since ON public.sign_in_attempt USING btree (since);

--
-- Name: socket_ticket_session; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX socket_ticket_session ON public.socket_ticket USING btree (session_hash);

--
-- Name: vehicle_cost_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_cost_vehicle ON public.vehicle_cost USING btree (vehicle_id);

--
-- Name: vehicle_engagement_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_engagement_subject ON public.vehicle_engagement USING btree (subject_id);

--
-- Name: vehicle_point_of_sale; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_point_of_sale ON public.vehicle USING btree (point_of_sale_id);

--
-- Name: vehicle_reserved; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_reserved ON public.vehicle USING btree (reserved_for_pro_id) WHERE (reserved_for_pro_id IS NOT NULL);

--
-- Name: vehicle_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_status ON public.vehicle USING btree (entity_id, status, number);

--
-- Name: vehicle_vin_in_stock; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX vehicle_vin_in_stock ON public.vehicle USING btree (entity_id, vin) WHERE (status <> 'exited'::text);

--
-- Name: ledger ledger_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_is_append_only();

--
-- Name: outbox outbox_rings; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_rings AFTER INSERT ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.outbox_rings();

--
-- Name: refusal refusal_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refusal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.refusal FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_is_append_only();

--
-- Name: api_key api_key_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: auction auction_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction
    ADD CONSTRAINT auction_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.dealer_user(id);

--
-- Name: auction auction_distribution_list_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction
    ADD CONSTRAINT auction_distribution_list_id_fkey FOREIGN KEY (distribution_list_id) REFERENCES public.distribution_list(id) ON DELETE SET NULL;

--
-- Name: auction auction_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction
    ADD CONSTRAINT auction_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: auction_invitation auction_invitation_auction_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction_invitation
    ADD CONSTRAINT auction_invitation_auction_id_fkey FOREIGN KEY (auction_id) REFERENCES public.auction(id);

--
-- Name: auction_invitation auction_invitation_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction_invitation
    ADD CONSTRAINT auction_invitation_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: auction auction_point_of_sale_id_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction
    ADD CONSTRAINT auction_point_of_sale_id_entity_id_fkey FOREIGN KEY (point_of_sale_id, entity_id) REFERENCES public.point_of_sale(id, entity_id);

--
-- Name: auction_settings auction_settings_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auction_settings
    ADD CONSTRAINT auction_settings_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: connection connection_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connection
    ADD CONSTRAINT connection_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: connection connection_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connection
    ADD CONSTRAINT connection_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: dealer_user dealer_user_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_user
    ADD CONSTRAINT dealer_user_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: dealer_user_entity dealer_user_entity_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_user_entity
    ADD CONSTRAINT dealer_user_entity_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: dealer_user_entity dealer_user_entity_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_user_entity
    ADD CONSTRAINT dealer_user_entity_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.dealer_user(id);

--
-- Name: dealer_user dealer_user_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_user
    ADD CONSTRAINT dealer_user_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: dealer_user dealer_user_user_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dealer_user
    ADD CONSTRAINT dealer_user_user_group_id_fkey FOREIGN KEY (user_group_id) REFERENCES public.user_group(id);

--
-- Name: distribution_list distribution_list_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.distribution_list
    ADD CONSTRAINT distribution_list_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: distribution_list_pro distribution_list_pro_list_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.distribution_list_pro
    ADD CONSTRAINT distribution_list_pro_list_id_fkey FOREIGN KEY (list_id) REFERENCES public.distribution_list(id) ON DELETE CASCADE;

--
-- Name: distribution_list_pro distribution_list_pro_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.distribution_list_pro
    ADD CONSTRAINT distribution_list_pro_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: entity_counter entity_counter_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entity_counter
    ADD CONSTRAINT entity_counter_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: entity entity_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entity
    ADD CONSTRAINT entity_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: lot lot_auction_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot
    ADD CONSTRAINT lot_auction_id_fkey FOREIGN KEY (auction_id) REFERENCES public.auction(id);

--
-- Name: lot lot_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot
    ADD CONSTRAINT lot_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: lot lot_offer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot
    ADD CONSTRAINT lot_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES public.offer(id);

--
-- Name: lot_vehicle lot_vehicle_auction_id_lot_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot_vehicle
    ADD CONSTRAINT lot_vehicle_auction_id_lot_fkey FOREIGN KEY (auction_id, lot) REFERENCES public.lot(auction_id, lot);

--
-- Name: lot_vehicle lot_vehicle_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot_vehicle
    ADD CONSTRAINT lot_vehicle_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id);

--
-- Name: lot lot_winner_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot
    ADD CONSTRAINT lot_winner_member_id_fkey FOREIGN KEY (winner_member_id) REFERENCES public.pro_member(id);

--
-- Name: lot lot_winner_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lot
    ADD CONSTRAINT lot_winner_pro_id_fkey FOREIGN KEY (winner_pro_id) REFERENCES public.pro(id);

--
-- Name: notification notification_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: offer offer_auction; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_auction FOREIGN KEY (auction_id) REFERENCES public.auction(id);

--
-- Name: offer offer_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: offer_line offer_line_offer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer_line
    ADD CONSTRAINT offer_line_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES public.offer(id) ON DELETE CASCADE;

--
-- Name: offer_line offer_line_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer_line
    ADD CONSTRAINT offer_line_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id);

--
-- Name: offer offer_point_of_sale_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_point_of_sale_id_fkey FOREIGN KEY (point_of_sale_id) REFERENCES public.point_of_sale(id);

--
-- Name: offer offer_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: point_of_sale point_of_sale_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.point_of_sale
    ADD CONSTRAINT point_of_sale_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: pro_member pro_member_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pro_member
    ADD CONSTRAINT pro_member_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: pro_member pro_member_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pro_member
    ADD CONSTRAINT pro_member_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: session session_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: socket_ticket socket_ticket_session_hash_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.socket_ticket
    ADD CONSTRAINT socket_ticket_session_hash_fkey FOREIGN KEY (session_hash) REFERENCES public.session(token_hash) ON DELETE CASCADE;

--
-- Name: user_group user_group_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_group
    ADD CONSTRAINT user_group_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: vehicle_cost vehicle_cost_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_cost
    ADD CONSTRAINT vehicle_cost_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id);

--
-- Name: vehicle_engagement vehicle_engagement_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_engagement
    ADD CONSTRAINT vehicle_engagement_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id);

--
-- Name: vehicle vehicle_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: vehicle vehicle_point_of_sale_id_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_point_of_sale_id_entity_id_fkey FOREIGN KEY (point_of_sale_id, entity_id) REFERENCES public.point_of_sale(id, entity_id);

--
-- Name: vehicle vehicle_reserved_for_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_reserved_for_pro_id_fkey FOREIGN KEY (reserved_for_pro_id) REFERENCES public.pro(id);

--
-- PostgreSQL database dump complete
--
