"""Keep for a slow reader what it must still learn, and no more: the newest state of each lot, every outcome. Pure."""

from server.protocol.codec import MESSAGES_PER_FRAME_MAX
from server.protocol.events import Event
from server.realtime.merging import Key, bridged, merge_key


class Backlog:
    """What one lagging client is owed, by room."""

    __slots__ = ("_after", "_count", "_events", "bytes")

    def __init__(self) -> None:
        self._events: dict[Key, tuple[Event, int]] = {}
        # The last number the client was told of each room before it lagged.
        self._after: dict[str, int] = {}
        self._count = 0
        self.bytes = 0

    def add(self, event: Event, *, bytes_: int) -> None:
        """Owe this event too, in place of an older state of the same thing."""
        self._after.setdefault(event.room, (event.from_seq or event.seq) - 1)
        self._count += 1
        key = merge_key(event) or (event.room, "", str(self._count))
        _, replaced = self._events.pop(key, (None, 0))
        self._events[key] = (event, bytes_)
        self.bytes += bytes_ - replaced

    def forget(self, room: str) -> None:
        """Owe nothing of this room any more."""
        self._after.pop(room, None)
        for key in [key for key, (event, _) in self._events.items() if event.room == room]:
            _, bytes_ = self._events.pop(key)
            self.bytes -= bytes_

    def take(self) -> list[list[Event]]:
        """Everything owed, in frames: room by room in its order, the gaps bridged."""
        by_room: dict[str, list[Event]] = {}
        for event, _ in self._events.values():
            by_room.setdefault(event.room, []).append(event)
        told = [event for room, events in by_room.items() for event in bridged(events, after=self._after[room])]
        return [told[start : start + MESSAGES_PER_FRAME_MAX] for start in range(0, len(told), MESSAGES_PER_FRAME_MAX)]
