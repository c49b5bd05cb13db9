"""Say in one line why an embedded server doesn't run."""

from pathlib import Path

# Enough of the log's end to hold the reason; a server that won't start writes little.
LOG_TAIL_BYTES = 8_192
REASONS = ("PANIC:", "FATAL:", "error:", "Fatal", "No space left")


class EmbeddedError(RuntimeError):
    """An embedded server can't be used; the text is the one line to show."""


def reason_in(log: Path) -> str:
    """The line of the log that best explains a failed start, without its time and process id."""
    try:
        text = log.read_bytes()[-LOG_TAIL_BYTES:].decode(errors="replace")
    except OSError as error:
        return str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in REASONS)]
    line = next(reversed(telling or lines), "it said nothing")
    for word in REASONS[:2]:
        _, found, rest = line.partition(word)
        line = rest.strip() if found else line
    return line
