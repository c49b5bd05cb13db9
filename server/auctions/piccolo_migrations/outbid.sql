-- Lots that a member lost and has not been mailed yet: one mail gathers them (domain 8.1).

CREATE TABLE outbid_waiting (
    auction_id uuid NOT NULL REFERENCES auction,
    member_id uuid NOT NULL REFERENCES pro_member,
    lot smallint NOT NULL CHECK (lot > 0),
    due_at timestamptz NOT NULL,
    PRIMARY KEY (auction_id, member_id, lot)
);
CREATE INDEX outbid_waiting_member ON outbid_waiting (member_id);
