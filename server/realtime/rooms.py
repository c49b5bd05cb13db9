"""Name rooms, and keep of each the position, the recent events and who is in it.

A channel is one room as one kind of viewer sees it: pros and dealers of the same auction have their own numbers and
frames, and so have dealers' users who may not see its figures.
"""

from collections import deque
from collections.abc import Sequence
from enum import Enum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from server.auctions.seeing import Viewer
from server.kit.ids import ProId
from server.protocol.dealer_events import MarginChanged
from server.protocol.events import Event
from server.protocol.rooms import RoomKind
from server.realtime.merging import bridged, is_unnumbered, position
from server.realtime.outlet import Outlet
from server.realtime.pacing import Pace

# What a phone misses in a lift or a tunnel at the end of a hot auction; older positions get a snapshot.
HISTORY_EVENTS_MAX = 256


class Room(Struct, frozen=True, kw_only=True):
    """What a client may enter: an auction, the desk of an entity, or (`id` being the account) what concerns oneself.

    With `pro_id` it is the auction as a pro sees it whose connection ended: its own lots only (domain 2.6).
    """

    kind: RoomKind
    id: str
    pro_id: ProId | None = None

    @property
    def name(self) -> str:
        """The room's name on the wire."""
        return "me" if self.kind == "me" else f"{self.kind}:{self.id}"


ChannelKey: TypeAlias = tuple[Room, Viewer]


class Arrival(Enum):
    """What an event meant to a channel."""

    NEXT = "next"
    SEEN = "seen"
    BROKEN = "broken"  # numbers are missing, or the book was rebuilt: whoever is inside needs a snapshot


class Channel:
    """The events of one room for one kind of viewer, and its members, each with the position it had when it joined."""

    __slots__ = (
        "_history",
        "_history_after",
        "_pace",
        "_queue",
        "_told",
        "emptied_at",
        "epoch",
        "joined_last",
        "members",
        "room",
        "seq",
        "viewer",
    )

    def __init__(self, room: Room, viewer: Viewer) -> None:
        self.room = room
        self.viewer = viewer
        self.members: dict[Outlet, int] = {}
        self.joined_last = 0
        self.emptied_at: float | None = None
        # Unknown until the first event or snapshot: the feed is joined in its middle.
        self.epoch: int | None = None
        self.seq = 0
        self._told = 0
        self._history: deque[Event] = deque()
        self._history_after = 0
        self._queue: list[Event] = []
        self._pace = Pace()

    @property
    def position(self) -> int:
        """Where a client stands who has been told everything."""
        return position(self.epoch or 0, self.seq)

    def start_at(self, epoch: int, seq: int) -> None:
        """Take this position for the present one."""
        self.epoch, self.seq, self._told = epoch, seq, seq
        self._history.clear()
        self._history_after = seq
        self._queue.clear()
        self._pace = Pace()

    def forget(self) -> None:
        """Know no position any more, until the next event or snapshot."""
        self.start_at(0, 0)
        self.epoch = None

    def accept(self, event: Event) -> Arrival:
        """Number by number: keep the next one and queue it to be told, forget what was seen."""
        arrival = self.skip(event.epoch, event.seq)
        if arrival is Arrival.NEXT:
            self._history.append(event)
            self._queue.append(event)
            if len(self._history) > HISTORY_EVENTS_MAX:
                self._history_after = self._history.popleft().seq
        return arrival

    def skip(self, epoch: int, seq: int) -> Arrival:
        """Move to a number about which this audience learns nothing; the next event's `from_seq` will cover it."""
        if self.epoch is None:
            self.start_at(epoch, seq - 1)
        elif epoch < self.epoch or (epoch == self.epoch and seq <= self.seq):
            return Arrival.SEEN
        elif epoch > self.epoch or seq > self.seq + 1:
            self.start_at(epoch, seq)
            return Arrival.BROKEN
        self.seq = seq
        return Arrival.NEXT

    def number(self, event: Event) -> Event:
        """The event with this room's next number, for rooms that aren't numbered by a book."""
        return replace(event, room=self.room.name, epoch=self.epoch or 0, seq=self.seq + 1)

    def queue(self, event: Event) -> None:
        """Tell something outside of the numbers: who is there, a car shown anew, a margin that a cost changed.

        What was told before holds other margins, so that who comes back from before it needs a snapshot.
        """
        self._queue.append(event)
        if isinstance(event, MarginChanged):
            self._history.clear()
            self._history_after = self.seq + 1

    def take(self, *, now: float) -> tuple[list[Event], float | None]:
        """What is to be told now, bridged, and when to ask again."""
        queued = list(self._queue)
        self._queue.clear()
        numbered = [event for event in queued if not is_unnumbered(event)]
        events, due = self._pace.admit(numbered, now=now)
        events = bridged(events, after=self._told)
        if events:
            self._told = events[-1].seq
        return events + [event for event in queued if is_unnumbered(event)], due

    def since(self, *, epoch: int, seq: int) -> Sequence[Event] | None:
        """The events after a position, bridged; None where that isn't known here, and a snapshot is needed."""
        if epoch != self.epoch or not self._history_after <= seq <= self.seq:
            return None
        return bridged([event for event in self._history if event.seq > seq], after=seq)
