"""Follow each request: an id in its answer and in every line logged for it, and one line when it is over."""

from http import HTTPStatus
from typing import cast

import structlog
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from server.kit import clock
from server.kit.ids import new_id

# A caller's own id is kept when it is short and harmless, so that its log and ours meet.
REQUEST_ID_LENGTH_MAX = 64
# Asked every few seconds by machines; a line each would drown the rest.
QUIET_PREFIXES = ("/health", "/metrics", "/assets")

log = structlog.get_logger()


def trace(app: ASGIApp) -> ASGIApp:
    """The outermost middleware."""

    async def traced(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        request = cast("HTTPScope", scope)
        started = clock.monotonic()
        request_id = _request_id(request)
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await app(scope, receive, send_with_id)
            finally:
                _log_end(request, status=status, elapsed_ms=(clock.monotonic() - started) * 1_000)

    return traced


def _request_id(scope: HTTPScope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    text = given.decode("latin-1")
    harmless = text.isascii() and text.replace("-", "").replace("_", "").isalnum()
    return text if harmless and len(text) <= REQUEST_ID_LENGTH_MAX else new_id()


def _log_end(scope: HTTPScope, *, status: int, elapsed_ms: float) -> None:
    """Neither query, cookies nor bodies: they hold what isn't ours to keep."""
    if scope["path"].startswith(QUIET_PREFIXES) and status < HTTPStatus.BAD_REQUEST:
        return
    log.info("answered", method=scope["method"], path=scope["path"], status=status, ms=round(elapsed_ms, 1))
