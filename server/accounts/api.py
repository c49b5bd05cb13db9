"""Sign in and out, and what the one signed in may see of the organisation (api.md: session, accounts)."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from server.accounts import queries, sessions
from server.accounts.attempts import Attempt
from server.accounts.guards import cookie_name, dealer_only, session_token
from server.accounts.organisation import Entity, Group, Me, PointOfSale, User, UserGroup
from server.accounts.passwords import LENGTH_MAX, Passwords
from server.accounts.principal import DealerUser
from server.accounts.principals import Identity, principal_of_account
from server.accounts.sessions import ListedSession
from server.kit.http import PUBLIC, Injected, text_id
from server.kit.ids import EntityId, SessionId
from server.kit.listing import LIMIT_DEFAULT, Cursor, Limit, Page
from server.kit.problems import Problem, not_found
from server.resources import Resources
from server.settings import Settings

# An e-mail and a password.
SIGN_IN_BYTES_MAX = 4 * 1024
EMAIL_LENGTH_MAX = 254


class SignIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody types to get in."""

    email: Annotated[str, Meta(min_length=3, max_length=EMAIL_LENGTH_MAX)]
    password: Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX)]


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
    """Sign in: the answer says who you are, a cookie keeps it for 14 days."""
    opened = await sessions.sign_in(
        resources.postgres,
        passwords,
        attempt=Attempt(email=data.email.strip().lower(), address=request.client.host if request.client else ""),
        password=data.password,
        user_agent=request.headers.get("user-agent", ""),
        replaced_token=session_token(request),
    )
    principal = await principal_of_account(resources.postgres, opened.account_id)
    if principal is None:
        raise Problem(401, "wrong_credentials", "This account belongs to no company.")
    me = await queries.me(resources.postgres, principal, expires_at=opened.expires_at)
    cookie = _cookie(resources.settings, value=opened.token, max_age=int(sessions.SESSION_LIFE.total_seconds()))
    return Response(me, status_code=201, cookies=[cookie])


@get("/session")
async def who_am_i(identity: Injected[Identity], resources: Injected[Resources]) -> Me:
    """Who is signed in, with what rights, for which entities or pro."""
    return await queries.me(resources.postgres, identity.principal, expires_at=identity.expires_at)


@delete("/session")
async def sign_out(identity: Injected[Identity], resources: Injected[Resources]) -> Response[None]:
    """Sign out here; other places stay signed in."""
    if identity.session_id is not None:
        await sessions.revoke(
            resources.postgres, account_id=identity.principal.account_id, session_id=identity.session_id
        )
    return Response(None, status_code=204, cookies=[_cookie(resources.settings, value="", max_age=0)])


@get("/sessions")
async def my_sessions(identity: Injected[Identity], resources: Injected[Resources]) -> Page[ListedSession]:
    """Where you are signed in, newest first."""
    listed = await sessions.list_sessions(resources.postgres, identity)
    return Page(items=listed, next_cursor=None, total=len(listed))


@delete("/sessions/{session_id:uuid}")
async def end_session(session_id: FromPath[UUID], identity: Injected[Identity], resources: Injected[Resources]) -> None:
    """Sign out somewhere else; its sockets close within 5 s."""
    ended = await sessions.revoke(
        resources.postgres, account_id=identity.principal.account_id, session_id=SessionId(text_id(session_id))
    )
    if not ended:
        raise not_found()


@post("/ws-tickets")
async def issue_ticket(identity: Injected[Identity], resources: Injected[Resources]) -> TicketIssued:
    """A ticket that opens one socket, where neither cookie nor header can go."""
    return TicketIssued(ticket=await sessions.issue_ticket(resources.postgres, identity))


@get("/group", guards=[dealer_only])
async def my_group(user: Injected[DealerUser], resources: Injected[Resources]) -> Group:
    """The dealer group you belong to."""
    return await queries.group(resources.postgres, user.group_id)


@get("/entities", guards=[dealer_only])
async def my_entities(user: Injected[DealerUser], resources: Injected[Resources]) -> Page[Entity]:
    """The entities you were granted, by name, with their points of sale."""
    items = await queries.entities(resources.postgres, user.entity_ids)
    return Page(items=items, next_cursor=None, total=len(items))


@get("/entities/{entity_id:uuid}", guards=[dealer_only])
async def one_entity(entity_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]) -> Entity:
    """One of your entities."""
    asked = EntityId(text_id(entity_id))
    found = await queries.entities(resources.postgres, user.entity_ids & {asked})
    if not found:
        raise not_found()
    return found[0]


@get("/points-of-sale", guards=[dealer_only])
async def my_points_of_sale(user: Injected[DealerUser], resources: Injected[Resources]) -> Page[PointOfSale]:
    """The points of sale of your entities, by entity and name."""
    entities = await queries.entities(resources.postgres, user.entity_ids)
    items = [point for entity in entities for point in entity.points_of_sale]
    return Page(items=items, next_cursor=None, total=len(items))


@get("/users", guards=[dealer_only])
async def group_users(
    user: Injected[DealerUser], resources: Injected[Resources], limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[User]:
    """The people of your group, by name."""
    return await queries.users(resources.postgres, user.group_id, limit=limit, cursor=cursor)


@get("/user-groups", guards=[dealer_only])
async def user_groups(user: Injected[DealerUser], resources: Injected[Resources]) -> Page[UserGroup]:
    """The user groups of your group, with what each allows (domain 1.2, 1.3)."""
    items = await queries.user_groups(resources.postgres, user.group_id)
    return Page(items=items, next_cursor=None, total=len(items))


def _cookie(settings: Settings, *, value: str, max_age: int) -> Cookie:
    return Cookie(
        key=cookie_name(settings),
        value=value,
        max_age=max_age,
        path="/",
        httponly=True,
        secure=settings.is_https,
        samesite="lax",
    )


router = Router(
    "/api",
    route_handlers=[
        sign_in,
        who_am_i,
        sign_out,
        my_sessions,
        end_session,
        issue_ticket,
        my_group,
        my_entities,
        one_entity,
        my_points_of_sale,
        group_users,
        user_groups,
    ],
    tags=["accounts"],
)
