"""Settings per entity, with the group's as default: price policy, life-line, auctions."""
