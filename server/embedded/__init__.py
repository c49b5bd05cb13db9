"""A private Postgres and Valkey under our own supervision, for demonstrations, development and tests."""
