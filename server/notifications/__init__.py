"""Notifications: messages to people and programs, their outbox, channels and words."""
