"""Read the time: the only module that does.

Bids and closes are timed by the order book's own clock, not by this one.
"""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def now_ms() -> int:
    """The current Unix time in milliseconds."""
    return time.time_ns() // 1_000_000


def monotonic() -> float:
    """Seconds on a clock that never goes back; only differences mean something."""
    return time.monotonic()


def from_ms(at_ms: int) -> datetime:
    """The UTC time of a Unix time in milliseconds."""
    return datetime.fromtimestamp(at_ms // 1_000, UTC).replace(microsecond=at_ms % 1_000 * 1_000)


def to_ms(at: datetime) -> int:
    """The Unix time in milliseconds of an aware time, rounded down."""
    return int(at.timestamp()) * 1_000 + at.microsecond // 1_000
