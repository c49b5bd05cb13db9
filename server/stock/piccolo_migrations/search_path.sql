-- A restored dump calls functions without any search path, so that each has to bring its own.
ALTER FUNCTION police_entry_follows() SET search_path = public, pg_temp;
ALTER FUNCTION stock_never_changed() SET search_path = public, pg_temp;
ALTER FUNCTION stock_words_learned() SET search_path = public, pg_temp;
ALTER FUNCTION vehicle_event_kept() SET search_path = public, pg_temp;

-- A column of `vehicle` is computed by this one. It names the schema itself: with a path of its own it would no longer be
-- taken into the statement that calls it.
CREATE OR REPLACE FUNCTION stock_words(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_to_array(translate(public.stock_fold(given), '-/()+,''’_&*"', '            '), ' ')
$$;
