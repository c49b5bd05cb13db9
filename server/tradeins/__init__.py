"""Customers' cars that a dealer may buy, and what pros would give for them."""
