-- Whether a distribution list says who is invited, also once that list is deleted: who is invited is settled when the
-- auction opens (domain 2.6, 2.7).
ALTER TABLE auction ADD COLUMN by_list boolean;
UPDATE auction SET by_list = distribution_list_id IS NOT NULL;
ALTER TABLE auction ALTER COLUMN by_list SET NOT NULL;
