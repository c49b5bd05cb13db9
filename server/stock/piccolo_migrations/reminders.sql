-- Cars of which it was told that their purchase is to be declared (domain "France"): once each.
CREATE TABLE purchase_reminder (
    vehicle_id uuid PRIMARY KEY REFERENCES vehicle ON DELETE CASCADE,
    told_at timestamptz NOT NULL
);
CREATE INDEX vehicle_undeclared ON vehicle (purchased_on) WHERE purchase_declared_on IS NULL AND kind <> 'new';
