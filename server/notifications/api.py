"""Notifications over HTTP: one's own, to read and to mark as read (api.md)."""

from typing import Annotated, Protocol

from litestar import Router, get, post
from litestar.params import FromQuery, JSONBody
from msgspec import Meta, Struct

from server.kit.http import ID, Injected
from server.kit.ids import AccountId, NotificationId
from server.kit.listing import LIMIT_DEFAULT, LIMIT_MAX, Cursor, Limit, Page
from server.notifications.notices import mark_read, notices
from server.protocol.events import Notice
from server.resources import Resources


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


@get("/notifications")
async def list_notifications(
    *,
    principal: Injected[Signed],
    resources: Injected[Resources],
    unread: FromQuery[bool | None] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[Notice]:
    """What one was told, newest first, in one's language."""
    return await notices(
        resources.postgres, principal.account_id, locale=principal.locale, unread=unread, limit=limit, cursor=cursor
    )


@post("/notifications/read", status_code=200)
async def read_notifications(
    data: JSONBody[ReadForm], principal: Injected[Signed], resources: Injected[Resources]
) -> Unread:
    """Mark as read; ids of others, or of nothing, change nothing."""
    return Unread(unread=await mark_read(resources.postgres, principal.account_id, data.ids))


router = Router("/api", route_handlers=[list_notifications, read_notifications], tags=["notifications"])
