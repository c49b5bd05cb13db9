"""Tell browsers what our pages may do: load from us, talk to us, be framed by nobody."""

from collections.abc import Iterable

from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

HSTS = b"max-age=31536000; includeSubDomains"


def content_security_policy(allowed_origins: Iterable[str]) -> str:
    """Everything from ourselves; sockets by name, since some browsers leave them out of 'self'.

    Style attributes are allowed (bars and swatches are drawn with them), style elements aren't.
    """
    sockets = sorted(origin.replace("http", "ws", 1) for origin in allowed_origins)
    directives = {
        "default-src": ["'self'"],
        "connect-src": ["'self'", *sockets],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(" ".join([name, *values]) for name, values in directives.items())


def secure(app: ASGIApp, *, allowed_origins: Iterable[str], https: bool) -> ASGIApp:
    """The middleware that adds the headers to every answer that doesn't say otherwise by itself."""
    added = [
        (b"content-security-policy", content_security_policy(allowed_origins).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
        *([(b"strict-transport-security", HSTS)] if https else []),
    ]

    async def secured(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                said = {name.lower() for name, _ in given}
                missing = [(name, value) for name, value in added if name not in said]
                message["headers"] = [*given, *missing, *_cache_rule(scope, message)]
            await send(message)

        await app(scope, receive, send_with_headers)

    return secured


def _cache_rule(scope: Scope, message: HTTPResponseStartEvent) -> list[tuple[bytes, bytes]]:
    """What the API answers is for one person at one moment, unless a route says otherwise."""
    if not scope["path"].startswith("/api"):
        return []
    said = any(name.lower() == b"cache-control" for name, _ in message["headers"])
    return [] if said else [(b"cache-control", b"no-store")]
