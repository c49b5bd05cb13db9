"""What one client may ask for, and how credit for it comes back (protocol "Limits")."""

from server.protocol.codec import FRAME_BYTES_MAX
from server.protocol.replies import Limits

HELLO_SECONDS_MAX = 5.0
ROOMS_MAX = 200
SOCKETS_PER_USER_MAX = 10
# Sockets of one address of which nobody knows yet whose they are; they have 5 s to say it.
STRANGERS_PER_ADDRESS_MAX = 50
FRAMES_PER_SECOND, FRAMES_BURST = 20, 40
BIDS_PER_SECOND, BIDS_BURST = 3, 5
# A client starts with five pings in a row to set its clock.
PINGS_PER_SECOND, PINGS_BURST = 2, 6
# Pings and pongs of the socket's own layer, and pieces of messages; our clients send a pong each 20 s and no more.
CONTROLS_PER_SECOND, CONTROLS_BURST = 2, 40
BREACHES_MAX, BREACHES_SECONDS = 3, 10.0
MALFORMED_MAX = 5

LIMITS = Limits(
    frame_bytes=FRAME_BYTES_MAX,
    frames_per_second=FRAMES_PER_SECOND,
    frames_burst=FRAMES_BURST,
    bids_per_second=BIDS_PER_SECOND,
    bids_burst=BIDS_BURST,
    pings_per_second=PINGS_PER_SECOND,
    rooms=ROOMS_MAX,
)


class Credit:
    """A bucket that refills steadily up to its burst."""

    __slots__ = ("_at", "_burst", "_left", "_per_second")

    def __init__(self, *, per_second: int, burst: int, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left = float(burst)
        self._at = now

    def spend(self, *, now: float) -> int:
        """Take one; 0 where it was there, else the ms until it will be."""
        self._refill(now)
        if self._left >= 1.0:
            self._left -= 1.0
            return 0
        return max(1, round((1.0 - self._left) / self._per_second * 1_000))

    def full(self, *, now: float) -> bool:
        """Whether nothing has been taken lately, so that the bucket needn't be kept."""
        self._refill(now)
        return self._left >= self._burst

    def _refill(self, now: float) -> None:
        self._left = min(float(self._burst), self._left + (now - self._at) * self._per_second)
        self._at = now
