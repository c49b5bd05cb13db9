"""Telling people: outbox, letters, delivery."""
