-- Sorting by days in stock and by days late, which the days that pass don't change (domain 6.5).

-- The more, the longer a car is in stock. Cars that are in stock grow older at the same pace, so the day they came says
-- who is older; those that left stayed so long as they did, and come before; those that never came, before them.
CREATE FUNCTION stock_age(entered_at timestamptz, exited_at timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN entered_at IS NULL THEN -2000000
        WHEN exited_at IS NULL THEN date '2200-01-01' - (entered_at AT TIME ZONE 'UTC')::date
        ELSE greatest((exited_at AT TIME ZONE 'UTC')::date - (entered_at AT TIME ZONE 'UTC')::date, 0) - 1000000
    END
$$;
CREATE INDEX vehicle_by_age ON vehicle (entity_id, stock_age(entered_at, exited_at), id);

-- A car that left is late no more.
DROP INDEX vehicle_by_target;
CREATE INDEX vehicle_by_target ON vehicle
    (entity_id, (coalesce(CASE WHEN exited_at IS NULL THEN sale_target_on END, 'infinity')), id);
