"""The full record of a car: form, checks, writing."""
