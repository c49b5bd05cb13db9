"""Give every socket of uvicorn an outlet, so that one prebuilt frame can be written to a whole room.

One frame is built for a room and written to each transport, without a queue, a task or a copy per socket; uvicorn's own
writes are whole frames too, so that the two may alternate.

Pings and other frames that say nothing come on credit like the rest, and at most one pong waits for a slow reader: it
answers the newest ping, which RFC 6455 (5.5.3) allows.

The contract with uvicorn (`conn`, `transport`, `send`, `shutdown`, ...) is pinned by a test and by its minor version.
"""

from collections.abc import Sequence
from typing import Any, cast

from litestar.types import Scope
from typing_extensions import override
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import OPEN

from server.protocol.closes import Close
from server.realtime.limits import CONTROLS_BURST, CONTROLS_PER_SECOND, Credit
from server.realtime.outlet import Outlet

EXTENSION = "adjuge.outlet"
PING_SECONDS = 20.0
# uvicorn cuts what is longer (1009); between the protocol's 4 KiB and this there is a polite refusal.
MESSAGE_BYTES_MAX = 65_536
# Frames are read in slices of this size, so that whoever breaks a limit has cost us no more than one.
SLICE_BYTES = 4_096
INVALID_DATA = 1007  # RFC 6455's own number


def outlet_of(scope: Scope) -> Outlet:
    """The outlet of the socket that this request opened; a KeyError where uvicorn runs another protocol than ours."""
    return cast("dict[str, Outlet]", scope["extensions"])[EXTENSION]


def subprotocols_of(scope: Scope) -> list[str]:
    """What the client says it speaks."""
    return cast("dict[str, list[str]]", scope)["subprotocols"]


class FanoutProtocol(WebSocketsSansIOProtocol):
    """uvicorn's socket protocol, with its outlet in the scope: `uvicorn.Config(app, **uvicorn_options())`."""

    outlet: Outlet | None = None
    _controls: Credit | None = None
    _pong: bytes | None = None

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
    async def send(self, message: ASGISendEvent) -> None:
        """Called by the application, for a socket's first and last words."""
        if message["type"] == "websocket.close":
            self._shut()
        await super().send(message)

    @override
    def data_received(self, data: bytes) -> None:
        """Called with what the network brought, a quarter of a megabyte at most."""
        for start in range(0, len(data), SLICE_BYTES):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + SLICE_BYTES])

    @override
    def handle_ping(self) -> None:
        """Called for each ping; the library has made its pong already, which is sent now, later or never."""
        made = self.conn.data_to_send()
        if not self._spend() or not made or not self.handshake_complete:
            return
        if self.conn.state is not OPEN:
            self.transport.write(b"".join(made))  # the answer to its close came with it
        else:
            self._pong = made[-1]
            if self.writable.is_set():
                self._send_pong()

    @override
    def handle_pong(self, event: Frame) -> None:
        """Called for each pong, asked for or not."""
        if self._spend():
            super().handle_pong(event)

    @override
    def handle_cont(self, event: Frame) -> None:
        """Called for each further piece of a message: pieces may be empty, and then no size would end them."""
        if self._spend():
            super().handle_cont(event)

    @override
    def send_receive_event_to_app(self) -> None:
        """Called with a whole message; text that is none ends the socket without a line in the log."""
        if self.curr_msg_data_type == "text" and not self.close_sent and not _is_text(self.frames):
            self.frames = []
            self.conn.send_close(INVALID_DATA)
            self.handle_parser_exception()
            return
        super().send_receive_event_to_app()

    @override
    def handle_close(self, event: Frame) -> None:
        """Called when the client closes."""
        self._shut()
        super().handle_close(event)

    @override
    def handle_parser_exception(self) -> None:
        """Called when the client sends what no frame is."""
        self._shut()
        super().handle_parser_exception()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Called when the connection is gone."""
        self._shut()
        super().connection_lost(exc)

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
        self._send_pong()
        if self.outlet is not None:
            self.outlet.resume()

    @override
    def keepalive_timeout(self) -> None:
        """Called when a ping got no pong: close with our code instead of uvicorn's 1011."""
        self.pong_timer = None
        self.pending_ping_payload = None
        self._fail(Close.NO_PONG)

    @override
    def shutdown(self) -> None:
        """Called once when the server stops: the gateway says goodbye, if it has this socket."""
        if self.outlet is not None and self.outlet.on_shutdown is not None:
            self.outlet.on_shutdown()
            return
        self._shut()
        super().shutdown()

    def _send_pong(self) -> None:
        pong, self._pong = self._pong, None
        if pong is not None and self.conn.state is OPEN:
            self.transport.write(pong)

    def _spend(self) -> bool:
        """Take a frame that says nothing from its credit; who has none left is sent away."""
        now = self.loop.time()
        if self._controls is None:
            self._controls = Credit(per_second=CONTROLS_PER_SECOND, burst=CONTROLS_BURST, now=now)
        if self._controls.spend(now=now) == 0:
            return True
        self._fail(Close.RATE_LIMITED)
        return False

    def _fail(self, close: Close) -> None:
        """End the connection with a code of ours, or at once where nobody would read it."""
        if self.close_sent or self.transport.is_closing():
            return
        self._shut()
        self.close_sent = True
        if not self.handshake_complete or not self.writable.is_set():
            self.transport.abort()
            return
        self.conn.fail(close.value, close.reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()

    def _shut(self) -> None:
        if self.outlet is not None:
            self.outlet.open = False


def _is_text(pieces: Sequence[bytes]) -> bool:
    try:
        (pieces[0] if len(pieces) == 1 else b"".join(pieces)).decode()
    except UnicodeDecodeError:
        return False
    return True


def uvicorn_options() -> dict[str, Any]:
    """How uvicorn must be configured for our sockets: `uvicorn.Config(app, **uvicorn_options())`."""
    return {
        "ws": FanoutProtocol,
        "ws_per_message_deflate": False,
        "ws_max_size": MESSAGE_BYTES_MAX,
        "ws_ping_interval": PING_SECONDS,
        "ws_ping_timeout": PING_SECONDS,
    }
