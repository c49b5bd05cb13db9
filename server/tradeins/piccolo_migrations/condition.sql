-- More of a customer's car, and what is broken about it (domain 4.1, 4.13).
ALTER TABLE trade_in
    ADD COLUMN doors smallint CHECK (doors BETWEEN 1 AND 9),
    ADD COLUMN first_owner boolean,
    ADD COLUMN origin text,
    ADD COLUMN options text[] NOT NULL DEFAULT '{}';
ALTER TABLE trade_in ALTER COLUMN options DROP DEFAULT;

-- Its photos name it by defect_id; the point is one of the drawn outline, as of a car of the stock.
CREATE TABLE trade_in_defect (
    id uuid PRIMARY KEY,
    trade_in_id uuid NOT NULL REFERENCES trade_in,
    name text NOT NULL CHECK (name <> ''),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 1000000000000), -- excl. VAT
    place_view text CHECK (place_view IN ('left', 'right', 'top', 'front', 'rear')),
    place_x smallint CHECK (place_x BETWEEN 0 AND 1000),
    place_y smallint CHECK (place_y BETWEEN 0 AND 1000),
    CONSTRAINT trade_in_defect_place CHECK (num_nulls(place_view, place_x, place_y) IN (0, 3))
);
CREATE INDEX trade_in_defect_trade_in ON trade_in_defect (trade_in_id);
