-- Limits are read where they are set; that of an invitation was written and never read.
ALTER TABLE auction_invitation DROP COLUMN limit_cents;
