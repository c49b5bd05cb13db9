-- What pros are shown of a car before they bid (domain 7.6): where its defects are, and how often that changed.

-- A point of one view of the drawn outline, in thousandths of the view's width and height.
ALTER TABLE vehicle_defect
    ADD COLUMN place_view text CHECK (place_view IN ('left', 'right', 'top', 'front', 'rear')),
    ADD COLUMN place_x smallint CHECK (place_x BETWEEN 0 AND 1000),
    ADD COLUMN place_y smallint CHECK (place_y BETWEEN 0 AND 1000),
    ADD CONSTRAINT vehicle_defect_place CHECK (num_nulls(place_view, place_x, place_y) IN (0, 3));

-- Of cars of the stock and of trade-ins; one that never changed has no row. Prices and costs don't count.
CREATE TABLE dossier (
    subject_id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0)
);
