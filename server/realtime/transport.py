"""Give every socket of uvicorn an outlet, so that one prebuilt frame can be written to a whole room.

One frame is built for a room and written to each transport, without a queue, a task or a copy per socket; uvicorn's own
writes are whole frames too, so that the two may alternate.

The contract with uvicorn (`conn`, `transport`, `send`, `shutdown`, ...) is pinned by a test and by its minor version.
"""

from typing import Any, cast

from litestar.types import Scope
from typing_extensions import override
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from server.protocol.closes import Close
from server.realtime.outlet import Outlet

EXTENSION = "adjuge.outlet"
PING_SECONDS = 20.0
# uvicorn cuts what is longer (1009); between the protocol's 4 KiB and this there is a polite refusal.
MESSAGE_BYTES_MAX = 65_536


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
    async def send(self, message: ASGISendEvent) -> None:
        """Called by the application, for a socket's first and last words."""
        if message["type"] == "websocket.close":
            self._shut()
        await super().send(message)

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
        if self.outlet is not None:
            self.outlet.resume()

    @override
    def keepalive_timeout(self) -> None:
        """Called when a ping got no pong: close with our code instead of uvicorn's 1011."""
        self.pong_timer = None
        self.pending_ping_payload = None
        if self.close_sent or self.transport.is_closing():
            return
        self._shut()
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
        self._shut()
        super().shutdown()

    def _shut(self) -> None:
        if self.outlet is not None:
            self.outlet.open = False


def uvicorn_options() -> dict[str, Any]:
    """How uvicorn must be configured for our sockets: `uvicorn.Config(app, **uvicorn_options())`."""
    return {
        "ws": FanoutProtocol,
        "ws_per_message_deflate": False,
        "ws_max_size": MESSAGE_BYTES_MAX,
        "ws_ping_interval": PING_SECONDS,
        "ws_ping_timeout": PING_SECONDS,
    }
