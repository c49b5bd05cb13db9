"""Invite people by mail to become users of a dealer group, or members of a pro (domain 1.1, 1.4).

The link works once, within a fortnight, until it is revoked; only its SHA-256 is kept. Inviting an address again ends
the link it had from the same organisation.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.accounts import founding
from server.accounts.auditing import record
from server.accounts.contacts import EMAIL_LENGTH_MAX, checked_email
from server.accounts.flooding import refuse_flood
from server.accounts.founding import Credentials
from server.accounts.principal import DealerUser, Principal, ProMember, Role
from server.accounts.staffing import EntityIds, refuse_mightier, refuse_strange_parts
from server.accounts.tokens import INVITATION_PREFIX, TokenHash, invitation_link, new_token, token_hash
from server.kit import clock
from server.kit.http import ID, Amount, Name
from server.kit.ids import AccountId, EntityId, GroupId, InvitationId, ProId, UserGroupId, new_id
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.kit.rows import struct, structs
from server.notifications.outbox import Letter, post
from server.protocol.refusals import Code, Refusal

LINK_LIFE = timedelta(days=14)
LISTED_MAX = 500

Email = Annotated[str, Meta(min_length=3, max_length=EMAIL_LENGTH_MAX)]
Locale = Literal["fr", "en"]
LinkState = Literal["open", "used", "expired", "revoked"]

_SELECT = """
    SELECT id, email, name, locale, group_id, user_group_id, entity_ids, pro_id, role, manages, limit_cents,
        created_at, expires_at, accepted_at, revoked_at
    FROM colleague_invitation
"""
_OPEN = "(group_id = $1 OR pro_id = $2) AND accepted_at IS NULL AND revoked_at IS NULL"
_REVOKE = "UPDATE colleague_invitation SET revoked_at = $3 WHERE"


class UserInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to become a user of the group."""

    email: Email
    name: Name
    locale: Locale = "fr"
    user_group_id: Annotated[UserGroupId, ID]
    entity_ids: EntityIds


class MemberInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to become a member of the pro."""

    email: Email
    name: Name
    locale: Locale = "fr"
    role: Role
    manages: bool = False
    limit_cents: Amount | None = None


class Invited(Struct, frozen=True, kw_only=True):
    """An invitation as its organisation sees it: of users, or of members, the other's fields being null."""

    id: InvitationId
    email: str
    name: str
    locale: Locale
    created_at: datetime
    expires_at: datetime
    user_group_id: UserGroupId | None
    entity_ids: list[EntityId] | None
    role: Role | None
    manages: bool | None
    limit_cents: Cents | None


class Colleague(Invited, frozen=True, kw_only=True):
    """An invitation found by its link."""

    group_id: GroupId | None
    pro_id: ProId | None
    accepted_at: datetime | None
    revoked_at: datetime | None


async def invite_user(connection: Connection, user: DealerUser, new: UserInvitation, *, hourly_max: int) -> Invited:
    """Mail somebody a link into the dealer group; who has an account is told so, and whoever invites is not.

    Raises:
        Refusal: `rate_limited`; `invalid`, no address, or parts of another group.

    """
    email = checked_email(new.email)
    await refuse_strange_parts(connection, user.group_id, new.user_group_id, new.entity_ids)
    await refuse_mightier(connection, user, new.user_group_id)
    columns: dict[str, object] = {"user_group_id": new.user_group_id, "entity_ids": list(new.entity_ids)}
    await refuse_flood(connection, *_organisation(user), hourly_max=hourly_max)
    return await _invite(connection, user, email=email, name=new.name, locale=new.locale, columns=columns)


async def invite_member(
    connection: Connection, member: ProMember, new: MemberInvitation, *, hourly_max: int
) -> Invited:
    """Mail somebody a link into the pro; who has an account is told so, and whoever invites is not.

    Raises:
        Refusal: `rate_limited`; `invalid`, it is none.

    """
    email = checked_email(new.email)
    columns: dict[str, object] = {"role": new.role, "manages": new.manages, "limit_cents": new.limit_cents}
    await refuse_flood(connection, *_organisation(member), hourly_max=hourly_max)
    return await _invite(connection, member, email=email, name=new.name, locale=new.locale, columns=columns)


async def open_invitations(pool: Pool, principal: Principal) -> list[Invited]:
    """The organisation's links that still work, newest first."""
    rows = await pool.fetch(
        f"{_SELECT} WHERE {_OPEN} AND expires_at > $3 ORDER BY id DESC LIMIT $4",
        *_organisation(principal),
        clock.now(),
        LISTED_MAX,
    )
    return structs(rows, Invited)


async def revoke(connection: Connection, principal: Principal, invitation_id: InvitationId) -> bool:
    """End a link at once; False if the organisation has no such open one."""
    row = await connection.fetchrow(
        f"{_REVOKE} {_OPEN} AND id = $4 RETURNING email", *_organisation(principal), clock.now(), invitation_id
    )
    if row is None:
        return False
    await _record(connection, principal, invitation_id, before={"email": row["email"]}, after=None)
    return True


async def find(connection: Connection | Pool, digest: TokenHash, *, lock: bool = False) -> Colleague | None:
    """The invitation behind a link, whatever became of it."""
    row = await connection.fetchrow(f"{_SELECT} WHERE token_hash = $1 {'FOR UPDATE' if lock else ''}", digest)
    return struct(row, Colleague) if row else None


async def accept(connection: Connection, invited: Colleague, credentials: Credentials) -> AccountId:
    """Make the account that an open invitation is for; entities and rights as they are now.

    Raises:
        Refusal: `account_exists`.

    """
    await refuse_known_address(connection, invited.email)
    await connection.execute("UPDATE colleague_invitation SET accepted_at = $2 WHERE id = $1", invited.id, clock.now())
    if invited.pro_id is not None:
        assert invited.role is not None, "a member without a role"
        await founding.add_member(
            connection,
            invited.pro_id,
            role=invited.role,
            limit_cents=invited.limit_cents,
            credentials=credentials,
            manages=bool(invited.manages),
        )
    else:
        await _add_user(connection, invited, credentials)
    return await account_of_address(connection, credentials.email)


async def is_known(connection: Connection | Pool, email: str) -> bool:
    """Whether somebody signs in with this address; one of programs is no account's."""
    return bool(await connection.fetchval("SELECT true FROM account WHERE email = $1 AND kind = 'person'", email))


async def refuse_known_address(connection: Connection | Pool, email: str) -> None:
    """One address is one person's account.

    Raises:
        Refusal: `account_exists`.

    """
    if await is_known(connection, email):
        raise Refusal(Code.ACCOUNT_EXISTS)


def state_of(*, accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime) -> LinkState:
    """What became of a link."""
    if accepted_at is not None:
        return "used"
    if revoked_at is not None:
        return "revoked"
    return "expired" if expires_at <= clock.now() else "open"


async def _invite(
    connection: Connection,
    principal: Principal,
    *,
    email: str,
    name: str,
    locale: Locale,
    columns: dict[str, object],
) -> Invited:
    now = clock.now()
    group_id, pro_id = _organisation(principal)
    known = await is_known(connection, email)
    await connection.execute(f"{_REVOKE} {_OPEN} AND email = $4", group_id, pro_id, now, email)
    token = new_token(INVITATION_PREFIX)
    row = await connection.fetchrow(
        """
        INSERT INTO colleague_invitation (id, token_hash, email, name, locale, group_id, pro_id, created_by,
            created_at, expires_at, user_group_id, entity_ids, role, manages, limit_cents)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING *
        """,
        InvitationId(new_id()),
        token_hash(token),
        email,
        name.strip(),
        locale,
        group_id,
        pro_id,
        principal.account_id,
        now,
        now + LINK_LIFE,
        *(columns.get(column) for column in ("user_group_id", "entity_ids", "role", "manages", "limit_cents")),
    )
    assert row is not None, "an INSERT without its row"
    invited = struct(row, Invited)
    facts = {
        "name": invited.name,
        "invited_by": principal.name,
        "organisation": await _organisation_name(connection, principal),
        "link": invitation_link(token),
        "expires_at": invited.expires_at,
        "locale": locale,
    }
    kind = "user_invitation" if group_id else "member_invitation"
    if known:
        kind, facts = "invitation_of_known", {**facts, "link": "/connexion"}
    await post(connection, [Letter(channel="mail", recipient=email, kind=kind, body=facts, group_id=group_id)])
    await _record(connection, principal, invited.id, before=None, after=invited)
    return invited


async def _add_user(connection: Connection, invited: Colleague, credentials: Credentials) -> None:
    """A user, who sees those of the entities that the group still has."""
    assert invited.group_id is not None
    name = str(await connection.fetchval("SELECT name FROM user_group WHERE id = $1", invited.user_group_id))
    rows = await connection.fetch(
        "SELECT id::text FROM entity WHERE group_id = $1 AND id = ANY($2::uuid[])",
        invited.group_id,
        invited.entity_ids,
    )
    await founding.add_user(
        connection,
        invited.group_id,
        user_group=name,
        entity_ids=[EntityId(row["id"]) for row in rows],
        credentials=credentials,
    )


async def account_of_address(connection: Connection, email: str) -> AccountId:
    """The account of an e-mail that has one."""
    return AccountId(
        str(await connection.fetchval("SELECT id FROM account WHERE email = $1 AND kind = 'person'", email))
    )


async def _organisation_name(connection: Connection, principal: Principal) -> str:
    if isinstance(principal, ProMember):
        return principal.pro_name
    return str(await connection.fetchval("SELECT name FROM dealer_group WHERE id = $1", principal.group_id))


async def _record(
    connection: Connection,
    principal: Principal,
    invitation_id: InvitationId,
    *,
    before: Invited | dict[str, object] | None,
    after: Invited | None,
) -> None:
    await record(connection, principal, kind="invitation", subject_id=invitation_id, before=before, after=after)


def _organisation(principal: Principal) -> tuple[GroupId | None, ProId | None]:
    return (principal.group_id, None) if isinstance(principal, DealerUser) else (None, principal.pro_id)
