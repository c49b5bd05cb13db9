-- The sale of one car of an offer may be cancelled (domain 7.9): its line stays to be read, and counts no more.
ALTER TABLE offer_line ADD COLUMN cancelled_reason text;
