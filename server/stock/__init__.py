"""Cars: what they are, cost and earn."""
