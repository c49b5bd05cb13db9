"""The cars of a lot as its bidders read them (domain 7.6)."""
