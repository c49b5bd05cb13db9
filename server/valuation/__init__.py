"""What a car is worth: market value, group sale value, the example beside the settings."""
