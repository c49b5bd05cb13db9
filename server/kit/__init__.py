"""What every slice may use; no business word in it."""
