-- Sealed secrets are longer than what they hold.
ALTER TABLE webhook_secret DROP CONSTRAINT webhook_secret_secret_check;
ALTER TABLE vapid_key DROP CONSTRAINT vapid_key_private_key_check;
