-- A restored dump calls functions without any search path, so that each has to bring its own.
ALTER FUNCTION outbox_rings() SET search_path = public, pg_temp;
