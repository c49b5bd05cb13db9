"""What could not be delivered: managers see it, and send it again."""
