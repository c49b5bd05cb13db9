"""Demonstration data and the bots that bid on it."""

from server.demo.seeding import seed

__all__ = ["seed"]
