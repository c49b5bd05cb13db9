"""Where files lie, whatever they are of: photos of the stock and of trade-ins so far."""
