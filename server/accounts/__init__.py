"""Dealer groups, pros, the people of both, and how they sign in."""
