-- A restored dump calls functions without any search path, so that each has to bring its own.
ALTER FUNCTION change_record_is_append_only() SET search_path = public, pg_temp;
