"""Ration the market events of a room: at most ten frames a second for a lot, however many bids it draws. Pure.

A hot lot holds up its whole room for an eighth of a second at most, because numbers must stay in order; outcomes wait
for nothing and take what was held along.
"""

from collections import Counter
from collections.abc import Sequence

from server.protocol.events import Event
from server.realtime.merging import is_market, merged

# Two at once, then eight a second: no second sees more than ten (protocol 7.5).
BURST = 2.0
FRAMES_PER_SECOND = 8.0


class Pace:
    """The credit of each lot of one room and audience, and the events that wait for it."""

    __slots__ = ("_credits", "_held")

    def __init__(self) -> None:
        self._credits: dict[int, tuple[float, float]] = {}
        self._held: list[Event] = []

    def admit(self, events: Sequence[Event], *, now: float) -> tuple[list[Event], float | None]:
        """What to send now, and when to ask again for what is held (None: nothing is).

        `now` in seconds on a clock that never goes back.
        """
        waiting = [*self._held, *events]
        lots = _market(waiting)
        if any(self._credit(lot, now=now) < count for lot, count in lots.items()):
            waiting = merged(waiting)
            lots = _market(waiting)
        urgent = sum(lots.values()) < len(waiting)
        due = now if urgent else max((self._affordable_at(lot, now=now) for lot in lots), default=now)
        if due > now:
            self._held = waiting
            return [], due
        self._held = []
        for lot, count in lots.items():
            self._credits[lot] = (self._credit(lot, now=now) - count, now)
        return waiting, None

    def _credit(self, lot: int, *, now: float) -> float:
        credit, at = self._credits.get(lot, (BURST, now))
        return min(BURST, credit + (now - at) * FRAMES_PER_SECOND)

    def _affordable_at(self, lot: int, *, now: float) -> float:
        return now + max(0.0, 1.0 - self._credit(lot, now=now)) / FRAMES_PER_SECOND


def _market(events: Sequence[Event]) -> Counter[int]:
    return Counter(getattr(event, "lot", None) or 0 for event in events if is_market(event))
