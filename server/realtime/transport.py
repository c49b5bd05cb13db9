"""Write prebuilt frames straight to uvicorn's sockets, and know which readers lag.

One frame is built for a whole room and written to each transport, without a queue, a task or a copy per socket;
uvicorn's own writes are whole frames too, so that the two may alternate. Direct writes go around back-pressure: a
transport that says "pause" turns its outlet to lagging, and what must wait is kept in its `Backlog`.

The contract with uvicorn (`conn`, `transport`, `send`, `shutdown`, ...) is pinned by a test and by its minor version.
"""

from asyncio import timeout
from collections.abc import Callable
from struct import pack
from typing import Any, cast

from litestar.types import Scope
from typing_extensions import override
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

from server.protocol.closes import Close
from server.protocol.codec import encode_all
from server.protocol.events import Event
from server.realtime.backlog import Backlog

EXTENSION = "adjuge.outlet"
# What a socket may hold in our memory; beyond it the connection is cut, and the client resumes by its position.
BACKLOG_BYTES_MAX = 256 * 1024
# A reader of whom not a byte drained for so long is gone (protocol: slow readers).
STALLED_SECONDS_MAX = 20.0
CLOSE_SECONDS_MAX = 1.0
PING_SECONDS = 20.0
# uvicorn cuts what is longer (1009); between the protocol's 4 KiB and this there is a polite refusal.
MESSAGE_BYTES_MAX = 65_536

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
    """Where one client's frames go; `lagging` while its transport asks for a pause."""

    __slots__ = ("_backlog", "_drained_at", "_protocol", "_undrained_bytes", "lagging", "on_shutdown")

    def __init__(self, protocol: "FanoutProtocol") -> None:
        self._protocol = protocol
        self._backlog: Backlog | None = None
        self._drained_at = 0.0
        self._undrained_bytes = 0
        self.lagging = False
        self.on_shutdown: Callable[[], None] | None = None

    @property
    def open(self) -> bool:
        """Whether a frame written now could still arrive."""
        return self._protocol.conn.state is OPEN and not self._protocol.disconnected

    @property
    def buffered_bytes(self) -> int:
        """What the transport holds for a reader that hasn't taken it yet."""
        return self._protocol.transport.get_write_buffer_size()

    def write(self, frames: bytes) -> None:
        """Send frames now, or let the transport hold them; a reader too far behind is cut off."""
        if not self.open:
            return
        self._protocol.transport.write(frames)
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


def outlet_of(scope: Scope) -> Outlet:
    """The outlet of the socket that this request opened; a KeyError where uvicorn runs another protocol than ours."""
    return cast("dict[str, Outlet]", scope["extensions"])[EXTENSION]


def subprotocols_of(scope: Scope) -> list[str]:
    """What the client says it speaks."""
    return cast("dict[str, list[str]]", scope)["subprotocols"]


class FanoutProtocol(WebSocketsSansIOProtocol):
    """uvicorn's socket protocol, with its outlet in the scope: `uvicorn.Config(app, **uvicorn_options())`."""

    outlet: Outlet | None = None

    @override
    async def run_asgi(self) -> None:
        """Put the outlet where the gateway finds it."""
        self.outlet = Outlet(self)
        cast("dict[str, Any]", self.scope["extensions"])[EXTENSION] = self.outlet
        try:
            await super().run_asgi()
        finally:
            self.outlet = None

    @override
    def pause_writing(self) -> None:
        """Called by the transport above its high-water mark."""
        super().pause_writing()
        if self.outlet is not None:
            self.outlet.pause()

    @override
    def resume_writing(self) -> None:
        """Called by the transport below its low-water mark."""
        super().resume_writing()
        if self.outlet is not None:
            self.outlet.resume()

    @override
    def keepalive_timeout(self) -> None:
        """Called when a ping got no pong: close with our code instead of uvicorn's 1011."""
        self.pong_timer = None
        self.pending_ping_payload = None
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.fail(Close.NO_PONG.value, Close.NO_PONG.reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()

    @override
    def shutdown(self) -> None:
        """Called once when the server stops: the gateway says goodbye, if it has this socket."""
        if self.outlet is not None and self.outlet.on_shutdown is not None:
            self.outlet.on_shutdown()
            return
        super().shutdown()


def uvicorn_options() -> dict[str, Any]:
    """How uvicorn must be configured for our sockets: `uvicorn.Config(app, **uvicorn_options())`."""
    return {
        "ws": FanoutProtocol,
        "ws_per_message_deflate": False,
        "ws_max_size": MESSAGE_BYTES_MAX,
        "ws_ping_interval": PING_SECONDS,
        "ws_ping_timeout": PING_SECONDS,
    }
