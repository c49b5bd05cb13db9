"""Follow each request: an id in its answer and in every line logged for it, and one line when it is over."""

from http import HTTPStatus
from typing import cast

import structlog
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from server.kit import clock, metrics
from server.kit.ids import new_id

# A caller's own id is kept when it is short and harmless, so that its log and ours meet.
REQUEST_ID_LENGTH_MAX = 64
# Asked every few seconds by machines; a line each would drown the rest.
QUIET_PREFIXES = ("/health", "/metrics", "/assets")

SECONDS = metrics.histogram(
    "http_request_seconds",
    "Time to answer a request, by its route",
    labels=("method", "route", "status"),
)

log = structlog.get_logger()


def trace(app: ASGIApp) -> ASGIApp:
    """Around the whole application, so that what no route takes is followed too."""

    async def traced(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        request = cast("HTTPScope", scope)
        started = clock.monotonic()
        if request["method"] == "HEAD":  # whoever has a GET answers it; the server leaves the body out
            request = cast("HTTPScope", {**request, "method": "GET"})
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
                await app(request, receive, send_with_id)
            finally:
                _record_end(request, method=scope["method"], status=status, seconds=clock.monotonic() - started)

    return traced


def _request_id(scope: HTTPScope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    text = given.decode("latin-1")
    harmless = text.isascii() and text.replace("-", "").replace("_", "").isalnum()
    return text if harmless and len(text) <= REQUEST_ID_LENGTH_MAX else new_id()


def _record_end(scope: HTTPScope, *, method: str, status: int, seconds: float) -> None:
    """Neither query, cookies nor bodies: they hold what isn't ours to keep."""
    # By our routes only: an address that somebody made up would stay a label for ever.
    SECONDS.labels(method, str(scope.get("path_template") or "none"), status).observe(seconds)
    if scope["path"].startswith(QUIET_PREFIXES) and status < HTTPStatus.BAD_REQUEST:
        return
    log.info("answered", method=method, path=scope["path"], status=status, ms=round(seconds * 1_000, 1))
