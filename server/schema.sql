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
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

--
-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

--
-- Name: change_record_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.change_record_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

--
-- Name: fence_entities(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.fence_entities() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN coalesce(current_setting('adjuge.entities', true), '') IN ('', '*') THEN '{}'::uuid[]
        ELSE string_to_array(current_setting('adjuge.entities'), ',')::uuid[] END
$$;

--
-- Name: fence_follows(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.fence_follows(asked uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT EXISTS (SELECT FROM auction WHERE id = asked AND entity_id = ANY (fence_entities()))
        OR EXISTS (SELECT FROM auction_invitation WHERE auction_id = asked AND pro_id = fence_pro())
$$;

--
-- Name: fence_group(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.fence_group() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('adjuge.dealer_group', true), '')::uuid $$;

--
-- Name: fence_open(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.fence_open() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('adjuge.entities', true) = '*', false) $$;

--
-- Name: fence_owns_vehicle(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.fence_owns_vehicle(asked uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT EXISTS (SELECT FROM vehicle WHERE id = asked AND entity_id = ANY (fence_entities())) $$;

--
-- Name: fence_pro(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.fence_pro() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('adjuge.pro', true), '')::uuid $$;

--
-- Name: ledger_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ledger_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
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
    SET search_path TO 'public', 'pg_temp'
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
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    NOTIFY outbox;
    RETURN NULL;
END
$$;

--
-- Name: police_completion_fills(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.police_completion_fills() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM police_entry entry WHERE entry.entity_id = NEW.entity_id AND entry.number = NEW.number
        AND to_jsonb(entry) ->> NEW.field <> '') THEN
        RAISE EXCEPTION 'the entry says its % already', NEW.field USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

--
-- Name: police_entry_follows(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.police_entry_follows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

--
-- Name: pro_name(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.pro_name(entity uuid, pro uuid) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'public'
    AS $_$
    SELECT coalesce(
        (SELECT professional.name FROM public.professional JOIN public.entity seller ON seller.group_id = professional.group_id
            WHERE seller.id = $1 AND professional.pro_id = $2),
        (SELECT company.name FROM public.pro company WHERE company.id = $2))
$_$;

--
-- Name: stock_age(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stock_age(entered_at timestamp with time zone, exited_at timestamp with time zone) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE
        WHEN entered_at IS NULL THEN -2000000
        WHEN exited_at IS NULL THEN date '2200-01-01' - (entered_at AT TIME ZONE 'UTC')::date
        ELSE greatest((exited_at AT TIME ZONE 'UTC')::date - (entered_at AT TIME ZONE 'UTC')::date, 0) - 1000000
    END
$$;

--
-- Name: stock_fold(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stock_fold(given text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT replace(replace(lower(translate(given,
        'ÀÁÂÃÄÅàáâãäåÇçĆćČčÈÉÊËèéêëĚěÌÍÎÏìíîïŁłÑñŃńÒÓÔÕÖØòóôõöøŘřŚśŠšÙÚÛÜùúûüŮůÝýÿŽžŻżŒÆ',
        'aaaaaaaaaaaacccccceeeeeeeeeeiiiiiiiillnnnnoooooooooooorrssssuuuuuuuuuuyyyzzzzœæ')), 'œ', 'oe'), 'æ', 'ae')
$$;

--
-- Name: stock_never_changed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stock_never_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

--
-- Name: stock_words(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stock_words(given text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT string_to_array(translate(public.stock_fold(given), '-/()+,''’_&*"', '            '), ' ')
$$;

--
-- Name: stock_words_learned(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stock_words_learned() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

--
-- Name: vehicle_event_kept(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.vehicle_event_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM vehicle WHERE id = OLD.vehicle_id) THEN
        RAISE EXCEPTION 'a history is never shortened' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
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
    kind text NOT NULL,
    CONSTRAINT account_email_check CHECK (((email = lower(email)) AND (email ~~ '%_@_%'::text))),
    CONSTRAINT account_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'machine'::text]))),
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
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT api_key_check CHECK ((expires_at > created_at)),
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
    paused_at timestamp with time zone,
    minimum_raise_cents bigint NOT NULL,
    soft_close_window_seconds integer NOT NULL,
    soft_close_extension_seconds integer NOT NULL,
    soft_close_cap_seconds integer NOT NULL,
    gain_basis text NOT NULL,
    cancelled_reason text,
    comment_for_pros text,
    idempotency_key text,
    by_list boolean NOT NULL,
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
    known_as text
);

--
-- Name: car_correction; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.car_correction (
    id uuid NOT NULL,
    auction_id uuid NOT NULL,
    lot smallint NOT NULL,
    vehicle_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id uuid NOT NULL,
    reason text NOT NULL,
    changes jsonb NOT NULL,
    CONSTRAINT car_correction_reason_check CHECK ((reason <> ''::text))
);

--
-- Name: catalogue_model; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.catalogue_model (
    group_id uuid NOT NULL,
    make text NOT NULL,
    model text NOT NULL,
    CONSTRAINT catalogue_model_make_check CHECK ((make <> ''::text)),
    CONSTRAINT catalogue_model_model_check CHECK ((model <> ''::text))
);

--
-- Name: change_record; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.change_record (
    id uuid NOT NULL,
    group_id uuid,
    pro_id uuid,
    account_id uuid,
    actor text NOT NULL,
    kind text NOT NULL,
    subject_id uuid,
    action text NOT NULL,
    before jsonb,
    after jsonb,
    at timestamp with time zone NOT NULL,
    CONSTRAINT change_record_action_check CHECK ((action = ANY (ARRAY['created'::text, 'changed'::text, 'removed'::text]))),
    CONSTRAINT change_record_check CHECK ((num_nonnulls(group_id, pro_id) = 1)),
    CONSTRAINT change_record_kind_check CHECK ((kind <> ''::text))
);

--
-- Name: colleague_invitation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.colleague_invitation (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    locale text NOT NULL,
    group_id uuid,
    user_group_id uuid,
    entity_ids uuid[],
    pro_id uuid,
    role text,
    manages boolean,
    limit_cents bigint,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT colleague_invitation_check CHECK ((expires_at > created_at)),
    CONSTRAINT colleague_invitation_check1 CHECK ((num_nonnulls(group_id, pro_id) = 1)),
    CONSTRAINT colleague_invitation_check2 CHECK (((group_id IS NULL) OR (num_nonnulls(user_group_id, entity_ids) = 2))),
    CONSTRAINT colleague_invitation_check3 CHECK (((pro_id IS NULL) OR (num_nonnulls(role, manages) = 2))),
    CONSTRAINT colleague_invitation_email_check CHECK (((email = lower(email)) AND (email ~~ '%_@_%'::text))),
    CONSTRAINT colleague_invitation_limit_cents_check CHECK (((limit_cents >= 0) AND (limit_cents <= '1000000000000'::bigint))),
    CONSTRAINT colleague_invitation_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text]))),
    CONSTRAINT colleague_invitation_name_check CHECK ((name <> ''::text)),
    CONSTRAINT colleague_invitation_role_check CHECK ((role = ANY (ARRAY['bidder'::text, 'viewer'::text]))),
    CONSTRAINT colleague_invitation_token_hash_check CHECK ((length(token_hash) = 32))
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
    limit_cents bigint,
    CONSTRAINT connection_check CHECK ((ended_at >= connected_at)),
    CONSTRAINT connection_limit_cents_check CHECK (((limit_cents >= 0) AND (limit_cents <= '1000000000000'::bigint)))
);

--
-- Name: dealer_group; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dealer_group (
    id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT dealer_group_name_check CHECK ((name <> ''::text)),
    CONSTRAINT dealer_group_version_check CHECK ((version >= 1))
);

--
-- Name: dealer_user; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dealer_user (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    group_id uuid NOT NULL,
    user_group_id uuid NOT NULL,
    version integer NOT NULL,
    CONSTRAINT dealer_user_version_check CHECK ((version >= 1))
);

--
-- Name: dealer_user_entity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dealer_user_entity (
    user_id uuid NOT NULL,
    entity_id uuid NOT NULL
);

--
-- Name: dev_mail; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dev_mail (
    id uuid NOT NULL,
    received_at timestamp with time zone NOT NULL,
    sender text NOT NULL,
    recipients text[] NOT NULL,
    raw bytea NOT NULL
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
-- Name: dms_invoice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dms_invoice (
    group_id uuid NOT NULL,
    number text NOT NULL,
    vehicle_ids uuid[] NOT NULL,
    invoiced_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT dms_invoice_days_that_can_be CHECK (((invoiced_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (invoiced_at <= '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT dms_invoice_number_check CHECK ((number <> ''::text))
);

--
-- Name: dossier; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dossier (
    subject_id uuid NOT NULL,
    version integer NOT NULL,
    CONSTRAINT dossier_version_check CHECK ((version > 0))
);

--
-- Name: entity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entity (
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT entity_name_check CHECK ((name <> ''::text)),
    CONSTRAINT entity_version_check CHECK ((version >= 1))
);

--
-- Name: entity_counter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entity_counter (
    entity_id uuid NOT NULL,
    counted text NOT NULL,
    last_number bigint NOT NULL,
    CONSTRAINT entity_counter_counted_check CHECK ((counted = ANY (ARRAY['auction'::text, 'lot'::text, 'offer'::text, 'vehicle'::text, 'trade_in'::text]))),
    CONSTRAINT entity_counter_last_number_check CHECK ((last_number >= 0))
);

--
-- Name: known_device; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.known_device (
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT known_device_token_hash_check CHECK ((length(token_hash) = 32))
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
-- Name: limits_revision; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.limits_revision
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

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
    sale_cancelled_reason text,
    CONSTRAINT lot_check CHECK (((outcome IS NULL) = (closed_at IS NULL))),
    CONSTRAINT lot_check1 CHECK (((outcome IS DISTINCT FROM 'sold'::text) OR ((winner_pro_id IS NOT NULL) AND (price_cents IS NOT NULL)))),
    CONSTRAINT lot_lot_check CHECK ((lot > 0)),
    CONSTRAINT lot_number_check CHECK ((number > 0)),
    CONSTRAINT lot_outcome_check CHECK ((outcome = ANY (ARRAY['sold'::text, 'reserve_not_met'::text, 'no_bid'::text, 'sale_cancelled'::text, 'cancelled'::text, 'ended'::text]))),
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
    subject_id uuid,
    created_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT notification_kind_check CHECK ((kind <> ''::text))
);

--
-- Name: notification_preference; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notification_preference (
    account_id uuid NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL,
    wanted boolean NOT NULL,
    CONSTRAINT notification_preference_channel_check CHECK ((channel = ANY (ARRAY['in_app'::text, 'mail'::text, 'push'::text]))),
    CONSTRAINT notification_preference_kind_check CHECK ((kind <> ''::text))
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
    known_as text,
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
    cancelled_reason text,
    CONSTRAINT offer_line_amount_cents_check CHECK (((amount_cents >= 0) AND (amount_cents <= '1000000000000'::bigint))),
    CONSTRAINT offer_line_label_check CHECK ((label <> ''::text)),
    CONSTRAINT offer_line_position_check CHECK (("position" > 0))
);

--
-- Name: outbid_position; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbid_position (
    partition smallint NOT NULL,
    journal_id text NOT NULL,
    CONSTRAINT outbid_position_partition_check CHECK (((partition >= 0) AND (partition <= 63)))
);

--
-- Name: outbid_waiting; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbid_waiting (
    auction_id uuid NOT NULL,
    member_id uuid NOT NULL,
    lot smallint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    CONSTRAINT outbid_waiting_lot_check CHECK ((lot > 0))
);

--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    subject_id uuid,
    kind text NOT NULL,
    body jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    last_error text,
    delivered_at timestamp with time zone,
    abandoned_at timestamp with time zone,
    entity_id uuid,
    held_until timestamp with time zone,
    handing_at timestamp with time zone,
    resent_at timestamp with time zone,
    resent_by uuid,
    group_id uuid,
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
    CONSTRAINT partition_checkpoint_epoch_check CHECK ((epoch >= 1)),
    CONSTRAINT partition_checkpoint_partition_check CHECK (((partition >= 0) AND (partition <= 63)))
);

--
-- Name: password_reset; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.password_reset (
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT password_reset_check CHECK ((expires_at > created_at)),
    CONSTRAINT password_reset_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: photo; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.photo (
    id uuid NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    defect_id uuid,
    key text NOT NULL,
    "position" integer NOT NULL,
    state text NOT NULL,
    size_bytes integer NOT NULL,
    received_bytes integer NOT NULL,
    width integer,
    height integer,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT photo_check CHECK (((received_bytes >= 0) AND (received_bytes <= size_bytes))),
    CONSTRAINT photo_height_check CHECK ((height > 0)),
    CONSTRAINT photo_key_check CHECK ((key ~ '^[A-Za-z0-9_-]{22}$'::text)),
    CONSTRAINT photo_position_check CHECK (("position" > 0)),
    CONSTRAINT photo_size_bytes_check CHECK (((size_bytes >= 1) AND (size_bytes <= 5242880))),
    CONSTRAINT photo_state_check CHECK ((state = ANY (ARRAY['uploading'::text, 'ready'::text]))),
    CONSTRAINT photo_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['vehicle'::text, 'trade_in'::text]))),
    CONSTRAINT photo_width_check CHECK ((width > 0))
);

--
-- Name: photo_chunk; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.photo_chunk (
    photo_id uuid NOT NULL,
    offset_bytes integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT photo_chunk_offset_bytes_check CHECK ((offset_bytes >= 0))
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
    version integer NOT NULL,
    CONSTRAINT point_of_sale_name_check CHECK ((name <> ''::text)),
    CONSTRAINT point_of_sale_version_check CHECK ((version >= 1))
);

--
-- Name: police_completion; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.police_completion (
    entity_id uuid NOT NULL,
    number bigint NOT NULL,
    field text NOT NULL,
    value text NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    completed_by text NOT NULL,
    CONSTRAINT police_completion_field_check CHECK ((field = ANY (ARRAY['seller_name'::text, 'seller_address'::text, 'seller_document'::text, 'payment_method'::text]))),
    CONSTRAINT police_completion_value_check CHECK ((value <> ''::text))
);

--
-- Name: police_entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.police_entry (
    entity_id uuid NOT NULL,
    number bigint NOT NULL,
    vehicle_id uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
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
    seller_name text NOT NULL,
    seller_address text NOT NULL,
    seller_document text NOT NULL,
    payment_method text NOT NULL,
    CONSTRAINT police_entry_number_check CHECK ((number > 0))
);

--
-- Name: police_register; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.police_register (
    entity_id uuid NOT NULL,
    last_number bigint NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT police_register_last_number_check CHECK ((last_number > 0))
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
    version integer NOT NULL,
    CONSTRAINT pro_email_check CHECK ((email = lower(email))),
    CONSTRAINT pro_name_check CHECK ((name <> ''::text)),
    CONSTRAINT pro_siret_check CHECK ((siret ~ '^[0-9]{14}$'::text)),
    CONSTRAINT pro_version_check CHECK ((version >= 1))
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
    version integer NOT NULL,
    manages boolean NOT NULL,
    webhook_url text,
    CONSTRAINT pro_member_limit_cents_check CHECK (((limit_cents >= 0) AND (limit_cents <= '1000000000000'::bigint))),
    CONSTRAINT pro_member_role_check CHECK ((role = ANY (ARRAY['bidder'::text, 'viewer'::text]))),
    CONSTRAINT pro_member_version_check CHECK ((version >= 1)),
    CONSTRAINT pro_member_webhook_url_check CHECK ((webhook_url ~ '^https?://'::text))
);

--
-- Name: professional; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.professional (
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    pro_id uuid,
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
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT professional_ape_code_check CHECK ((ape_code ~ '^[0-9]{4}[A-Z]$'::text)),
    CONSTRAINT professional_email_check CHECK (((email = lower(email)) AND (email ~~ '%_@_%'::text))),
    CONSTRAINT professional_name_check CHECK ((name <> ''::text)),
    CONSTRAINT professional_siret_check CHECK ((siret ~ '^[0-9]{14}$'::text)),
    CONSTRAINT professional_version_check CHECK ((version >= 1))
);

--
-- Name: professional_invitation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.professional_invitation (
    id uuid NOT NULL,
    professional_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    email text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT professional_invitation_check CHECK ((expires_at > created_at)),
    CONSTRAINT professional_invitation_email_check CHECK (((email = lower(email)) AND (email ~~ '%_@_%'::text))),
    CONSTRAINT professional_invitation_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: professional_invitation_entity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.professional_invitation_entity (
    invitation_id uuid NOT NULL,
    entity_id uuid NOT NULL
);

--
-- Name: purchase_reminder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.purchase_reminder (
    vehicle_id uuid NOT NULL,
    told_at timestamp with time zone NOT NULL
);

--
-- Name: push_subscription; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.push_subscription (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    endpoint text NOT NULL,
    p256dh bytea NOT NULL,
    auth bytea NOT NULL,
    user_agent text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT push_subscription_auth_check CHECK ((length(auth) = 16)),
    CONSTRAINT push_subscription_endpoint_check CHECK ((length(endpoint) <= 2000)),
    CONSTRAINT push_subscription_p256dh_check CHECK ((length(p256dh) = 65))
);

--
-- Name: quotation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quotation (
    trade_in_id uuid NOT NULL,
    round smallint NOT NULL,
    auction_id uuid NOT NULL,
    CONSTRAINT quotation_round_check CHECK ((round > 0))
);

--
-- Name: quote; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quote (
    id uuid NOT NULL,
    auction_id uuid NOT NULL,
    pro_id uuid NOT NULL,
    amount_cents bigint,
    given_at timestamp with time zone NOT NULL,
    selected boolean NOT NULL,
    CONSTRAINT quote_amount_cents_check CHECK (((amount_cents >= 1) AND (amount_cents <= '1000000000000'::bigint))),
    CONSTRAINT quote_check CHECK (((NOT selected) OR (amount_cents IS NOT NULL)))
);

--
-- Name: quoted_car; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quoted_car (
    auction_id uuid NOT NULL,
    lot smallint NOT NULL,
    subject_id uuid NOT NULL,
    make text NOT NULL,
    model text NOT NULL,
    model_version text NOT NULL,
    "trim" text NOT NULL,
    plate text,
    vin text,
    energy text,
    gearbox text,
    body text,
    mileage_km integer,
    mileage_guaranteed boolean NOT NULL,
    first_registration date,
    fiscal_power_cv smallint,
    power_hp smallint,
    co2_g_km smallint,
    outer_colour text,
    inner_colour text,
    condition text NOT NULL,
    vat_regime text NOT NULL,
    doors smallint,
    first_owner boolean,
    origin text,
    options text[] NOT NULL,
    photo_key text,
    CONSTRAINT quoted_car_co2_g_km_check CHECK ((co2_g_km >= 0)),
    CONSTRAINT quoted_car_doors_check CHECK (((doors >= 1) AND (doors <= 9))),
    CONSTRAINT quoted_car_fiscal_power_cv_check CHECK ((fiscal_power_cv > 0)),
    CONSTRAINT quoted_car_make_check CHECK ((make <> ''::text)),
    CONSTRAINT quoted_car_mileage_km_check CHECK (((mileage_km >= 0) AND (mileage_km <= 2000000))),
    CONSTRAINT quoted_car_model_check CHECK ((model <> ''::text)),
    CONSTRAINT quoted_car_power_hp_check CHECK ((power_hp > 0)),
    CONSTRAINT quoted_car_vat_regime_check CHECK ((vat_regime = ANY (ARRAY['margin'::text, 'standard'::text])))
);

--
-- Name: recovery_code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.recovery_code (
    account_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT recovery_code_code_hash_check CHECK ((length(code_hash) = 32))
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
-- Name: saved_search; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.saved_search (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    pinned boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT saved_search_name_check CHECK ((name <> ''::text))
);

--
-- Name: second_factor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.second_factor (
    account_id uuid NOT NULL,
    secret text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint NOT NULL
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
    last_seen_at timestamp with time zone NOT NULL,
    ended_because text,
    CONSTRAINT session_check CHECK (((revoked_at IS NULL) = (ended_because IS NULL))),
    CONSTRAINT session_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: setting; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.setting (
    group_id uuid NOT NULL,
    entity_id uuid,
    topic text NOT NULL,
    version integer NOT NULL,
    chosen jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL,
    CONSTRAINT setting_chosen_check CHECK ((jsonb_typeof(chosen) = 'object'::text)),
    CONSTRAINT setting_topic_check CHECK ((topic = ANY (ARRAY['price_policy'::text, 'life_line'::text, 'auction_settings'::text]))),
    CONSTRAINT setting_version_check CHECK ((version >= 1))
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
-- Name: start_told; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.start_told (
    auction_id uuid NOT NULL,
    account_id uuid NOT NULL,
    written_at timestamp with time zone NOT NULL
);

--
-- Name: stock_word; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stock_word (
    word text NOT NULL,
    CONSTRAINT stock_word_word_check CHECK ((word <> ''::text))
);

--
-- Name: table_columns; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.table_columns (
    user_id uuid NOT NULL,
    table_name text NOT NULL,
    columns text[] NOT NULL,
    CONSTRAINT table_columns_table_name_check CHECK ((table_name <> ''::text))
);

--
-- Name: trade_in; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trade_in (
    id uuid NOT NULL,
    entity_id uuid NOT NULL,
    point_of_sale_id uuid NOT NULL,
    number bigint NOT NULL,
    version integer NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    idempotency_key text,
    make text NOT NULL,
    model text NOT NULL,
    model_version text NOT NULL,
    "trim" text NOT NULL,
    plate text,
    vin text,
    energy text,
    gearbox text,
    body text,
    mileage_km integer,
    mileage_guaranteed boolean NOT NULL,
    first_registration date,
    fiscal_power_cv smallint,
    power_hp smallint,
    co2_g_km smallint,
    outer_colour text,
    inner_colour text,
    condition text NOT NULL,
    vat_regime text NOT NULL,
    comment_for_pros text NOT NULL,
    state text NOT NULL,
    doors smallint,
    first_owner boolean,
    origin text,
    options text[] NOT NULL,
    comment_for_manager text NOT NULL,
    CONSTRAINT trade_in_co2_g_km_check CHECK ((co2_g_km >= 0)),
    CONSTRAINT trade_in_doors_check CHECK (((doors >= 1) AND (doors <= 9))),
    CONSTRAINT trade_in_fiscal_power_cv_check CHECK ((fiscal_power_cv > 0)),
    CONSTRAINT trade_in_make_check CHECK ((make <> ''::text)),
    CONSTRAINT trade_in_mileage_km_check CHECK (((mileage_km >= 0) AND (mileage_km <= 2000000))),
    CONSTRAINT trade_in_model_check CHECK ((model <> ''::text)),
    CONSTRAINT trade_in_number_check CHECK ((number > 0)),
    CONSTRAINT trade_in_power_hp_check CHECK ((power_hp > 0)),
    CONSTRAINT trade_in_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'awaiting_validation'::text, 'in_quotation'::text, 'quoted'::text, 'not_quoted'::text]))),
    CONSTRAINT trade_in_vat_regime_check CHECK ((vat_regime = ANY (ARRAY['margin'::text, 'standard'::text]))),
    CONSTRAINT trade_in_version_check CHECK ((version >= 1))
);

--
-- Name: trade_in_defect; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trade_in_defect (
    id uuid NOT NULL,
    trade_in_id uuid NOT NULL,
    name text NOT NULL,
    amount_cents bigint NOT NULL,
    place_view text,
    place_x smallint,
    place_y smallint,
    CONSTRAINT trade_in_defect_amount_cents_check CHECK (((amount_cents >= 0) AND (amount_cents <= '1000000000000'::bigint))),
    CONSTRAINT trade_in_defect_name_check CHECK ((name <> ''::text)),
    CONSTRAINT trade_in_defect_place CHECK ((num_nulls(place_view, place_x, place_y) = ANY (ARRAY[0, 3]))),
    CONSTRAINT trade_in_defect_place_view_check CHECK ((place_view = ANY (ARRAY['left'::text, 'right'::text, 'top'::text, 'front'::text, 'rear'::text]))),
    CONSTRAINT trade_in_defect_place_x_check CHECK (((place_x >= 0) AND (place_x <= 1000))),
    CONSTRAINT trade_in_defect_place_y_check CHECK (((place_y >= 0) AND (place_y <= 1000)))
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
    version integer NOT NULL,
    second_factor_required boolean NOT NULL,
    CONSTRAINT user_group_name_check CHECK ((name <> ''::text)),
    CONSTRAINT user_group_rights_check CHECK ((rights <@ ARRAY['manage_stock'::text, 'run_auctions'::text, 'manage_pros'::text, 'manage_settings'::text, 'manage_users'::text, 'see_margins'::text, 'see_police_register'::text])),
    CONSTRAINT user_group_validation_right_check CHECK ((validation_right = ANY (ARRAY['none'::text, 'own'::text, 'all'::text]))),
    CONSTRAINT user_group_version_check CHECK ((version >= 1))
);

--
-- Name: vapid_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vapid_key (
    one boolean NOT NULL,
    private_key bytea NOT NULL,
    public_key bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT vapid_key_one_check CHECK (one),
    CONSTRAINT vapid_key_public_key_check CHECK ((length(public_key) = 65))
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
    kind text NOT NULL,
    extra_status text,
    physical_site_id uuid,
    options text[] NOT NULL,
    comment text NOT NULL,
    comment_for_pros text NOT NULL,
    price_lines jsonb NOT NULL,
    proposed_price_cents bigint,
    proposed_trade_price_cents bigint,
    staff_price_cents bigint,
    purchased_on date,
    purchase_declared_on date,
    sale_target_on date,
    police_number bigint,
    photo_key text,
    words text[] GENERATED ALWAYS AS (public.stock_words(((((((make || ' '::text) || model) || ' '::text) || model_version) || ' '::text) || "trim"))) STORED NOT NULL,
    identifiers text GENERATED ALWAYS AS (public.stock_fold(((((COALESCE(plate, ''::text) || ' '::text) || COALESCE(internal_number, ''::text)) || ' '::text) || COALESCE(vin, ''::text)))) STORED NOT NULL,
    CONSTRAINT vehicle_co2_g_km_check CHECK ((co2_g_km >= 0)),
    CONSTRAINT vehicle_days_that_can_be CHECK ((((first_registration >= '1900-01-01'::date) AND (first_registration <= '2199-12-31'::date)) AND ((purchased_on >= '1900-01-01'::date) AND (purchased_on <= '2199-12-31'::date)) AND ((purchase_declared_on >= '1900-01-01'::date) AND (purchase_declared_on <= '2199-12-31'::date)) AND ((sale_target_on >= '1900-01-01'::date) AND (sale_target_on <= '2199-12-31'::date)) AND ((entered_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (entered_at <= '2200-01-01 00:00:00+00'::timestamp with time zone)) AND ((exited_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (exited_at <= '2200-01-01 00:00:00+00'::timestamp with time zone)))),
    CONSTRAINT vehicle_destination_check CHECK ((destination = ANY (ARRAY['retail'::text, 'trade'::text, 'scrap'::text]))),
    CONSTRAINT vehicle_doors_check CHECK (((doors >= 1) AND (doors <= 9))),
    CONSTRAINT vehicle_extra_status_check CHECK ((extra_status <> ''::text)),
    CONSTRAINT vehicle_fiscal_power_cv_check CHECK ((fiscal_power_cv > 0)),
    CONSTRAINT vehicle_kind_check CHECK ((kind = ANY (ARRAY['used'::text, 'new'::text, 'demo'::text]))),
    CONSTRAINT vehicle_make_check CHECK ((make <> ''::text)),
    CONSTRAINT vehicle_market_value_cents_check CHECK (((market_value_cents >= 0) AND (market_value_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_mileage_km_check CHECK (((mileage_km >= 0) AND (mileage_km <= 2000000))),
    CONSTRAINT vehicle_model_check CHECK ((model <> ''::text)),
    CONSTRAINT vehicle_number_check CHECK ((number > 0)),
    CONSTRAINT vehicle_police_number_check CHECK ((police_number > 0)),
    CONSTRAINT vehicle_power_hp_check CHECK ((power_hp > 0)),
    CONSTRAINT vehicle_price_lines_check CHECK ((jsonb_typeof(price_lines) = 'object'::text)),
    CONSTRAINT vehicle_proposed_price_cents_check CHECK (((proposed_price_cents >= 0) AND (proposed_price_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_proposed_trade_price_cents_check CHECK (((proposed_trade_price_cents >= 0) AND (proposed_trade_price_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_purchase_price_cents_check CHECK (((purchase_price_cents >= 0) AND (purchase_price_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_retail_price_cents_check CHECK (((retail_price_cents >= 0) AND (retail_price_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_staff_price_cents_check CHECK (((staff_price_cents >= 0) AND (staff_price_cents <= '1000000000000'::bigint))),
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
    idempotency_key text,
    CONSTRAINT vehicle_cost_amount_cents_check CHECK (((amount_cents >= 0) AND (amount_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_cost_days_that_can_be CHECK (((spent_on >= '1900-01-01'::date) AND (spent_on <= '2199-12-31'::date))),
    CONSTRAINT vehicle_cost_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200))),
    CONSTRAINT vehicle_cost_label_check CHECK ((label <> ''::text))
);

--
-- Name: vehicle_defect; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle_defect (
    id uuid NOT NULL,
    vehicle_id uuid NOT NULL,
    name text NOT NULL,
    amount_cents bigint NOT NULL,
    place_view text,
    place_x smallint,
    place_y smallint,
    CONSTRAINT vehicle_defect_amount_cents_check CHECK (((amount_cents >= 0) AND (amount_cents <= '1000000000000'::bigint))),
    CONSTRAINT vehicle_defect_name_check CHECK ((name <> ''::text)),
    CONSTRAINT vehicle_defect_place CHECK ((num_nulls(place_view, place_x, place_y) = ANY (ARRAY[0, 3]))),
    CONSTRAINT vehicle_defect_place_view_check CHECK ((place_view = ANY (ARRAY['left'::text, 'right'::text, 'top'::text, 'front'::text, 'rear'::text]))),
    CONSTRAINT vehicle_defect_place_x_check CHECK (((place_x >= 0) AND (place_x <= 1000))),
    CONSTRAINT vehicle_defect_place_y_check CHECK (((place_y >= 0) AND (place_y <= 1000)))
);

--
-- Name: vehicle_delivery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle_delivery (
    vehicle_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    pro_id uuid,
    client_name text NOT NULL,
    delivered_on date NOT NULL,
    point_of_sale_id uuid NOT NULL,
    physical_site_id uuid NOT NULL,
    price_cents bigint,
    offer_id uuid,
    declared_at timestamp with time zone NOT NULL,
    CONSTRAINT vehicle_delivery_client_name_check CHECK ((client_name <> ''::text)),
    CONSTRAINT vehicle_delivery_days_that_can_be CHECK (((delivered_on >= '1900-01-01'::date) AND (delivered_on <= '2199-12-31'::date))),
    CONSTRAINT vehicle_delivery_price_cents_check CHECK (((price_cents >= 0) AND (price_cents <= '1000000000000'::bigint)))
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
-- Name: vehicle_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle_event (
    id uuid NOT NULL,
    vehicle_id uuid NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id uuid,
    actor text NOT NULL,
    kind text NOT NULL,
    changes jsonb NOT NULL,
    CONSTRAINT vehicle_event_changes_check CHECK ((jsonb_typeof(changes) = 'array'::text)),
    CONSTRAINT vehicle_event_kind_check CHECK ((kind <> ''::text)),
    CONSTRAINT vehicle_event_version_check CHECK ((version >= 1))
);

--
-- Name: vehicle_exit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle_exit (
    id uuid NOT NULL,
    vehicle_id uuid NOT NULL,
    exited_at timestamp with time zone NOT NULL,
    invoice_number text,
    pro_id uuid,
    client_name text NOT NULL,
    price_cents bigint,
    cancelled_at timestamp with time zone,
    cancelled_reason text,
    CONSTRAINT vehicle_exit_days_that_can_be CHECK (((exited_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (exited_at <= '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT vehicle_exit_price_cents_check CHECK (((price_cents >= 0) AND (price_cents <= '1000000000000'::bigint)))
);

--
-- Name: vehicle_import; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle_import (
    id uuid NOT NULL,
    entity_id uuid NOT NULL,
    point_of_sale_id uuid NOT NULL,
    account_id uuid NOT NULL,
    actor text NOT NULL,
    file_name text NOT NULL,
    content bytea,
    reading jsonb NOT NULL,
    headers text[] NOT NULL,
    sample jsonb NOT NULL,
    mapping jsonb NOT NULL,
    state text NOT NULL,
    dry_run boolean NOT NULL,
    skip_errors boolean NOT NULL,
    rows_total integer,
    rows_done integer NOT NULL,
    rows_good integer NOT NULL,
    error_count integer NOT NULL,
    errors jsonb NOT NULL,
    failure text,
    created_at timestamp with time zone NOT NULL,
    beaten_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT vehicle_import_error_count_check CHECK ((error_count >= 0)),
    CONSTRAINT vehicle_import_rows_done_check CHECK ((rows_done >= 0)),
    CONSTRAINT vehicle_import_rows_good_check CHECK ((rows_good >= 0)),
    CONSTRAINT vehicle_import_rows_total_check CHECK ((rows_total >= 0)),
    CONSTRAINT vehicle_import_state_check CHECK ((state = ANY (ARRAY['uploaded'::text, 'queued'::text, 'running'::text, 'checked'::text, 'imported'::text, 'failed'::text])))
);

--
-- Name: webhook_secret; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_secret (
    account_id uuid NOT NULL,
    secret bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);

--
-- Name: migration id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration ALTER COLUMN id SET DEFAULT nextval('public.migration_id_seq'::regclass);

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
-- Name: car_correction car_correction_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.car_correction
    ADD CONSTRAINT car_correction_pkey PRIMARY KEY (id);

--
-- Name: catalogue_model catalogue_model_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalogue_model
    ADD CONSTRAINT catalogue_model_pkey PRIMARY KEY (group_id, make, model);

--
-- Name: change_record change_record_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_record
    ADD CONSTRAINT change_record_pkey PRIMARY KEY (id);

--
-- Name: colleague_invitation colleague_invitation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.colleague_invitation
    ADD CONSTRAINT colleague_invitation_pkey PRIMARY KEY (id);

--
-- Name: colleague_invitation colleague_invitation_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.colleague_invitation
    ADD CONSTRAINT colleague_invitation_token_hash_key UNIQUE (token_hash);

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
-- Name: dev_mail dev_mail_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dev_mail
    ADD CONSTRAINT dev_mail_pkey PRIMARY KEY (id);

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
-- Name: dms_invoice dms_invoice_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dms_invoice
    ADD CONSTRAINT dms_invoice_pkey PRIMARY KEY (group_id, number);

--
-- Name: dossier dossier_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT dossier_pkey PRIMARY KEY (subject_id);

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
-- Name: known_device known_device_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.known_device
    ADD CONSTRAINT known_device_pkey PRIMARY KEY (account_id, token_hash);

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
-- Name: notification_preference notification_preference_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification_preference
    ADD CONSTRAINT notification_preference_pkey PRIMARY KEY (account_id, kind, channel);

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
-- Name: outbid_position outbid_position_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbid_position
    ADD CONSTRAINT outbid_position_pkey PRIMARY KEY (partition);

--
-- Name: outbid_waiting outbid_waiting_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbid_waiting
    ADD CONSTRAINT outbid_waiting_pkey PRIMARY KEY (auction_id, member_id, lot);

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
-- Name: password_reset password_reset_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_reset
    ADD CONSTRAINT password_reset_pkey PRIMARY KEY (token_hash);

--
-- Name: photo_chunk photo_chunk_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.photo_chunk
    ADD CONSTRAINT photo_chunk_pkey PRIMARY KEY (photo_id, offset_bytes);

--
-- Name: photo photo_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_key_key UNIQUE (key);

--
-- Name: photo photo_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_pkey PRIMARY KEY (id);

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
-- Name: police_completion police_completion_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.police_completion
    ADD CONSTRAINT police_completion_pkey PRIMARY KEY (entity_id, number, field);

--
-- Name: police_entry police_entry_days_that_can_be; Type: CHECK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE public.police_entry
    ADD CONSTRAINT police_entry_days_that_can_be CHECK ((((entered_on >= '1900-01-01'::date) AND (entered_on <= '2199-12-31'::date)) AND ((first_registration >= '1900-01-01'::date) AND (first_registration <= '2199-12-31'::date)))) NOT VALID;

--
-- Name: police_entry police_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.police_entry
    ADD CONSTRAINT police_entry_pkey PRIMARY KEY (entity_id, number);

--
-- Name: police_entry police_entry_vehicle_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.police_entry
    ADD CONSTRAINT police_entry_vehicle_id_key UNIQUE (vehicle_id);

--
-- Name: police_register police_register_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.police_register
    ADD CONSTRAINT police_register_pkey PRIMARY KEY (entity_id);

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
-- Name: professional professional_group_id_pro_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional
    ADD CONSTRAINT professional_group_id_pro_id_key UNIQUE (group_id, pro_id);

--
-- Name: professional professional_group_id_siret_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional
    ADD CONSTRAINT professional_group_id_siret_key UNIQUE (group_id, siret);

--
-- Name: professional_invitation_entity professional_invitation_entity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional_invitation_entity
    ADD CONSTRAINT professional_invitation_entity_pkey PRIMARY KEY (invitation_id, entity_id);

--
-- Name: professional_invitation professional_invitation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional_invitation
    ADD CONSTRAINT professional_invitation_pkey PRIMARY KEY (id);

--
-- Name: professional_invitation professional_invitation_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional_invitation
    ADD CONSTRAINT professional_invitation_token_hash_key UNIQUE (token_hash);

--
-- Name: professional professional_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional
    ADD CONSTRAINT professional_pkey PRIMARY KEY (id);

--
-- Name: purchase_reminder purchase_reminder_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_reminder
    ADD CONSTRAINT purchase_reminder_pkey PRIMARY KEY (vehicle_id);

--
-- Name: push_subscription push_subscription_endpoint_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_subscription
    ADD CONSTRAINT push_subscription_endpoint_key UNIQUE (endpoint);

--
-- Name: push_subscription push_subscription_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_subscription
    ADD CONSTRAINT push_subscription_pkey PRIMARY KEY (id);

--
-- Name: quotation quotation_auction_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quotation
    ADD CONSTRAINT quotation_auction_id_key UNIQUE (auction_id);

--
-- Name: quotation quotation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quotation
    ADD CONSTRAINT quotation_pkey PRIMARY KEY (trade_in_id, round);

--
-- Name: quote quote_auction_id_pro_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quote
    ADD CONSTRAINT quote_auction_id_pro_id_key UNIQUE (auction_id, pro_id);

--
-- Name: quote quote_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quote
    ADD CONSTRAINT quote_pkey PRIMARY KEY (id);

--
-- Name: quoted_car quoted_car_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quoted_car
    ADD CONSTRAINT quoted_car_pkey PRIMARY KEY (auction_id, lot);

--
-- Name: recovery_code recovery_code_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (account_id, code_hash);

--
-- Name: refusal refusal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refusal
    ADD CONSTRAINT refusal_pkey PRIMARY KEY (auction_id, sender_id, command_id);

--
-- Name: saved_search saved_search_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.saved_search
    ADD CONSTRAINT saved_search_pkey PRIMARY KEY (id);

--
-- Name: saved_search saved_search_user_id_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.saved_search
    ADD CONSTRAINT saved_search_user_id_name_key UNIQUE (user_id, name);

--
-- Name: second_factor second_factor_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.second_factor
    ADD CONSTRAINT second_factor_pkey PRIMARY KEY (account_id);

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
-- Name: setting setting_group_id_entity_id_topic_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_group_id_entity_id_topic_key UNIQUE NULLS NOT DISTINCT (group_id, entity_id, topic);

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
-- Name: stock_word stock_word_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stock_word
    ADD CONSTRAINT stock_word_pkey PRIMARY KEY (word);

--
-- Name: table_columns table_columns_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.table_columns
    ADD CONSTRAINT table_columns_pkey PRIMARY KEY (user_id, table_name);

--
-- Name: trade_in_defect trade_in_defect_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trade_in_defect
    ADD CONSTRAINT trade_in_defect_pkey PRIMARY KEY (id);

--
-- Name: trade_in trade_in_entity_id_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trade_in
    ADD CONSTRAINT trade_in_entity_id_number_key UNIQUE (entity_id, number);

--
-- Name: trade_in trade_in_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trade_in
    ADD CONSTRAINT trade_in_pkey PRIMARY KEY (id);

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
-- Name: vapid_key vapid_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vapid_key
    ADD CONSTRAINT vapid_key_pkey PRIMARY KEY (one);

--
-- Name: vehicle_cost vehicle_cost_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_cost
    ADD CONSTRAINT vehicle_cost_pkey PRIMARY KEY (id);

--
-- Name: vehicle_defect vehicle_defect_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_defect
    ADD CONSTRAINT vehicle_defect_pkey PRIMARY KEY (id);

--
-- Name: vehicle_delivery vehicle_delivery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_delivery
    ADD CONSTRAINT vehicle_delivery_pkey PRIMARY KEY (vehicle_id);

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
-- Name: vehicle_event vehicle_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_event
    ADD CONSTRAINT vehicle_event_pkey PRIMARY KEY (id);

--
-- Name: vehicle_exit vehicle_exit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_exit
    ADD CONSTRAINT vehicle_exit_pkey PRIMARY KEY (id);

--
-- Name: vehicle vehicle_id_entity_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_id_entity_id_key UNIQUE (id, entity_id);

--
-- Name: vehicle_import vehicle_import_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_import
    ADD CONSTRAINT vehicle_import_pkey PRIMARY KEY (id);

--
-- Name: vehicle vehicle_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_pkey PRIMARY KEY (id);

--
-- Name: webhook_secret webhook_secret_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_secret
    ADD CONSTRAINT webhook_secret_pkey PRIMARY KEY (account_id);

--
-- Name: account_email_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX account_email_key ON public.account USING btree (email) WHERE (kind = 'person'::text);

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
-- Name: car_correction_lot; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX car_correction_lot ON public.car_correction USING btree (auction_id, lot);

--
-- Name: car_correction_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX car_correction_user ON public.car_correction USING btree (user_id);

--
-- Name: car_correction_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX car_correction_vehicle ON public.car_correction USING btree (vehicle_id);

--
-- Name: change_record_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX change_record_account ON public.change_record USING btree (account_id);

--
-- Name: change_record_group; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX change_record_group ON public.change_record USING btree (group_id, id);

--
-- Name: change_record_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX change_record_pro ON public.change_record USING btree (pro_id, id);

--
-- Name: colleague_invitation_created_by; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX colleague_invitation_created_by ON public.colleague_invitation USING btree (created_by);

--
-- Name: colleague_invitation_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX colleague_invitation_email ON public.colleague_invitation USING btree (email);

--
-- Name: colleague_invitation_group; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX colleague_invitation_group ON public.colleague_invitation USING btree (group_id);

--
-- Name: colleague_invitation_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX colleague_invitation_pro ON public.colleague_invitation USING btree (pro_id);

--
-- Name: colleague_invitation_user_group; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX colleague_invitation_user_group ON public.colleague_invitation USING btree (user_group_id);

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
-- Name: known_device_token; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX known_device_token ON public.known_device USING btree (token_hash);

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
-- Name: outbid_waiting_member; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbid_waiting_member ON public.outbid_waiting USING btree (member_id);

--
-- Name: outbox_dead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_dead ON public.outbox USING btree (entity_id, abandoned_at) WHERE (abandoned_at IS NOT NULL);

--
-- Name: outbox_dead_group; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_dead_group ON public.outbox USING btree (group_id, abandoned_at) WHERE (abandoned_at IS NOT NULL);

--
-- Name: outbox_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_due ON public.outbox USING btree (channel, due_at, id) WHERE ((delivered_at IS NULL) AND (abandoned_at IS NULL));

--
-- Name: outbox_handing; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_handing ON public.outbox USING btree (channel, held_until) WHERE ((handing_at IS NOT NULL) AND (delivered_at IS NULL) AND (abandoned_at IS NULL));

--
-- Name: outbox_resent_by; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_resent_by ON public.outbox USING btree (resent_by) WHERE (resent_by IS NOT NULL);

--
-- Name: outbox_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_subject ON public.outbox USING btree (subject_id) WHERE (subject_id IS NOT NULL);

--
-- Name: outbox_webhook; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_webhook ON public.outbox USING btree (recipient, id) WHERE (channel = 'webhook'::text);

--
-- Name: password_reset_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX password_reset_account ON public.password_reset USING btree (account_id);

--
-- Name: photo_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX photo_subject ON public.photo USING btree (subject_kind, subject_id, "position");

--
-- Name: photo_unfinished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX photo_unfinished ON public.photo USING btree (created_at) WHERE (state = 'uploading'::text);

--
-- Name: point_of_sale_entity; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX point_of_sale_entity ON public.point_of_sale USING btree (entity_id);

--
-- Name: pro_member_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX pro_member_pro ON public.pro_member USING btree (pro_id);

--
-- Name: professional_invitation_created_by; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX professional_invitation_created_by ON public.professional_invitation USING btree (created_by);

--
-- Name: professional_invitation_entity_entity; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX professional_invitation_entity_entity ON public.professional_invitation_entity USING btree (entity_id);

--
-- Name: professional_invitation_professional; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX professional_invitation_professional ON public.professional_invitation USING btree (professional_id);

--
-- Name: professional_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX professional_pro ON public.professional USING btree (pro_id);

--
-- Name: push_subscription_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX push_subscription_account ON public.push_subscription USING btree (account_id);

--
-- Name: quote_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX quote_pro ON public.quote USING btree (pro_id);

--
-- Name: quote_selected; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX quote_selected ON public.quote USING btree (auction_id) WHERE selected;

--
-- Name: quoted_car_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX quoted_car_subject ON public.quoted_car USING btree (subject_id);

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
-- Name: setting_entity; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX setting_entity ON public.setting USING btree (entity_id, topic);

--
-- Name: sign_in_attempt_since; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_attempt_since ON public.sign_in_attempt USING btree (since);

--
-- Name: socket_ticket_session; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX socket_ticket_session ON public.socket_ticket USING btree (session_hash);

--
-- Name: start_told_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX start_told_account ON public.start_told USING btree (account_id);

--
-- Name: start_told_auction; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX start_told_auction ON public.start_told USING btree (auction_id);

--
-- Name: stock_word_parts; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX stock_word_parts ON public.stock_word USING gin (word public.gin_trgm_ops);

--
-- Name: trade_in_defect_trade_in; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trade_in_defect_trade_in ON public.trade_in_defect USING btree (trade_in_id);

--
-- Name: trade_in_idempotency; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX trade_in_idempotency ON public.trade_in USING btree (created_by, idempotency_key) WHERE (idempotency_key IS NOT NULL);

--
-- Name: trade_in_point_of_sale; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trade_in_point_of_sale ON public.trade_in USING btree (point_of_sale_id);

--
-- Name: trade_in_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trade_in_state ON public.trade_in USING btree (entity_id, state, number);

--
-- Name: vehicle_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_age ON public.vehicle USING btree (entity_id, public.stock_age(entered_at, exited_at), id);

--
-- Name: vehicle_by_entry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_entry ON public.vehicle USING btree (entity_id, COALESCE(entered_at, '-infinity'::timestamp with time zone), id);

--
-- Name: vehicle_by_mileage; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_mileage ON public.vehicle USING btree (entity_id, COALESCE(mileage_km, '-1'::integer), id);

--
-- Name: vehicle_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_name ON public.vehicle USING btree (entity_id, (((make || ' '::text) || model)), id);

--
-- Name: vehicle_by_registration; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_registration ON public.vehicle USING btree (entity_id, COALESCE(first_registration, '-infinity'::date), id);

--
-- Name: vehicle_by_retail_price; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_retail_price ON public.vehicle USING btree (entity_id, COALESCE(retail_price_cents, ('-1'::integer)::bigint), id);

--
-- Name: vehicle_by_target; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_target ON public.vehicle USING btree (entity_id, COALESCE(
CASE
    WHEN (exited_at IS NULL) THEN sale_target_on
    ELSE NULL::date
END, 'infinity'::date), id);

--
-- Name: vehicle_by_trade_price; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_trade_price ON public.vehicle USING btree (entity_id, COALESCE(trade_price_cents, ('-1'::integer)::bigint), id);

--
-- Name: vehicle_cost_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX vehicle_cost_once ON public.vehicle_cost USING btree (vehicle_id, idempotency_key);

--
-- Name: vehicle_cost_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_cost_vehicle ON public.vehicle_cost USING btree (vehicle_id);

--
-- Name: vehicle_defect_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_defect_vehicle ON public.vehicle_defect USING btree (vehicle_id);

--
-- Name: vehicle_delivery_physical_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_delivery_physical_site ON public.vehicle_delivery USING btree (physical_site_id);

--
-- Name: vehicle_delivery_point_of_sale; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_delivery_point_of_sale ON public.vehicle_delivery USING btree (point_of_sale_id);

--
-- Name: vehicle_delivery_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_delivery_pro ON public.vehicle_delivery USING btree (pro_id) WHERE (pro_id IS NOT NULL);

--
-- Name: vehicle_delivery_seller; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_delivery_seller ON public.vehicle_delivery USING btree (seller_id);

--
-- Name: vehicle_destination; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_destination ON public.vehicle USING btree (entity_id, destination, number);

--
-- Name: vehicle_energy; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_energy ON public.vehicle USING btree (entity_id, energy, number);

--
-- Name: vehicle_engagement_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_engagement_subject ON public.vehicle_engagement USING btree (subject_id);

--
-- Name: vehicle_event_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_event_account ON public.vehicle_event USING btree (account_id) WHERE (account_id IS NOT NULL);

--
-- Name: vehicle_event_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_event_vehicle ON public.vehicle_event USING btree (vehicle_id, id);

--
-- Name: vehicle_exit_pro; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_exit_pro ON public.vehicle_exit USING btree (pro_id, exited_at) WHERE (pro_id IS NOT NULL);

--
-- Name: vehicle_exit_standing; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX vehicle_exit_standing ON public.vehicle_exit USING btree (vehicle_id) WHERE (cancelled_at IS NULL);

--
-- Name: vehicle_exit_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_exit_vehicle ON public.vehicle_exit USING btree (vehicle_id);

--
-- Name: vehicle_identifiers; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_identifiers ON public.vehicle USING gin (identifiers public.gin_trgm_ops);

--
-- Name: vehicle_import_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_import_account ON public.vehicle_import USING btree (account_id);

--
-- Name: vehicle_import_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_import_due ON public.vehicle_import USING btree (id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

--
-- Name: vehicle_import_entity; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_import_entity ON public.vehicle_import USING btree (entity_id, id);

--
-- Name: vehicle_import_point_of_sale; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_import_point_of_sale ON public.vehicle_import USING btree (point_of_sale_id);

--
-- Name: vehicle_make; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_make ON public.vehicle USING btree (entity_id, make, model);

--
-- Name: vehicle_physical_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_physical_site ON public.vehicle USING btree (physical_site_id) WHERE (physical_site_id IS NOT NULL);

--
-- Name: vehicle_plate; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_plate ON public.vehicle USING btree (entity_id, plate) WHERE (plate IS NOT NULL);

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
-- Name: vehicle_undeclared; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_undeclared ON public.vehicle USING btree (purchased_on) WHERE ((purchase_declared_on IS NULL) AND (kind <> 'new'::text));

--
-- Name: vehicle_vin_in_stock; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX vehicle_vin_in_stock ON public.vehicle USING btree (entity_id, vin) WHERE (status <> 'exited'::text);

--
-- Name: vehicle_words; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_words ON public.vehicle USING gin (words);

--
-- Name: change_record change_record_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER change_record_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.change_record FOR EACH STATEMENT EXECUTE FUNCTION public.change_record_is_append_only();

--
-- Name: ledger ledger_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_is_append_only();

--
-- Name: outbox outbox_rings; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_rings AFTER INSERT ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.outbox_rings();

--
-- Name: police_completion police_completion_fills; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER police_completion_fills BEFORE INSERT ON public.police_completion FOR EACH ROW EXECUTE FUNCTION public.police_completion_fills();

--
-- Name: police_completion police_completion_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER police_completion_kept BEFORE TRUNCATE ON public.police_completion FOR EACH STATEMENT EXECUTE FUNCTION public.stock_never_changed();

--
-- Name: police_completion police_completion_unchanged; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER police_completion_unchanged BEFORE DELETE OR UPDATE ON public.police_completion FOR EACH ROW EXECUTE FUNCTION public.stock_never_changed();

--
-- Name: police_entry police_entry_follows; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER police_entry_follows BEFORE INSERT ON public.police_entry FOR EACH ROW EXECUTE FUNCTION public.police_entry_follows();

--
-- Name: police_entry police_entry_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER police_entry_kept BEFORE TRUNCATE ON public.police_entry FOR EACH STATEMENT EXECUTE FUNCTION public.stock_never_changed();

--
-- Name: police_entry police_entry_unchanged; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER police_entry_unchanged BEFORE DELETE OR UPDATE ON public.police_entry FOR EACH ROW EXECUTE FUNCTION public.stock_never_changed();

--
-- Name: refusal refusal_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refusal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.refusal FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_is_append_only();

--
-- Name: vehicle stock_words_learned; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stock_words_learned AFTER INSERT ON public.vehicle REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.stock_words_learned();

--
-- Name: vehicle stock_words_learned_anew; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stock_words_learned_anew AFTER UPDATE ON public.vehicle REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.stock_words_learned();

--
-- Name: vehicle_event vehicle_event_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER vehicle_event_kept BEFORE DELETE ON public.vehicle_event FOR EACH ROW EXECUTE FUNCTION public.vehicle_event_kept();

--
-- Name: vehicle_event vehicle_event_unchanged; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER vehicle_event_unchanged BEFORE UPDATE ON public.vehicle_event FOR EACH ROW EXECUTE FUNCTION public.stock_never_changed();

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
-- Name: car_correction car_correction_auction_id_lot_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.car_correction
    ADD CONSTRAINT car_correction_auction_id_lot_fkey FOREIGN KEY (auction_id, lot) REFERENCES public.lot(auction_id, lot);

--
-- Name: car_correction car_correction_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.car_correction
    ADD CONSTRAINT car_correction_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.dealer_user(id);

--
-- Name: car_correction car_correction_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.car_correction
    ADD CONSTRAINT car_correction_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id);

--
-- Name: catalogue_model catalogue_model_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalogue_model
    ADD CONSTRAINT catalogue_model_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: change_record change_record_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_record
    ADD CONSTRAINT change_record_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: change_record change_record_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_record
    ADD CONSTRAINT change_record_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: change_record change_record_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_record
    ADD CONSTRAINT change_record_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: colleague_invitation colleague_invitation_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.colleague_invitation
    ADD CONSTRAINT colleague_invitation_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.account(id);

--
-- Name: colleague_invitation colleague_invitation_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.colleague_invitation
    ADD CONSTRAINT colleague_invitation_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: colleague_invitation colleague_invitation_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.colleague_invitation
    ADD CONSTRAINT colleague_invitation_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: colleague_invitation colleague_invitation_user_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.colleague_invitation
    ADD CONSTRAINT colleague_invitation_user_group_id_fkey FOREIGN KEY (user_group_id) REFERENCES public.user_group(id) ON DELETE CASCADE;

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
-- Name: dms_invoice dms_invoice_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dms_invoice
    ADD CONSTRAINT dms_invoice_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

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
-- Name: known_device known_device_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.known_device
    ADD CONSTRAINT known_device_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

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
-- Name: notification_preference notification_preference_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification_preference
    ADD CONSTRAINT notification_preference_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

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
-- Name: outbid_waiting outbid_waiting_auction_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbid_waiting
    ADD CONSTRAINT outbid_waiting_auction_id_fkey FOREIGN KEY (auction_id) REFERENCES public.auction(id);

--
-- Name: outbid_waiting outbid_waiting_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbid_waiting
    ADD CONSTRAINT outbid_waiting_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.pro_member(id);

--
-- Name: outbox outbox_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: outbox outbox_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: outbox outbox_resent_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_resent_by_fkey FOREIGN KEY (resent_by) REFERENCES public.dealer_user(id);

--
-- Name: password_reset password_reset_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_reset
    ADD CONSTRAINT password_reset_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: photo_chunk photo_chunk_photo_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.photo_chunk
    ADD CONSTRAINT photo_chunk_photo_id_fkey FOREIGN KEY (photo_id) REFERENCES public.photo(id) ON DELETE CASCADE;

--
-- Name: point_of_sale point_of_sale_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.point_of_sale
    ADD CONSTRAINT point_of_sale_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: police_completion police_completion_entity_id_number_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.police_completion
    ADD CONSTRAINT police_completion_entity_id_number_fkey FOREIGN KEY (entity_id, number) REFERENCES public.police_entry(entity_id, number);

--
-- Name: police_entry police_entry_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.police_entry
    ADD CONSTRAINT police_entry_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: police_entry police_entry_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.police_entry
    ADD CONSTRAINT police_entry_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id);

--
-- Name: police_register police_register_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.police_register
    ADD CONSTRAINT police_register_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

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
-- Name: professional professional_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional
    ADD CONSTRAINT professional_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: professional_invitation professional_invitation_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional_invitation
    ADD CONSTRAINT professional_invitation_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.account(id);

--
-- Name: professional_invitation_entity professional_invitation_entity_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional_invitation_entity
    ADD CONSTRAINT professional_invitation_entity_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id) ON DELETE CASCADE;

--
-- Name: professional_invitation_entity professional_invitation_entity_invitation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional_invitation_entity
    ADD CONSTRAINT professional_invitation_entity_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES public.professional_invitation(id) ON DELETE CASCADE;

--
-- Name: professional_invitation professional_invitation_professional_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional_invitation
    ADD CONSTRAINT professional_invitation_professional_id_fkey FOREIGN KEY (professional_id) REFERENCES public.professional(id);

--
-- Name: professional professional_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.professional
    ADD CONSTRAINT professional_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: purchase_reminder purchase_reminder_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_reminder
    ADD CONSTRAINT purchase_reminder_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id) ON DELETE CASCADE;

--
-- Name: push_subscription push_subscription_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_subscription
    ADD CONSTRAINT push_subscription_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: quotation quotation_auction_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quotation
    ADD CONSTRAINT quotation_auction_id_fkey FOREIGN KEY (auction_id) REFERENCES public.auction(id);

--
-- Name: quotation quotation_trade_in_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quotation
    ADD CONSTRAINT quotation_trade_in_id_fkey FOREIGN KEY (trade_in_id) REFERENCES public.trade_in(id);

--
-- Name: quote quote_auction_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quote
    ADD CONSTRAINT quote_auction_id_fkey FOREIGN KEY (auction_id) REFERENCES public.quotation(auction_id);

--
-- Name: quote quote_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quote
    ADD CONSTRAINT quote_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: quoted_car quoted_car_auction_id_lot_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quoted_car
    ADD CONSTRAINT quoted_car_auction_id_lot_fkey FOREIGN KEY (auction_id, lot) REFERENCES public.lot(auction_id, lot);

--
-- Name: recovery_code recovery_code_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.second_factor(account_id) ON DELETE CASCADE;

--
-- Name: saved_search saved_search_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.saved_search
    ADD CONSTRAINT saved_search_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.dealer_user(id);

--
-- Name: second_factor second_factor_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.second_factor
    ADD CONSTRAINT second_factor_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: session session_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: setting setting_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: setting setting_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.dealer_group(id);

--
-- Name: socket_ticket socket_ticket_session_hash_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.socket_ticket
    ADD CONSTRAINT socket_ticket_session_hash_fkey FOREIGN KEY (session_hash) REFERENCES public.session(token_hash) ON DELETE CASCADE;

--
-- Name: start_told start_told_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.start_told
    ADD CONSTRAINT start_told_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: start_told start_told_auction_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.start_told
    ADD CONSTRAINT start_told_auction_id_fkey FOREIGN KEY (auction_id) REFERENCES public.auction(id);

--
-- Name: table_columns table_columns_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.table_columns
    ADD CONSTRAINT table_columns_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.dealer_user(id);

--
-- Name: trade_in trade_in_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trade_in
    ADD CONSTRAINT trade_in_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.dealer_user(id);

--
-- Name: trade_in_defect trade_in_defect_trade_in_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trade_in_defect
    ADD CONSTRAINT trade_in_defect_trade_in_id_fkey FOREIGN KEY (trade_in_id) REFERENCES public.trade_in(id);

--
-- Name: trade_in trade_in_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trade_in
    ADD CONSTRAINT trade_in_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: trade_in trade_in_point_of_sale_id_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trade_in
    ADD CONSTRAINT trade_in_point_of_sale_id_entity_id_fkey FOREIGN KEY (point_of_sale_id, entity_id) REFERENCES public.point_of_sale(id, entity_id);

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
-- Name: vehicle_defect vehicle_defect_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_defect
    ADD CONSTRAINT vehicle_defect_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id) ON DELETE CASCADE;

--
-- Name: vehicle_delivery vehicle_delivery_physical_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_delivery
    ADD CONSTRAINT vehicle_delivery_physical_site_id_fkey FOREIGN KEY (physical_site_id) REFERENCES public.point_of_sale(id);

--
-- Name: vehicle_delivery vehicle_delivery_point_of_sale_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_delivery
    ADD CONSTRAINT vehicle_delivery_point_of_sale_id_fkey FOREIGN KEY (point_of_sale_id) REFERENCES public.point_of_sale(id);

--
-- Name: vehicle_delivery vehicle_delivery_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_delivery
    ADD CONSTRAINT vehicle_delivery_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: vehicle_delivery vehicle_delivery_seller_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_delivery
    ADD CONSTRAINT vehicle_delivery_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES public.dealer_user(id);

--
-- Name: vehicle_delivery vehicle_delivery_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_delivery
    ADD CONSTRAINT vehicle_delivery_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id) ON DELETE CASCADE;

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
-- Name: vehicle_event vehicle_event_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_event
    ADD CONSTRAINT vehicle_event_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: vehicle_event vehicle_event_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_event
    ADD CONSTRAINT vehicle_event_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id) ON DELETE CASCADE;

--
-- Name: vehicle_exit vehicle_exit_pro_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_exit
    ADD CONSTRAINT vehicle_exit_pro_id_fkey FOREIGN KEY (pro_id) REFERENCES public.pro(id);

--
-- Name: vehicle_exit vehicle_exit_vehicle_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_exit
    ADD CONSTRAINT vehicle_exit_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES public.vehicle(id);

--
-- Name: vehicle_import vehicle_import_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_import
    ADD CONSTRAINT vehicle_import_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: vehicle_import vehicle_import_entity_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_import
    ADD CONSTRAINT vehicle_import_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

--
-- Name: vehicle_import vehicle_import_point_of_sale_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle_import
    ADD CONSTRAINT vehicle_import_point_of_sale_id_fkey FOREIGN KEY (point_of_sale_id) REFERENCES public.point_of_sale(id);

--
-- Name: vehicle vehicle_physical_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_physical_site_id_fkey FOREIGN KEY (physical_site_id) REFERENCES public.point_of_sale(id);

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
-- Name: webhook_secret webhook_secret_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_secret
    ADD CONSTRAINT webhook_secret_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

--
-- Name: auction; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.auction ENABLE ROW LEVEL SECURITY;

--
-- Name: auction_invitation; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.auction_invitation ENABLE ROW LEVEL SECURITY;

--
-- Name: change_record; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.change_record ENABLE ROW LEVEL SECURITY;

--
-- Name: colleague_invitation; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.colleague_invitation ENABLE ROW LEVEL SECURITY;

--
-- Name: connection; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.connection ENABLE ROW LEVEL SECURITY;

--
-- Name: distribution_list; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.distribution_list ENABLE ROW LEVEL SECURITY;

--
-- Name: distribution_list_pro; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.distribution_list_pro ENABLE ROW LEVEL SECURITY;

--
-- Name: dms_invoice; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.dms_invoice ENABLE ROW LEVEL SECURITY;

--
-- Name: auction fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.auction TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[])) OR public.fence_follows(id)));

--
-- Name: auction_invitation fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.auction_invitation TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR public.fence_follows(auction_id)));

--
-- Name: change_record fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.change_record TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (group_id = ( SELECT public.fence_group() AS fence_group)) OR (pro_id = ( SELECT public.fence_pro() AS fence_pro))));

--
-- Name: colleague_invitation fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.colleague_invitation TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (group_id = ( SELECT public.fence_group() AS fence_group)) OR (pro_id = ( SELECT public.fence_pro() AS fence_pro))));

--
-- Name: connection fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.connection TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[])) OR (pro_id = ( SELECT public.fence_pro() AS fence_pro))));

--
-- Name: distribution_list fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.distribution_list TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[]))));

--
-- Name: distribution_list_pro fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.distribution_list_pro TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (EXISTS ( SELECT
   FROM public.distribution_list
  WHERE (distribution_list.id = distribution_list_pro.list_id)))));

--
-- Name: dms_invoice fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.dms_invoice TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (group_id = ( SELECT public.fence_group() AS fence_group))));

--
-- Name: ledger fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.ledger TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR public.fence_follows(auction_id)));

--
-- Name: lot fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.lot TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[])) OR public.fence_follows(auction_id)));

--
-- Name: lot_vehicle fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.lot_vehicle TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR public.fence_follows(auction_id)));

--
-- Name: offer fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.offer TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[])) OR (pro_id = ( SELECT public.fence_pro() AS fence_pro))));

--
-- Name: offer_line fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.offer_line TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (EXISTS ( SELECT
   FROM public.offer
  WHERE (offer.id = offer_line.offer_id)))));

--
-- Name: police_completion fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.police_completion TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[]))));

--
-- Name: police_entry fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.police_entry TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[]))));

--
-- Name: police_register fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.police_register TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[]))));

--
-- Name: professional fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.professional TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (group_id = ( SELECT public.fence_group() AS fence_group))));

--
-- Name: professional_invitation fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.professional_invitation TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (EXISTS ( SELECT
   FROM public.professional
  WHERE (professional.id = professional_invitation.professional_id)))));

--
-- Name: professional_invitation_entity fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.professional_invitation_entity TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (EXISTS ( SELECT
   FROM public.professional_invitation
  WHERE (professional_invitation.id = professional_invitation_entity.invitation_id)))));

--
-- Name: quotation fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.quotation TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR public.fence_follows(auction_id)));

--
-- Name: quote fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.quote TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (pro_id = ( SELECT public.fence_pro() AS fence_pro)) OR (EXISTS ( SELECT
   FROM public.auction
  WHERE ((auction.id = quote.auction_id) AND (auction.entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[])))))));

--
-- Name: quoted_car fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.quoted_car TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR public.fence_follows(auction_id)));

--
-- Name: refusal fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.refusal TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR public.fence_follows(auction_id)));

--
-- Name: setting fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.setting TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (group_id = ( SELECT public.fence_group() AS fence_group))));

--
-- Name: trade_in fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.trade_in TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[]))));

--
-- Name: vehicle_cost fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.vehicle_cost TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR public.fence_owns_vehicle(vehicle_id)));

--
-- Name: vehicle_exit fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.vehicle_exit TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR public.fence_owns_vehicle(vehicle_id)));

--
-- Name: vehicle_import fence; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY fence ON public.vehicle_import TO adjuge_web USING ((( SELECT public.fence_open() AS fence_open) OR (entity_id = ANY (( SELECT public.fence_entities() AS fence_entities)::uuid[]))));

--
-- Name: ledger; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.ledger ENABLE ROW LEVEL SECURITY;

--
-- Name: lot; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.lot ENABLE ROW LEVEL SECURITY;

--
-- Name: lot_vehicle; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.lot_vehicle ENABLE ROW LEVEL SECURITY;

--
-- Name: offer; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.offer ENABLE ROW LEVEL SECURITY;

--
-- Name: offer_line; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.offer_line ENABLE ROW LEVEL SECURITY;

--
-- Name: police_completion; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.police_completion ENABLE ROW LEVEL SECURITY;

--
-- Name: police_entry; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.police_entry ENABLE ROW LEVEL SECURITY;

--
-- Name: police_register; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.police_register ENABLE ROW LEVEL SECURITY;

--
-- Name: professional; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.professional ENABLE ROW LEVEL SECURITY;

--
-- Name: professional_invitation; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.professional_invitation ENABLE ROW LEVEL SECURITY;

--
-- Name: professional_invitation_entity; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.professional_invitation_entity ENABLE ROW LEVEL SECURITY;

--
-- Name: quotation; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.quotation ENABLE ROW LEVEL SECURITY;

--
-- Name: quote; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.quote ENABLE ROW LEVEL SECURITY;

--
-- Name: quoted_car; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.quoted_car ENABLE ROW LEVEL SECURITY;

--
-- Name: refusal; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.refusal ENABLE ROW LEVEL SECURITY;

--
-- Name: setting; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.setting ENABLE ROW LEVEL SECURITY;

--
-- Name: trade_in; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.trade_in ENABLE ROW LEVEL SECURITY;

--
-- Name: vehicle_cost; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.vehicle_cost ENABLE ROW LEVEL SECURITY;

--
-- Name: vehicle_exit; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.vehicle_exit ENABLE ROW LEVEL SECURITY;

--
-- Name: vehicle_import; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.vehicle_import ENABLE ROW LEVEL SECURITY;

--
-- PostgreSQL database dump complete
--
