-- What was not known when a car was entered in the police register: said later, once for each column, by whom and when.
-- The entry itself stays as it was written (life.sql).
CREATE TABLE police_completion (
    entity_id uuid NOT NULL,
    number bigint NOT NULL,
    field text NOT NULL CHECK (field IN ('seller_name', 'seller_address', 'seller_document', 'payment_method')),
    value text NOT NULL CHECK (value <> ''),
    completed_at timestamptz NOT NULL,
    completed_by text NOT NULL,
    PRIMARY KEY (entity_id, number, field),
    FOREIGN KEY (entity_id, number) REFERENCES police_entry (entity_id, number)
);
CREATE FUNCTION police_completion_fills() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM police_entry entry WHERE entry.entity_id = NEW.entity_id AND entry.number = NEW.number
        AND to_jsonb(entry) ->> NEW.field <> '') THEN
        RAISE EXCEPTION 'the entry says its % already', NEW.field USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER police_completion_fills BEFORE INSERT ON police_completion
    FOR EACH ROW EXECUTE FUNCTION police_completion_fills();
CREATE TRIGGER police_completion_unchanged BEFORE UPDATE OR DELETE ON police_completion
    FOR EACH ROW EXECUTE FUNCTION stock_never_changed();
CREATE TRIGGER police_completion_kept BEFORE TRUNCATE ON police_completion
    FOR EACH STATEMENT EXECUTE FUNCTION stock_never_changed();
