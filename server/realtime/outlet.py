"""Write prebuilt frames straight to a socket's transport, and keep what a lagging reader must wait for.

Direct writes go around back-pressure, so the outlet keeps its own: a transport that says "pause" turns it to lagging,
and events wait in its `Backlog`; too much of it, or nothing drained for too long, cuts the connection.
"""

from asyncio import timeout
from collections.abc import Callable
from struct import pack
from typing import TYPE_CHECKING

from uvicorn.protocols.utils import ClientDisconnected

from server.protocol.closes import Close
from server.protocol.codec import encode_all
from server.protocol.events import Event
from server.realtime.backlog import Backlog

if TYPE_CHECKING:
    from server.realtime.transport import FanoutProtocol

# What a socket may hold in our memory; beyond it the connection is cut, and the client resumes by its position.
BACKLOG_BYTES_MAX = 256 * 1024
# A reader of whom not a byte drained for so long is gone (protocol 7.4).
STALLED_SECONDS_MAX = 20.0
CLOSE_SECONDS_MAX = 1.0

_TEXT = 0x81
_SHORT_MAX, _MEDIUM_MAX = 125, 65_535


def text_frame(payload: bytes) -> bytes:
    """The payload as one unmasked text frame (RFC 6455, 5.2)."""
    size = len(payload)
    if size <= _SHORT_MAX:
        return bytes((_TEXT, size)) + payload
    if size <= _MEDIUM_MAX:
        return pack("!BBH", _TEXT, 126, size) + payload
    return pack("!BBQ", _TEXT, 127, size) + payload


class Outlet:
    """Where one client's frames go: `open` while one may still arrive, `lagging` while its transport wants a pause.

    What `write` needs is kept here: walking to the protocol and on to its connection for each of a thousand sockets
    costs more than the write itself does in Python.
    """

    __slots__ = ("_backlog", "_drained_at", "_protocol", "_undrained_bytes", "_write", "lagging", "on_shutdown", "open")

    def __init__(self, protocol: "FanoutProtocol") -> None:
        self._protocol = protocol
        self._backlog: Backlog | None = None
        self._drained_at = 0.0
        self._undrained_bytes = 0
        self._write = protocol.transport.write
        self.open = True
        self.lagging = False
        self.on_shutdown: Callable[[], None] | None = None

    @property
    def buffered_bytes(self) -> int:
        """What the transport holds for a reader that hasn't taken it yet."""
        return self._protocol.transport.get_write_buffer_size()

    def write(self, frames: bytes) -> None:
        """Send frames now, or let the transport hold them; a reader too far behind is cut off."""
        if not self.open:
            return
        self._write(frames)
        if self.lagging and self.buffered_bytes > BACKLOG_BYTES_MAX:
            self.abort()

    def hold(self, event: Event, *, bytes_: int) -> None:
        """Keep an event for when the reader has caught up; newer states of a lot replace older ones."""
        if self._backlog is None:
            self._backlog = Backlog()
        self._backlog.add(event, bytes_=bytes_)
        if self._backlog.bytes + self.buffered_bytes > BACKLOG_BYTES_MAX:
            self.abort()

    def forget(self, room: str) -> None:
        """Drop what was held of a room that the client has left."""
        if self._backlog is not None:
            self._backlog.forget(room)

    def pause(self) -> None:
        """The transport holds more than it likes: from now on events wait here."""
        self.lagging = True
        self._drained_at = self._protocol.loop.time()
        self._undrained_bytes = self.buffered_bytes

    def resume(self) -> None:
        """The transport drained: send what waited, merged."""
        self.lagging = False
        backlog, self._backlog = self._backlog, None
        if backlog is not None:
            self.write(b"".join(text_frame(encode_all(events)) for events in backlog.take()))

    def cut_if_stalled(self) -> bool:
        """Abort a lagging reader of whom nothing drained for 20 s; tells whether it did."""
        if not self.lagging:
            return False
        now, bytes_ = self._protocol.loop.time(), self.buffered_bytes
        if bytes_ < self._undrained_bytes:
            self._drained_at = now
        self._undrained_bytes = bytes_
        if now - self._drained_at < STALLED_SECONDS_MAX:
            return False
        self.abort()
        return True

    def abort(self) -> None:
        """Cut the connection at once: `close()` would wait for a buffer that never drains."""
        self.open = False
        self._protocol.transport.abort()

    async def close(self, close: Close) -> None:
        """Say why, then close; a reader that takes nothing is cut."""
        if not self.open:
            return
        try:
            async with timeout(CLOSE_SECONDS_MAX):
                await self._protocol.send({"type": "websocket.close", "code": close.value, "reason": close.reason})
        except (TimeoutError, ClientDisconnected):
            self.abort()
