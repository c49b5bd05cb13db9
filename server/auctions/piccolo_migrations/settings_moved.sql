-- Settings moved to their own slice, where each value is inherited from the group unless the entity chose it (domain 3).

INSERT INTO setting (group_id, entity_id, topic, version, chosen, changed_at, changed_by)
SELECT entity.group_id, entity.id, 'auction_settings', 1, jsonb_build_object(
    'gain_basis', gain_basis,
    'soft_close', CASE WHEN soft_close_window_seconds > 0 THEN jsonb_build_object(
        'window_seconds', soft_close_window_seconds,
        'extension_seconds', soft_close_extension_seconds,
        'cap_seconds', soft_close_cap_seconds) END), now(), ''
FROM auction_settings JOIN entity ON entity.id = auction_settings.entity_id ON CONFLICT DO NOTHING;

INSERT INTO setting (group_id, entity_id, topic, version, chosen, changed_at, changed_by)
SELECT entity.group_id, entity.id, 'price_policy', 1,
    jsonb_build_object('answer_delay_seconds', quotation_seconds), now(), ''
FROM auction_settings JOIN entity ON entity.id = auction_settings.entity_id ON CONFLICT DO NOTHING;

DROP TABLE auction_settings;
