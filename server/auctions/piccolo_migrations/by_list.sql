-- Whether a distribution list says who is invited, also once that list is deleted: who is invited is settled when the
-- auction opens (domain 2.6, 2.7).
ALTER TABLE auction ADD COLUMN by_list boolean;
UPDATE auction SET by_list = distribution_list_id IS NOT NULL;
-- A list that was deleted is no longer named. Without one, everybody who was connected when the sale was scheduled was
-- invited: where somebody wasn't, there was a list.
UPDATE auction SET by_list = true
WHERE state = 'scheduled' AND NOT by_list AND EXISTS (
    SELECT FROM connection
    WHERE connection.entity_id = auction.entity_id AND connected_at < auction.created_at
        AND (ended_at IS NULL OR ended_at > auction.created_at)
        AND NOT EXISTS (
            SELECT FROM auction_invitation
            WHERE auction_id = auction.id AND auction_invitation.pro_id = connection.pro_id));
ALTER TABLE auction ALTER COLUMN by_list SET NOT NULL;
