-- An address is one person's account. A program doesn't sign in by it, so that adding one tells nobody who has an account.

ALTER TABLE account DROP CONSTRAINT account_email_key;
CREATE UNIQUE INDEX account_email_key ON account (email) WHERE kind = 'person';
