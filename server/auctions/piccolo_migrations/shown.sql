-- More of the car that is only to be quoted, as pros are shown it (domain 4.13, 7.6).
ALTER TABLE quoted_car
    ADD COLUMN doors smallint CHECK (doors BETWEEN 1 AND 9),
    ADD COLUMN first_owner boolean,
    ADD COLUMN origin text,
    ADD COLUMN options text[] NOT NULL DEFAULT '{}',
    ADD COLUMN photo_key text; -- of the first photo, which may come while pros are asked
ALTER TABLE quoted_car ALTER COLUMN options DROP DEFAULT;
