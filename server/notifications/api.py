"""Notifications over HTTP: one's own, what one wants to be told, the browsers that may be woken up."""

from typing import Annotated, Any, Protocol

from litestar import Request, Router, delete, get, post, put
from litestar.params import FromQuery, JSONBody
from msgspec import Meta, Struct

from server.kit.http import BY_PERSONS, ID, Injected
from server.kit.ids import AccountId, NotificationId
from server.kit.postgres import transaction
from server.notifications.channels.subscriptions import (
    NewSubscription,
    Subscription,
    subscribe,
    subscriptions_of,
    unsubscribe,
)
from server.notifications.channels.vapid import public_key, text64
from server.notifications.notices import Notices, mark_read, notices
from server.notifications.preferences import Wish, choices_of, choose
from server.notifications.rules import ENDPOINT_LENGTH_MAX, Audience, Choice
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, LIMIT_MAX, Cursor, Limit

# More than there are kinds and ways to be told.
WISHES_MAX = 300


class Signed(Protocol):
    """Who is signed in, a dealer's user or a pro's member, as far as it matters here."""

    @property
    def account_id(self) -> AccountId:
        """Whose notifications."""
        ...

    @property
    def locale(self) -> str:
        """In which language."""
        ...


class ReadForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which ones were read; null: all of them."""

    ids: Annotated[list[Annotated[NotificationId, ID]], Meta(max_length=LIMIT_MAX)] | None


class Unread(Struct, frozen=True, kw_only=True):
    """How many are left."""

    unread: int


class Wishes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody chooses; what isn't named stays as it is."""

    choices: Annotated[list[Wish], Meta(max_length=WISHES_MAX)]


class Choices(Struct, frozen=True, kw_only=True):
    """Every kind of event one can be told of, by each channel: whether it is, and whether it must be."""

    choices: list[Choice]


class Browsers(Struct, frozen=True, kw_only=True):
    """One's browsers; `public_key` is what a new one subscribes with (`applicationServerKey`, base64url)."""

    public_key: str
    items: list[Subscription]


class Endpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A browser's subscription by its address."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=ENDPOINT_LENGTH_MAX)]


@get("/notifications")
async def list_notifications(
    *,
    principal: Injected[Signed],
    resources: Injected[Resources],
    unread: FromQuery[bool | None] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Notices:
    """What one was told, newest first, in one's language; `unread` counts all that are."""
    return await notices(
        resources.postgres, principal.account_id, locale=principal.locale, unread=unread, limit=limit, cursor=cursor
    )


@post("/notifications/read", opt=BY_PERSONS, status_code=200)
async def read_notifications(
    data: JSONBody[ReadForm], principal: Injected[Signed], resources: Injected[Resources]
) -> Unread:
    """Mark as read; ids of others, or of nothing, change nothing."""
    return Unread(unread=await mark_read(resources.postgres, principal.account_id, data.ids))


@get("/notification-preferences")
async def read_preferences(principal: Injected[Signed], resources: Injected[Resources]) -> Choices:
    """What one is told by which channel (domain 8.1)."""
    return Choices(choices=await choices_of(resources.postgres, principal.account_id, _audience(principal)))


@put("/notification-preferences", opt=BY_PERSONS)
async def change_preferences(
    data: JSONBody[Wishes], principal: Injected[Signed], resources: Injected[Resources]
) -> Choices:
    """Choose; what the rules require can't be switched off (422 on that choice)."""
    async with transaction(resources.postgres) as connection:
        chosen = await choose(connection, principal.account_id, _audience(principal), data.choices)
    return Choices(choices=chosen)


@get("/push-subscriptions", opt=BY_PERSONS)
async def list_browsers(principal: Injected[Signed], resources: Injected[Resources]) -> Browsers:
    """The browsers that may be woken up, and the key a new one subscribes with."""
    key = await public_key(resources.postgres)
    items = await subscriptions_of(resources.postgres, principal.account_id)
    return Browsers(public_key=text64(key), items=items)


@post("/push-subscriptions", opt=BY_PERSONS)
async def add_browser(
    request: Request[Any, Any, Any],
    data: JSONBody[NewSubscription],
    principal: Injected[Signed],
    resources: Injected[Resources],
) -> Subscription:
    """Let this browser be woken up: the body is what `PushSubscription.toJSON()` gives; again is harmless."""
    async with transaction(resources.postgres) as connection:
        return await subscribe(
            connection,
            principal.account_id,
            data,
            hosts=resources.settings.push_hosts,
            user_agent=request.headers.get("user-agent", ""),
        )


@delete("/push-subscriptions", opt=BY_PERSONS)
async def remove_browser(data: JSONBody[Endpoint], principal: Injected[Signed], resources: Injected[Resources]) -> None:
    """Let this browser sleep; 404 when it isn't one of yours."""
    if not await unsubscribe(resources.postgres, principal.account_id, data.endpoint):
        raise Refusal(Code.NOT_FOUND)


def _audience(principal: Signed) -> Audience:
    return "pro" if hasattr(principal, "pro_id") else "dealer"


router = Router(
    "/api",
    route_handlers=[
        list_notifications,
        read_notifications,
        read_preferences,
        change_preferences,
        list_browsers,
        add_browser,
        remove_browser,
    ],
    tags=["notifications"],
)
