"""Which pro deals with which entity."""
