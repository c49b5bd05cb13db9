"""The words of messages, in French and English. Pure."""
