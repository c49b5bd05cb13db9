-- A restored dump calls functions without any search path, so that each has to bring its own.
-- Those who act with their owner's rights look into nobody's temporary tables first.
ALTER FUNCTION fence_follows(uuid) SET search_path = public, pg_temp;
ALTER FUNCTION fence_owns_vehicle(uuid) SET search_path = public, pg_temp;
