-- A cost that is sent twice is one cost: the sender's key of its request.
ALTER TABLE vehicle_cost ADD COLUMN idempotency_key text CHECK (length(idempotency_key) BETWEEN 1 AND 200);
CREATE UNIQUE INDEX vehicle_cost_once ON vehicle_cost (vehicle_id, idempotency_key);
