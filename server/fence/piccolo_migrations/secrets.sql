-- Serving processes write the secrets of webhooks and never read them; of our keys for push services they know the public
-- half alone. (account_id is read to find a row that is there already.)
REVOKE SELECT ON webhook_secret FROM adjuge_web;
GRANT SELECT (account_id, created_at) ON webhook_secret TO adjuge_web;
REVOKE ALL ON vapid_key FROM adjuge_web;
GRANT SELECT (public_key) ON vapid_key TO adjuge_web;
