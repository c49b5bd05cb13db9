-- What the dealer called the professional when the sale opened: a name changed later doesn't change who bid.

ALTER TABLE auction_invitation ADD known_as text;
UPDATE auction_invitation SET known_as = pro_name(auction.entity_id, auction_invitation.pro_id)
FROM auction WHERE auction.id = auction_id;
