"""What stops an operator's command."""


class CommandError(RuntimeError):
    """What an operator asked for can't be, and nothing was changed; the text is the one line to show."""
