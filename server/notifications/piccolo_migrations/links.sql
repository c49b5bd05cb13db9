-- A link that opens an account is kept by whom it was sent to, and by nobody else: not by letters that were delivered
-- before links left with them either. One that was given up keeps its link where a manager may send it again.
UPDATE outbox SET body = body - 'link'
WHERE body->>'link' ~ '[#/](inv|pwd)_'
    AND (delivered_at IS NOT NULL OR abandoned_at IS NOT NULL AND entity_id IS NULL AND group_id IS NULL);
