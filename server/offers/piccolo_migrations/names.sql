-- A paper keeps the name it was made out to, whatever the dealer's record says later.

ALTER TABLE offer ADD known_as text;
UPDATE offer SET known_as = pro_name(entity_id, pro_id) WHERE pro_id IS NOT NULL;
