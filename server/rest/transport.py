"""Bound what a connection may make us hold and wait for: uvicorn's HTTP protocol with limits of its own.

    431   more than 32 KiB of address and headers, or more than 100 headers
    408   headers that take longer than 10 s, a body that comes slower than 500 bytes/s
    400   not HTTP, or more requests in a row than we keep waiting

A refused connection may still send for a second, so that the answer isn't lost in a reset, and is closed then. What is
refused here never reaches the application and writes no line into the log: strangers must not fill it.

The contract with uvicorn and httptools (`data_received`, the parser's callbacks, `cycle`, `flow`) is pinned by a test
and by uvicorn's minor version.
"""

from asyncio import TimerHandle, Transport
from collections.abc import Callable
from typing import Any

import httptools
import msgspec
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from server.rest.problems import MEDIA_TYPE, TYPE_PREFIX
from server.settings import Settings

# A browser's headers with all our cookies are some 2 KiB.
HEAD_BYTES_MAX = 32 * 1024
HEADERS_MAX = 100
HEAD_SECONDS_MAX = 10.0
# A phone at the edge of its network sends more; less is somebody who wants to keep us waiting.
BODY_BYTES_PER_SECOND_MIN = 500
BODY_SECONDS = 20.0
# What is still taken of a body whose request has been answered already: the largest file anybody may send.
DISCARDED_BYTES_MAX = 64 * 1024 * 1024
# Programs may send the next request before the last one is answered; browsers never do.
PIPELINED_MAX = 16
LINGER_SECONDS = 1.0

_REFUSALS = {
    400: ("bad_request", "Bad Request", "This is not HTTP as we speak it."),
    408: ("timeout", "Request Timeout", "The request took too long to arrive."),
    431: ("too_large", "Request Header Fields Too Large", "Address and headers are larger than we take."),
}


class _TooMuch(Exception):
    """Raised inside a callback of the parser, which then stops."""


class BoundedProtocol(HttpToolsProtocol):
    """`uvicorn.Config(app, http=BoundedProtocol)`."""

    _status = 400
    _refused = False
    _clock: TimerHandle | None = None
    # Of the head that is being read; bytes the parser was given since it last told of anything.
    _in_head = True
    _head_bytes = 0
    _silent_bytes = 0
    _heard = False
    # Of the body that is being read.
    _body_bytes = 0
    _discarded_bytes = 0

    @override
    def connection_made(self, transport: Transport) -> None:
        """Called once; a connection that says nothing is closed like one that says too little."""
        super().connection_made(transport)
        self._restart_clock(HEAD_SECONDS_MAX, self._head_is_late)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Called once."""
        self._stop_clock()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        """Feed the parser, and refuse what it keeps to itself when that is too much."""
        if self._refused:
            return
        self._unset_keepalive_if_required()
        self._heard = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self._stop_clock()
                self.handle_websocket_upgrade()
            return
        except httptools.HttpParserError:
            self._refuse(self._status)
            return
        self._silent_bytes = 0 if self._heard else self._silent_bytes + len(data)
        if self._silent_bytes > HEAD_BYTES_MAX:
            self._refuse(431)

    @override
    def on_message_begin(self) -> None:
        """Called at the first byte of a request."""
        super().on_message_begin()
        self._heard = True
        self._in_head, self._head_bytes = True, 0
        self._body_bytes = self._discarded_bytes = 0
        self._restart_clock(HEAD_SECONDS_MAX, self._head_is_late)

    @override
    def on_url(self, url: bytes) -> None:
        """Called with each piece of the address."""
        self._count_head(len(url))
        super().on_url(url)

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        """Called with each whole header; those after a chunked body count too."""
        self._count_head(len(name) + len(value))
        if len(self.headers) >= HEADERS_MAX:
            self._give_up(431)
        super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        """Called when the application may begin."""
        if len(self.pipeline) >= PIPELINED_MAX:
            self._give_up(400)
        self._heard, self._in_head = True, False
        self._restart_clock(BODY_SECONDS, self._look_at_body)
        super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        """Called with each piece of the body."""
        self._heard = True
        self._body_bytes += len(body)
        if self.cycle is not None and self.cycle.response_complete:
            self._discarded_bytes += len(body)
            if self._discarded_bytes > DISCARDED_BYTES_MAX:
                self._give_up(400)
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        """Called when the whole request is there."""
        self._heard = True
        self._stop_clock()
        super().on_message_complete()

    def _count_head(self, size: int) -> None:
        self._heard = True
        self._head_bytes += size
        if self._head_bytes > HEAD_BYTES_MAX:
            self._give_up(431)

    def _give_up(self, status: int) -> None:
        """Stop the parser from within; `data_received` answers."""
        self._status = status
        raise _TooMuch

    def _restart_clock(self, seconds: float, late: Callable[[], None]) -> None:
        self._stop_clock()
        self._clock = self.loop.call_later(seconds, late)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _head_is_late(self) -> None:
        if self.flow.read_paused:  # we ourselves keep it waiting, with the request before
            self._restart_clock(HEAD_SECONDS_MAX, self._head_is_late)
        elif self.headers is not None or self._silent_bytes:
            self._refuse(408)
        else:
            self.transport.close()  # it never said a word

    def _look_at_body(self) -> None:
        """Go on waiting for a body that comes fast enough, or that we ourselves aren't ready to take."""
        if self._body_bytes < BODY_BYTES_PER_SECOND_MIN * BODY_SECONDS and not self.flow.read_paused:
            self._refuse(408)
            return
        self._body_bytes = 0
        self._restart_clock(BODY_SECONDS, self._look_at_body)

    def _refuse(self, status: int) -> None:
        """Answer by ourselves, unless an answer is on its way; then take nothing more, and close."""
        self._refused = True
        self._stop_clock()
        cycle = self.cycle
        answering = cycle is not None and not cycle.response_complete
        if not (answering and (cycle.response_started or self._in_head)):
            self.transport.write(self._refusal(status))
        if answering:
            cycle.disconnected = True
            cycle.message_event.set()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)
        self.flow.resume_reading()

    def _refusal(self, status: int) -> bytes:
        code, title, detail = _REFUSALS[status]
        told = {"type": TYPE_PREFIX + code, "title": title, "status": status, "detail": detail, "code": code}
        body = msgspec.json.encode({**told, "instance": "", "errors": ()})
        headers = {
            b"content-type": MEDIA_TYPE.encode(),
            b"content-length": str(len(body)).encode(),
            b"cache-control": b"no-store",
            b"x-content-type-options": b"nosniff",
            b"connection": b"close",
        }
        lines = [*self.server_state.default_headers, *headers.items()]
        return b"".join([STATUS_LINE[status], *(b"%s: %s\r\n" % line for line in lines), b"\r\n", body])


def http_options(settings: Settings) -> dict[str, Any]:
    """How uvicorn must be configured for our requests: `uvicorn.Config(app, **http_options(settings))`."""
    return {
        "http": BoundedProtocol,
        # Who asks is whoever connected, unless that is a proxy of the operator's.
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "access_log": False,
        "server_header": False,
    }
