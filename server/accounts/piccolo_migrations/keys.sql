-- Keys end by themselves when asked to, and say when they were last used (domain 1.5).

ALTER TABLE api_key ADD expires_at timestamptz CHECK (expires_at > created_at);
ALTER TABLE api_key ADD last_used_at timestamptz;
-- A key with nothing ticked could read; a key without scopes can do nothing from now on.
UPDATE api_key SET scopes = scopes || '{read}' WHERE NOT 'read' = ANY (scopes);

-- Who sees what cars cost and earn, and who sees the legal register: default, not sellers (domain 1.6).
ALTER TABLE user_group DROP CONSTRAINT user_group_rights_check;
ALTER TABLE user_group ADD CONSTRAINT user_group_rights_check CHECK (rights <@ ARRAY['manage_stock', 'run_auctions',
    'manage_pros', 'manage_settings', 'manage_users', 'see_margins', 'see_police_register']);
UPDATE user_group SET rights = rights || ARRAY['see_margins', 'see_police_register'] WHERE rights <> '{}';
