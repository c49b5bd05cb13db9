"""The second fence: what the database itself hides from a serving process that forgets to ask for the right rows."""
