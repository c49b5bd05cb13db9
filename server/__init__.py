"""Adjugé: auctions of used cars between dealers and professionals, live."""
