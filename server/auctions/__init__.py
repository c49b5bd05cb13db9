"""Stock auctions: the order book, preparing, bidding, settling, and who sees what."""
