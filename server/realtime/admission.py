"""Decide from the request's headers who may open a socket, and by which credential. Pure.

A browser sends the `Origin` of its page, which must be one of ours exactly; only then does its cookie count, so that a
foreign page can't act for somebody. A program sends `Authorization`, and its cookies are ignored. Where neither can be
sent, a one-time ticket comes in `hello`.
"""

from collections.abc import Collection, Iterable
from http.cookies import CookieError, SimpleCookie

from msgspec import Struct

from server.protocol.messages import SUBPROTOCOL

BEARER = "bearer "


class Request(Struct, frozen=True, kw_only=True):
    """What the opening request says: `token` of cookie or header (None: a ticket must come), the wrong kinds of no."""

    foreign: bool
    speaks: bool
    token: str | None


def read_request(
    headers: Iterable[tuple[bytes, bytes]],
    *,
    subprotocols: Collection[str],
    allowed_origins: Collection[str],
    cookie_name: str,
) -> Request:
    """Sort the headers out; an `Authorization` that isn't a bearer's counts as a wrong token."""
    named = {name.lower(): value.decode("latin-1") for name, value in headers}
    origin = named.get(b"origin")
    authorization = named.get(b"authorization")
    if authorization is not None:
        is_bearer = authorization.lower().startswith(BEARER)
        token: str | None = authorization[len(BEARER) :].strip() if is_bearer else ""
    else:
        token = _cookie(named.get(b"cookie", ""), cookie_name) if origin is not None else None
    return Request(
        foreign=origin is not None and origin not in allowed_origins,
        speaks=SUBPROTOCOL in subprotocols,
        token=token,
    )


def _cookie(header: str, name: str) -> str | None:
    try:
        cookie = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return cookie.value if cookie is not None else None
