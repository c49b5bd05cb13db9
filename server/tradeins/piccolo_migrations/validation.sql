-- An estimate may wait for somebody who may validate it, with a word of its seller (domain 4.3).

ALTER TABLE trade_in DROP CONSTRAINT trade_in_state_check;
ALTER TABLE trade_in ADD CONSTRAINT trade_in_state_check
    CHECK (state IN ('draft', 'awaiting_validation', 'in_quotation', 'quoted', 'not_quoted'));
ALTER TABLE trade_in ADD COLUMN comment_for_manager text NOT NULL DEFAULT '';
ALTER TABLE trade_in ALTER COLUMN comment_for_manager DROP DEFAULT;
