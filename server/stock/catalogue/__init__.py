"""Makes and models."""
