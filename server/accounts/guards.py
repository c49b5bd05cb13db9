"""Stand before every route: same origin, signed in, JSON, and the rights it asks for.

The three of `GUARDS` are the application's and run first, in this order; a route adds `dealer_only`, `pro_only` or
`needs(Right...)`. A route that anybody may call says `opt=PUBLIC`.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias, assert_never

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler

from server.accounts.principal import DealerUser, Principal, ProMember, Right
from server.accounts.principals import Identity, identity_of_token
from server.accounts.rights import key_may, may, may_commit_money, may_manage_company
from server.fence import scope
from server.fence.scope import Scope
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.settings import Settings

Guard: TypeAlias = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What `Sec-Fetch-Site` says of a request our own pages, or nobody's page, made.
OWN_SITES = frozenset({"same-origin", "none"})
BEARER = "bearer "


def cookie_name(settings: Settings) -> str:
    """The session's cookie; by https browsers pin it to this very host."""
    return "__Host-sid" if settings.is_https else "sid"


def device_cookie_name(settings: Settings) -> str:
    """The cookie of a browser that people are known on (devices.py)."""
    return "__Host-device" if settings.is_https else "device"


async def same_origin(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse what another site's page sent (403 `foreign_origin`); programs send no `Origin` and pass."""
    if connection.scope["type"] != ScopeType.HTTP:
        return  # sockets have their own rule, without which a foreign page could open one
    if handler.opt.get("public") and connection.scope["method"] in SAFE_METHODS:
        return  # the same for everybody; browsers name an origin for scripts of our own page, too
    origin = connection.headers.get("origin")
    if origin is not None:
        if origin not in _resources(connection).settings.allowed_origins:
            raise Refusal(Code.FOREIGN_ORIGIN)
        return
    site = connection.headers.get("sec-fetch-site", "none")
    if connection.scope["method"] not in SAFE_METHODS and site not in OWN_SITES:
        raise Refusal(Code.FOREIGN_ORIGIN)


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Find out who asks (`request.user` is the principal, `request.auth` its identity), or refuse with 401."""
    if handler.opt.get("public"):
        return
    if handler.opt.get("or_nobody") and not _brings_something(connection):
        return
    identity = await identity_behind(connection)
    if identity is None:
        raise Refusal(Code.UNAUTHORIZED)
    # First of all, so that a refusal's line in the log names who was refused.
    connection.scope["user"] = identity.principal
    connection.scope["auth"] = identity
    if identity.must_enrol and not handler.opt.get("before_second_factor"):
        raise Refusal(Code.SECOND_FACTOR_REQUIRED)
    if identity.credential == "api_key":
        if handler.opt.get("by_persons"):
            raise Refusal(Code.FORBIDDEN, needs="person")
        _refuse_beyond_scopes(identity, connection, handler)
    scope.narrow(_scope_of(identity.principal))


async def json_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse bodies that aren't JSON (415): a foreign form can send text, and only that without being asked.

    A route that takes something else says which types: `opt={"media_types": {"multipart/form-data"}}`.
    """
    if connection.scope["type"] != ScopeType.HTTP or connection.scope["method"] in SAFE_METHODS:
        return
    declared = connection.headers.get("content-type")
    if declared is None and not _has_body(connection):
        return
    media_type = (declared or "").partition(";")[0].strip().lower()
    taken = handler.opt.get("media_types", {"application/json"})
    if media_type not in taken:
        raise Refusal(Code.UNSUPPORTED_MEDIA_TYPE, accepted=sorted(taken))


GUARDS: tuple[Guard, ...] = (same_origin, signed_in, json_only)


async def dealer_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Only a dealer's user."""
    if not isinstance(_principal(connection), DealerUser):
        raise Refusal(Code.FORBIDDEN, needs="dealer")


async def pro_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Only a member of a pro, whatever its role."""
    if not isinstance(_principal(connection), ProMember):
        raise Refusal(Code.FORBIDDEN, needs="pro")


async def bidder_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Only one who may commit a pro's money."""
    if not may_commit_money(_principal(connection)):
        raise Refusal(Code.FORBIDDEN, needs="bidder")


async def manager_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Only one who manages a pro's people and connections; never a program."""
    if not may_manage_company(_principal(connection)):
        raise Refusal(Code.FORBIDDEN, needs="manager")


async def person_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Only somebody signed in, not a program with an API key: passwords, second factors, sessions."""
    identity: Identity = connection.auth
    if identity.credential == "api_key":
        raise Refusal(Code.FORBIDDEN, needs="person")


class Needs:
    """Only a dealer's user whose group holds one of these rights."""

    def __init__(self, rights: Sequence[Right]) -> None:
        self.rights = tuple(rights)

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """Refuse with 403; a key may have the one scope made for the route instead."""
        if handler.opt.get("scope") in connection.auth.scopes:
            return
        if not any(may(_principal(connection), right) for right in self.rights):
            raise Refusal(Code.FORBIDDEN, needs="right", rights=[*self.rights])


def needs(*rights: Right) -> Guard:
    """Only a dealer's user whose group holds this right, or one of these."""
    return Needs(rights)


def session_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The token in the session's cookie."""
    return connection.cookies.get(cookie_name(_resources(connection).settings))


def device_secret(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The secret in the cookie of a known browser."""
    return connection.cookies.get(device_cookie_name(_resources(connection).settings))


async def identity_behind(connection: ASGIConnection[Any, Any, Any, Any]) -> Identity | None:
    """Who asks, or None: by the `Authorization` header if there is one, cookies then being ignored; else by cookie."""
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        if not authorization.lower().startswith(BEARER):
            return None
        token: str | None = authorization[len(BEARER) :].strip()
    else:
        token = session_token(connection)
    return await identity_of_token(_resources(connection).postgres, token) if token else None


def _brings_something(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    return "authorization" in connection.headers or session_token(connection) is not None


def _refuse_beyond_scopes(
    identity: Identity, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """What a key may ask hangs on its scopes, also where people need no right for it (domain 1.5)."""
    allowed = key_may(
        identity.principal,
        identity.scopes,
        reads=connection.scope.get("method", "GET") in SAFE_METHODS,
        opened_by=handler.opt.get("scope"),
        guarded=any(isinstance(guard, Needs) for guard in handler.resolve_guards()),
    )
    if not allowed:
        raise Refusal(Code.FORBIDDEN, needs="scope")


def _scope_of(principal: Principal) -> Scope:
    """What the database shows of its fenced tables while this one's request is answered."""
    match principal:
        case DealerUser():
            return scope.of_dealer(principal.entity_ids, principal.group_id)
        case ProMember():
            return scope.of_pro(principal.pro_id)
        case _ as never:
            assert_never(never)


def _principal(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    return connection.user


def _resources(connection: ASGIConnection[Any, Any, Any, Any]) -> Resources:
    return connection.app.state.resources


def _has_body(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    return "transfer-encoding" in connection.headers or connection.headers.get("content-length", "0") != "0"
