"""A dealer group's people, what they may do, and who changed that, over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from server.accounts import auditing, inviting, queries, second_factor, staffing
from server.accounts.auditing import AuditEntry, record
from server.accounts.guards import dealer_only, needs
from server.accounts.inviting import Invited, UserInvitation
from server.accounts.organisation import User, UserGroup
from server.accounts.principal import DealerUser, Right
from server.accounts.sessions import end_credentials
from server.accounts.staffing import NewUserGroup, UserChange, UserGroupChange
from server.kit.http import Injected, text_id
from server.kit.ids import InvitationId, UserGroupId, UserId
from server.kit.postgres import transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page

USERS = needs(Right.MANAGE_USERS)

KIND_LENGTH_MAX = 40


@get("/users", guards=[dealer_only])
async def list_users(
    user: Injected[DealerUser], resources: Injected[Resources], limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[User]:
    """The people of your group, by name."""
    return await queries.users(resources.postgres, user.group_id, limit=limit, cursor=cursor)


@get("/user-groups", guards=[dealer_only])
async def list_user_groups(user: Injected[DealerUser], resources: Injected[Resources]) -> Page[UserGroup]:
    """The user groups of your group, with what each allows (domain 1.2, 1.3)."""
    items = await queries.user_groups(resources.postgres, user.group_id)
    return Page(items=items, next_cursor=None, total=len(items))


@get("/users/{user_id:uuid}", guards=[dealer_only])
async def read_user(user_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]) -> User:
    """One of the people of your group."""
    return await queries.user(resources.postgres, user.group_id, UserId(text_id(user_id)))


@patch("/users/{user_id:uuid}", guards=[USERS])
async def change_user(
    user_id: FromPath[UUID], data: JSONBody[UserChange], user: Injected[DealerUser], resources: Injected[Resources]
) -> User:
    """Change somebody's name, user group or entities, or shut somebody out; it holds within 5 s, on sockets too.

    409 `last_administrator` when nobody would be left who may manage users.
    """
    async with transaction(resources.postgres) as connection:
        return await staffing.change_user(connection, user, UserId(text_id(user_id)), data)


@delete("/users/{user_id:uuid}/sessions", guards=[USERS])
async def end_user_sessions(
    user_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Sign somebody out everywhere, API keys included: a telephone was stolen."""
    async with transaction(resources.postgres) as connection:
        found = await queries.user(connection, user.group_id, UserId(text_id(user_id)))
        account_id = await staffing.account_of(connection, found.id)
        await end_credentials(connection, account_id, because="ended_by_administrator")
        ended: dict[str, object] = {"signed_in": True}
        await record(connection, user, kind="sessions", subject_id=found.id, before=ended, after=None)


@delete("/users/{user_id:uuid}/second-factor", guards=[USERS])
async def remove_user_second_factor(
    user_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Take away the second factor of somebody who lost telephone and recovery codes."""
    async with transaction(resources.postgres) as connection:
        found = await queries.user(connection, user.group_id, UserId(text_id(user_id)))
        if not await second_factor.remove(connection, await staffing.account_of(connection, found.id)):
            raise Refusal(Code.NOT_FOUND)
        gone: dict[str, object] = {"second_factor": True}
        await record(connection, user, kind="second_factor", subject_id=found.id, before=gone, after=None)


@get("/user-groups/{user_group_id:uuid}", guards=[dealer_only])
async def read_user_group(
    user_group_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> UserGroup:
    """One user group."""
    return await queries.user_group(resources.postgres, user.group_id, UserGroupId(text_id(user_group_id)))


@post("/user-groups", guards=[USERS])
async def add_user_group(
    data: JSONBody[NewUserGroup], user: Injected[DealerUser], resources: Injected[Resources]
) -> UserGroup:
    """Make a user group."""
    async with transaction(resources.postgres) as connection:
        return await staffing.add_user_group(connection, user, data)


@patch("/user-groups/{user_group_id:uuid}", guards=[USERS])
async def change_user_group(
    user_group_id: FromPath[UUID],
    data: JSONBody[UserGroupChange],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> UserGroup:
    """Change what the people in it may do; 409 with the current `version` when somebody else did."""
    async with transaction(resources.postgres) as connection:
        return await staffing.change_user_group(connection, user, UserGroupId(text_id(user_group_id)), data)


@delete("/user-groups/{user_group_id:uuid}", guards=[USERS])
async def remove_user_group(
    user_group_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Remove a user group that nobody is in; else 409."""
    async with transaction(resources.postgres) as connection:
        await staffing.remove_user_group(connection, user, UserGroupId(text_id(user_group_id)))


@get("/user-invitations", guards=[USERS])
async def list_user_invitations(user: Injected[DealerUser], resources: Injected[Resources]) -> Page[Invited]:
    """Who was invited into the group and hasn't come yet, newest first."""
    items = await inviting.open_invitations(resources.postgres, user)
    return Page(items=items, next_cursor=None, total=len(items))


@post("/user-invitations", guards=[USERS])
async def invite_user(
    data: JSONBody[UserInvitation], user: Injected[DealerUser], resources: Injected[Resources]
) -> Invited:
    """Mail somebody a link into the group; it works once, for 14 days. An earlier one to the same address ends."""
    async with transaction(resources.postgres) as connection:
        return await inviting.invite_user(connection, user, data, hourly_max=resources.settings.invitations_per_hour)


@delete("/user-invitations/{invitation_id:uuid}", guards=[USERS])
async def revoke_user_invitation(
    invitation_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """End a link that hasn't been used."""
    async with transaction(resources.postgres) as connection:
        if not await inviting.revoke(connection, user, InvitationId(text_id(invitation_id))):
            raise Refusal(Code.NOT_FOUND)


@get("/audit-trail", guards=[needs(Right.MANAGE_USERS, Right.MANAGE_SETTINGS)])
async def read_audit_trail(
    *,
    user: Injected[DealerUser],
    resources: Injected[Resources],
    kind: Annotated[str | None, QueryParameter(max_length=KIND_LENGTH_MAX)] = None,
    subject_id: FromQuery[UUID | None] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[AuditEntry]:
    """Who changed which right or setting of your group, when, from what to what; newest first."""
    subject = text_id(subject_id) if subject_id else None
    return await auditing.changes(
        resources.postgres, user.group_id, kind=kind, subject_id=subject, limit=limit, cursor=cursor
    )


router = Router(
    "/api",
    route_handlers=[
        list_users,
        read_user,
        change_user,
        end_user_sessions,
        remove_user_second_factor,
        list_user_groups,
        read_user_group,
        add_user_group,
        change_user_group,
        remove_user_group,
        list_user_invitations,
        invite_user,
        revoke_user_invitation,
        read_audit_trail,
    ],
    tags=["accounts"],
)
