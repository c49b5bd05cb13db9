"""Priced proposals to buyers, and the orders they become."""
