"""Sign in and out, and see where one is signed in."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from server.accounts import queries, sessions, signing_in
from server.accounts.contacts import EMAIL_LENGTH_MAX
from server.accounts.devices import DEVICE_LIFE
from server.accounts.guards import cookie_name, device_cookie_name, device_secret, person_only, session_token
from server.accounts.organisation import Me
from server.accounts.passwords import LENGTH_MAX, Passwords
from server.accounts.principals import Identity, principal_of_account
from server.accounts.second_factor import CODE_LENGTH_MAX
from server.accounts.sessions import ListedSession, OpenedSession
from server.accounts.signing_in import Browser
from server.kit.addresses import peer_of
from server.kit.http import BEFORE_SECOND_FACTOR, BY_PERSONS, OR_NOBODY, PUBLIC, Injected, text_id
from server.kit.ids import SessionId
from server.kit.postgres import transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import Page
from server.settings import Settings

# An e-mail and a password.
SIGN_IN_BYTES_MAX = 4 * 1024


class SignIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody types to get in."""

    email: Annotated[str, Meta(min_length=3, max_length=EMAIL_LENGTH_MAX)]
    password: Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX)]
    totp: Annotated[str, Meta(max_length=CODE_LENGTH_MAX, description="Code of the second factor.")] | None = None


class TicketIssued(Struct, frozen=True, kw_only=True):
    """A secret for the `hello` of one socket, within 30 s."""

    ticket: str


@post("/session", opt=PUBLIC, request_max_body_size=SIGN_IN_BYTES_MAX)
async def sign_in(
    request: Request[Any, Any, Any],
    data: JSONBody[SignIn],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> Response[Me]:
    """Sign in: the answer says who you are, a cookie keeps it for 14 days, if it is used within 7.

    401 `totp_required`: the same once more, with the code of the second factor.
    """
    opened = await signing_in.sign_in(
        resources.postgres,
        passwords,
        resources.settings.seal,
        email=data.email.strip().lower(),
        password=data.password,
        totp=data.totp,
        browser=browser_of(request),
    )
    return await welcome(resources, opened)


@get("/session", opt=OR_NOBODY)
async def read_session(request: Request[Any, Any, Any], resources: Injected[Resources]) -> Response[Me | None]:
    """Who is signed in, with what rights, for which entities or pro; 204 for who brings neither cookie nor key."""
    identity: Identity | None = request.scope.get("auth")
    if identity is None:
        return Response(None, status_code=204)
    return Response(await queries.me(resources.postgres, identity.principal, expires_at=identity.expires_at))


@delete("/session", opt=BEFORE_SECOND_FACTOR | BY_PERSONS)
async def sign_out(identity: Injected[Identity], resources: Injected[Resources]) -> Response[None]:
    """Sign out here; other places stay signed in."""
    if identity.session_id is not None:
        await sessions.revoke(
            resources.postgres,
            account_id=identity.principal.account_id,
            session_id=identity.session_id,
            because="signed_out",
        )
    ended = _cookie(resources.settings, cookie_name(resources.settings), value="", life=timedelta(0))
    return Response(None, status_code=204, cookies=[ended])


@get("/sessions", guards=[person_only])
async def list_my_sessions(identity: Injected[Identity], resources: Injected[Resources]) -> Page[ListedSession]:
    """Where you are signed in, newest first."""
    listed = await sessions.list_sessions(resources.postgres, identity)
    return Page(items=listed, next_cursor=None, total=len(listed))


@delete("/sessions", guards=[person_only])
async def end_other_sessions(identity: Injected[Identity], resources: Injected[Resources]) -> None:
    """Sign out everywhere else; sockets there close within 5 s."""
    async with transaction(resources.postgres) as connection:
        await sessions.end_sessions(
            connection,
            identity.principal.account_id,
            because="ended_elsewhere",
            except_hash=identity.credential_hash,
        )


@delete("/sessions/{session_id:uuid}", guards=[person_only])
async def end_session(session_id: FromPath[UUID], identity: Injected[Identity], resources: Injected[Resources]) -> None:
    """Sign out somewhere else; its sockets close within 5 s."""
    ended = await sessions.revoke(
        resources.postgres,
        account_id=identity.principal.account_id,
        session_id=SessionId(text_id(session_id)),
        because="ended_elsewhere",
    )
    if not ended:
        raise Refusal(Code.NOT_FOUND)


@post("/ws-tickets")
async def issue_ticket(identity: Injected[Identity], resources: Injected[Resources]) -> TicketIssued:
    """A ticket that opens one socket, where neither cookie nor header can go."""
    return TicketIssued(ticket=await sessions.issue_ticket(resources.postgres, identity))


async def welcome(resources: Resources, opened: OpenedSession) -> Response[Me]:
    """The answer to whoever just came in: who it is, and the cookie that keeps it."""
    principal = await principal_of_account(resources.postgres, opened.account_id)
    if principal is None:
        raise Refusal(Code.WRONG_CREDENTIALS)
    me = await queries.me(resources.postgres, principal, expires_at=opened.expires_at)
    settings = resources.settings
    cookies = [
        _cookie(settings, cookie_name(settings), value=opened.token, life=sessions.SESSION_LIFE),
        _cookie(settings, device_cookie_name(settings), value=opened.device, life=DEVICE_LIFE),
    ]
    return Response(me, status_code=201, cookies=cookies)


def browser_of(request: Request[Any, Any, Any]) -> Browser:
    """Where somebody signs in."""
    return Browser(
        address=peer_of(request.scope),
        user_agent=request.headers.get("user-agent", ""),
        session=session_token(request),
        device=device_secret(request),
    )


def _cookie(settings: Settings, name: str, *, value: str, life: timedelta) -> Cookie:
    return Cookie(
        key=name,
        value=value,
        max_age=int(life.total_seconds()),
        path="/",
        httponly=True,
        secure=settings.is_https,
        samesite="lax",
    )


router = Router(
    "/api",
    route_handlers=[sign_in, read_session, sign_out, list_my_sessions, end_other_sessions, end_session, issue_ticket],
    tags=["accounts"],
)
