-- A restored dump calls functions without any search path, so that each has to bring its own.
ALTER FUNCTION ledger_is_append_only() SET search_path = public, pg_temp;
ALTER FUNCTION move_checkpoints(smallint[], bigint[], text[], text[]) SET search_path = public, pg_temp;
