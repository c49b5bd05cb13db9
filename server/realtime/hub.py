"""Write what happens to everybody who follows it: one task, one frame per event and audience, one write per socket.

What queued up while the last round was written goes out together, so that bursts cost less per message and no delay is
added. The loop gets its turn every 256 writes.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeAlias

import structlog
from msgspec.structs import replace

from server.protocol.codec import encode
from server.protocol.events import Event
from server.protocol.replies import Resync
from server.realtime.merging import beyond, first_position_of, is_unnumbered
from server.realtime.outlet import Outlet, text_frame
from server.realtime.rooms import Arrival, Channel, ChannelKey

# 4 000 sockets in one go would hold the loop for some 45 ms.
WRITES_PER_TURN = 256
# A channel without members is kept so long, for those who come back from a tunnel.
EMPTY_CHANNEL_SECONDS = 120.0

# Sees what is about to be written, and says what to call after each outlet it was written to, if it wants to know.
Observe: TypeAlias = Callable[[Sequence[Event]], Callable[[Outlet], None] | None]

log = structlog.get_logger()


class Hub:
    """All channels that somebody follows in this process. Everything but `run` is one step of the loop."""

    def __init__(self, *, epoch: int, observe: Observe = lambda _events: None) -> None:
        """`epoch` numbers the rooms that have no book (`me`, `desk`): the Unix ms at which the process started."""
        self._epoch = epoch
        self._observe = observe
        self._channels: dict[ChannelKey, Channel] = {}
        self._dirty: dict[Channel, None] = {}
        self._alarms: dict[Channel, asyncio.TimerHandle] = {}
        self._wake = asyncio.Event()
        self._writes_left = WRITES_PER_TURN

    def channel(self, key: ChannelKey) -> Channel:
        """The channel, opened if need be: from now on its events are kept."""
        channel = self._channels.get(key)
        if channel is None:
            channel = self._channels[key] = Channel(*key)
            if key[0].kind != "auction":
                channel.start_at(self._epoch, 0)
        return channel

    def follows(self, key: ChannelKey) -> bool:
        """Whether an event for this channel is worth rendering."""
        return key in self._channels

    def channels(self) -> Sequence[tuple[ChannelKey, Channel]]:
        """All that are open."""
        return list(self._channels.items())

    def join(self, channel: Channel, outlet: Outlet, *, position: int) -> None:
        """From now on tell this outlet what comes after the position."""
        outlet.forget(channel.room.name)
        channel.members[outlet] = position
        channel.joined_last = max(channel.joined_last, position)
        channel.emptied_at = None

    def leave(self, channel: Channel, outlet: Outlet) -> None:
        """Tell it nothing more."""
        if channel.members.pop(outlet, None) is not None:
            outlet.forget(channel.room.name)

    def publish(self, key: ChannelKey, event: Event) -> None:
        """An event that a book numbered; seen ones are dropped, a missing one makes everybody inside resync."""
        channel = self._channels.get(key)
        if channel is not None:
            self._arrived(channel, channel.accept(event))

    def skip(self, key: ChannelKey, *, epoch: int, seq: int) -> None:
        """A number about which this audience learns nothing."""
        channel = self._channels.get(key)
        if channel is not None:
            self._arrived(channel, channel.skip(epoch, seq))

    def tell(self, key: ChannelKey, event: Event) -> None:
        """An event of a room without a book: it gets the room's next number."""
        channel = self._channels.get(key)
        if channel is not None:
            self._arrived(channel, channel.accept(channel.number(event)))

    def announce(self, key: ChannelKey, event: Event) -> None:
        """What no book numbered (`is_unnumbered`): it gets the position the room has reached."""
        channel = self._channels.get(key)
        if channel is not None:
            channel.queue(replace(event, epoch=channel.epoch or 0, seq=channel.seq))
            self._mark(channel)

    def lose(self, key: ChannelKey) -> None:
        """Numbers are missing that will never come: whoever is inside needs a snapshot, whatever it has."""
        channel = self._channels.get(key)
        if channel is not None:
            self._lose(channel)

    def expire(self) -> None:
        """Close channels that nobody came back to."""
        now = asyncio.get_running_loop().time()
        for key, channel in list(self._channels.items()):
            if channel.members:
                continue
            if channel.emptied_at is None:
                channel.emptied_at = now
            elif now - channel.emptied_at > EMPTY_CHANNEL_SECONDS:
                del self._channels[key]

    async def run(self) -> None:
        """Write until cancelled: the only task that does."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            self._wake.clear()
            dirty = list(self._dirty)
            self._dirty.clear()
            for channel in dirty:
                events, due = channel.take(now=loop.time())
                if due is not None and channel not in self._alarms:
                    self._alarms[channel] = loop.call_at(due, self._ring, channel)
                if not events:
                    continue
                try:
                    await self._write(channel, events)
                except Exception:
                    log.exception("events could not be told", room=channel.room.name)
                    self._lose(channel)

    def _lose(self, channel: Channel) -> None:
        channel.forget()
        self._resync(channel)

    def _resync(self, channel: Channel) -> None:
        """Tell everybody inside that numbers are missing, so that they ask for a snapshot."""
        frame = text_frame(encode(Resync(rooms=(channel.room.name,))))
        for outlet in list(channel.members):
            outlet.forget(channel.room.name)
            outlet.write(frame)

    def _arrived(self, channel: Channel, arrival: Arrival) -> None:
        match arrival:
            case Arrival.NEXT:
                self._mark(channel)
            case Arrival.BROKEN:
                self._resync(channel)
            case Arrival.SEEN:
                pass

    def _mark(self, channel: Channel) -> None:
        self._dirty[channel] = None
        self._wake.set()

    def _ring(self, channel: Channel) -> None:
        self._alarms.pop(channel, None)
        self._mark(channel)

    async def _write(self, channel: Channel, events: Sequence[Event]) -> None:
        told = [(event, text_frame(encode(event))) for event in events]
        everything = b"".join(frame for _, frame in told)
        members = list(channel.members)
        observer = self._observe(events)
        while members:
            turn = members[: self._writes_left]
            # Who joined after the first of these events is told only the later ones; between turns more may have.
            some_are_ahead = channel.joined_last >= first_position_of(events[0])
            for outlet in turn:
                if outlet.lagging or some_are_ahead:
                    _write_apart(outlet, channel.members.get(outlet), told)
                else:
                    outlet.write(everything)
                if observer is not None:
                    observer(outlet)
            del members[: len(turn)]
            self._writes_left -= len(turn)
            if self._writes_left == 0:
                self._writes_left = WRITES_PER_TURN
                await asyncio.sleep(0)
                members = [outlet for outlet in members if outlet in channel.members]


def _write_apart(outlet: Outlet, joined: int | None, told: Sequence[tuple[Event, bytes]]) -> None:
    """To one who joined in the middle, lags, or (no `joined`) has left meanwhile: event by event."""
    if joined is None:
        return
    for event, frame in told:
        unknown = event if is_unnumbered(event) else beyond(event, joined=joined)
        if unknown is None:
            continue
        if outlet.lagging:
            outlet.hold(unknown, bytes_=len(frame))
        else:
            outlet.write(frame if unknown is event else text_frame(encode(unknown)))
