-- Serving processes act as `adjuge_web`, which owns nothing: whatever they forget to ask for, they see the rows of
-- `adjuge.entities`, `adjuge.dealer_group` and `adjuge.pro`, set for each use of a connection (server/fence/scope.py), and
-- none without. Work processes, migrations and backups act as the owner, whom no policy holds.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'adjuge_web') THEN
        BEGIN
            CREATE ROLE adjuge_web NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server was quicker
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role adjuge_web is missing, and % may not create it', current_user
                    USING HINT = 'Once, as an administrator: CREATE ROLE adjuge_web; GRANT adjuge_web TO ' || current_user;
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'adjuge_web', 'MEMBER') THEN
        EXECUTE format('GRANT adjuge_web TO %I', current_user);
    END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO adjuge_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO adjuge_web;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO adjuge_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO adjuge_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO adjuge_web;

-- Who is looking. `adjuge.entities` is a list of ids with commas between, or `*`: what serves everybody at once.
CREATE FUNCTION fence_open() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('adjuge.entities', true) = '*', false) $$;

CREATE FUNCTION fence_entities() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN coalesce(current_setting('adjuge.entities', true), '') IN ('', '*') THEN '{}'::uuid[]
        ELSE string_to_array(current_setting('adjuge.entities'), ',')::uuid[] END
$$;

CREATE FUNCTION fence_group() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('adjuge.dealer_group', true), '')::uuid $$;

CREATE FUNCTION fence_pro() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('adjuge.pro', true), '')::uuid $$;

-- What a row hangs on, found without the fence: its policies would ask each other in circles.
CREATE FUNCTION fence_follows(asked uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public AS $$
    SELECT EXISTS (SELECT FROM auction WHERE id = asked AND entity_id = ANY (fence_entities()))
        OR EXISTS (SELECT FROM auction_invitation WHERE auction_id = asked AND pro_id = fence_pro())
$$;

CREATE FUNCTION fence_owns_vehicle(asked uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public AS
$$ SELECT EXISTS (SELECT FROM vehicle WHERE id = asked AND entity_id = ANY (fence_entities())) $$;

CREATE PROCEDURE put_up_fence(fenced text, rule text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', fenced);
    -- The subselect is asked once a statement, and saves the rest where everything may be seen.
    EXECUTE format('CREATE POLICY fence ON %I TO adjuge_web USING ((SELECT fence_open()) OR %s)', fenced, rule);
END
$$;

-- Of one entity.
CALL put_up_fence('distribution_list', 'entity_id = ANY ((SELECT fence_entities())::uuid[])');
CALL put_up_fence('trade_in', 'entity_id = ANY ((SELECT fence_entities())::uuid[])');
CALL put_up_fence('police_entry', 'entity_id = ANY ((SELECT fence_entities())::uuid[])');
CALL put_up_fence('police_register', 'entity_id = ANY ((SELECT fence_entities())::uuid[])');
CALL put_up_fence('vehicle_import', 'entity_id = ANY ((SELECT fence_entities())::uuid[])');
CALL put_up_fence('vehicle_cost', 'fence_owns_vehicle(vehicle_id)');
CALL put_up_fence('vehicle_exit', 'fence_owns_vehicle(vehicle_id)');
CALL put_up_fence('distribution_list_pro', 'EXISTS (SELECT FROM distribution_list WHERE id = list_id)');
CALL put_up_fence('quotation', 'fence_follows(auction_id)');
-- Of one entity and one pro.
CALL put_up_fence('connection', 'entity_id = ANY ((SELECT fence_entities())::uuid[]) OR pro_id = (SELECT fence_pro())');
CALL put_up_fence('offer', 'entity_id = ANY ((SELECT fence_entities())::uuid[]) OR pro_id = (SELECT fence_pro())');
CALL put_up_fence('offer_line', 'EXISTS (SELECT FROM offer WHERE offer.id = offer_id)');
-- Auctions and their secrets: of the entity that sells, and of the pros it invited.
CALL put_up_fence('auction', 'entity_id = ANY ((SELECT fence_entities())::uuid[]) OR fence_follows(id)');
CALL put_up_fence('auction_invitation', 'fence_follows(auction_id)');
CALL put_up_fence('lot', 'entity_id = ANY ((SELECT fence_entities())::uuid[]) OR fence_follows(auction_id)');
CALL put_up_fence('lot_vehicle', 'fence_follows(auction_id)');
CALL put_up_fence('ledger', 'fence_follows(auction_id)');
CALL put_up_fence('refusal', 'fence_follows(auction_id)');
CALL put_up_fence('quoted_car', 'fence_follows(auction_id)');
CALL put_up_fence('quote', 'pro_id = (SELECT fence_pro()) OR EXISTS (
    SELECT FROM auction WHERE auction.id = auction_id AND entity_id = ANY ((SELECT fence_entities())::uuid[]))');
-- Of one dealer group, or of one pro.
CALL put_up_fence('professional', 'group_id = (SELECT fence_group())');
CALL put_up_fence('professional_invitation', 'EXISTS (SELECT FROM professional WHERE id = professional_id)');
CALL put_up_fence('professional_invitation_entity',
    'EXISTS (SELECT FROM professional_invitation WHERE id = invitation_id)');
CALL put_up_fence('change_record', 'group_id = (SELECT fence_group()) OR pro_id = (SELECT fence_pro())');
CALL put_up_fence('colleague_invitation', 'group_id = (SELECT fence_group()) OR pro_id = (SELECT fence_pro())');
CALL put_up_fence('dms_invoice', 'group_id = (SELECT fence_group())');
CALL put_up_fence('setting', 'group_id = (SELECT fence_group())');

DROP PROCEDURE put_up_fence;
