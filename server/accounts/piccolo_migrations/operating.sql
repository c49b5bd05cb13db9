-- The first person of a group is invited by the operator, who has no account. NULL: the operator.
ALTER TABLE colleague_invitation ALTER COLUMN created_by DROP NOT NULL;
