-- What completes an entry of the police register is seen with it.
ALTER TABLE police_completion ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON police_completion TO adjuge_web
    USING ((SELECT fence_open()) OR entity_id = ANY ((SELECT fence_entities())::uuid[]));
