-- Days that can be: from 1900 to 2199. What people may write is narrower (server/kit/days.py); these are the bounds that
-- every computation stands. A day without end, which one wrote before, made every question about the stock fail.

-- What was written is kept in the car's history; where the car needs a day, another one that is known stands for it. A
-- car's entry is that of its record: one came with a file, from a year nobody meant.
WITH impossible AS (
    SELECT id, version, field, before, after FROM vehicle, LATERAL (
        SELECT field, to_jsonb(day::text) AS before, NULL::jsonb AS after FROM (VALUES
            ('first_registration', first_registration), ('purchased_on', purchased_on),
            ('purchase_declared_on', purchase_declared_on), ('sale_target_on', sale_target_on)
        ) AS written (field, day)
        WHERE day NOT BETWEEN date '1900-01-01' AND date '2199-12-31'
        UNION ALL SELECT 'entered_at', to_jsonb(entered_at), to_jsonb(created_at)
        WHERE entered_at NOT BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z'
    ) AS wrong
), noted AS (
    INSERT INTO vehicle_event (id, vehicle_id, version, at, account_id, actor, kind, changes)
    SELECT
        -- A UUIDv7, as all ids are: they sort by age.
        encode(set_byte(overlay(uuid_send(gen_random_uuid())
            PLACING substring(int8send((extract(epoch FROM now()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 6, 112),
            'hex')::uuid,
        id, version + 1, now(), NULL, 'Adjugé', 'edited',
        jsonb_agg(jsonb_build_object('field', field, 'before', before, 'after', after))
    FROM impossible GROUP BY id, version RETURNING vehicle_id
)
UPDATE vehicle SET
    version = version + 1,
    first_registration = CASE WHEN first_registration BETWEEN date '1900-01-01' AND date '2199-12-31'
        THEN first_registration END,
    purchased_on = CASE WHEN purchased_on BETWEEN date '1900-01-01' AND date '2199-12-31' THEN purchased_on END,
    purchase_declared_on = CASE WHEN purchase_declared_on BETWEEN date '1900-01-01' AND date '2199-12-31'
        THEN purchase_declared_on END,
    sale_target_on = CASE WHEN sale_target_on BETWEEN date '1900-01-01' AND date '2199-12-31' THEN sale_target_on END,
    entered_at = CASE WHEN entered_at NOT BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z'
        THEN created_at ELSE entered_at END
FROM noted WHERE noted.vehicle_id = vehicle.id;
UPDATE vehicle_cost SET spent_on = (SELECT created_at FROM vehicle WHERE id = vehicle_id)::date
WHERE spent_on NOT BETWEEN date '1900-01-01' AND date '2199-12-31';
UPDATE vehicle_delivery SET delivered_on = declared_at::date
WHERE delivered_on NOT BETWEEN date '1900-01-01' AND date '2199-12-31';
UPDATE dms_invoice SET invoiced_at = received_at
WHERE invoiced_at NOT BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z';
-- A car leaves no sooner than it was taken in.
UPDATE vehicle_exit SET exited_at = (SELECT created_at FROM vehicle WHERE id = vehicle_id)
WHERE exited_at NOT BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z';
UPDATE vehicle SET exited_at = created_at
WHERE exited_at NOT BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z';

ALTER TABLE vehicle
    ADD CONSTRAINT vehicle_days_that_can_be CHECK (
        first_registration BETWEEN date '1900-01-01' AND date '2199-12-31'
        AND purchased_on BETWEEN date '1900-01-01' AND date '2199-12-31'
        AND purchase_declared_on BETWEEN date '1900-01-01' AND date '2199-12-31'
        AND sale_target_on BETWEEN date '1900-01-01' AND date '2199-12-31'
        AND entered_at BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z'
        AND exited_at BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z'
    );
ALTER TABLE vehicle_cost ADD CONSTRAINT vehicle_cost_days_that_can_be CHECK (
    spent_on BETWEEN date '1900-01-01' AND date '2199-12-31');
ALTER TABLE vehicle_delivery ADD CONSTRAINT vehicle_delivery_days_that_can_be CHECK (
    delivered_on BETWEEN date '1900-01-01' AND date '2199-12-31');
ALTER TABLE vehicle_exit ADD CONSTRAINT vehicle_exit_days_that_can_be CHECK (
    exited_at BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z');
ALTER TABLE dms_invoice ADD CONSTRAINT dms_invoice_days_that_can_be CHECK (
    invoiced_at BETWEEN timestamptz '1900-01-01 00:00Z' AND timestamptz '2200-01-01 00:00Z');
-- The register is never changed, whatever it says.
ALTER TABLE police_entry ADD CONSTRAINT police_entry_days_that_can_be CHECK (
    entered_on BETWEEN date '1900-01-01' AND date '2199-12-31'
    AND first_registration BETWEEN date '1900-01-01' AND date '2199-12-31'
) NOT VALID;
