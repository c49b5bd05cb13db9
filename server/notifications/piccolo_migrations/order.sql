-- Letters leave in the order of this index: due first, then as they were written; a hundred thousand that wait are
-- not sorted for each handful that is taken.

DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (channel, due_at, id) WHERE delivered_at IS NULL AND abandoned_at IS NULL;
