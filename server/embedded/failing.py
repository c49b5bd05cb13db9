"""Say in one line why an embedded server doesn't run."""

from pathlib import Path

# A server that won't start writes little; the rest is consequences.
LOG_HEAD_BYTES = 65_536
NO_SPACE = ("No space left on device", "Check free disk space")
REASONS = ("FATAL:", "PANIC:", "ERROR:", "error:", "Fatal")


class EmbeddedError(RuntimeError):
    """An embedded server can't be used; the text is the one line to show."""


def reason_in(log: Path) -> str:
    """The line of the log that best explains a failed start, the first of its kind, without its time and process id."""
    try:
        text = log.read_bytes()[:LOG_HEAD_BYTES].decode(errors="replace")
    except OSError as error:
        return str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [(line, word) for line in lines for word in REASONS if word in line]
    if not telling:
        return lines[-1] if lines else "it said nothing"
    line, word = telling[0]
    reason = line.partition(word)[2].strip() or line
    return f"the disk is full ({reason})" if any(words in text for words in NO_SPACE) else reason
