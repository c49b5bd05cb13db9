"""Invite people by mail to become users of a dealer group, or members of a pro (domain 1.1, 1.4).

The link works once, within a fortnight, until it is revoked; only its SHA-256 is kept. Inviting an address again ends
the link it had from the same organisation.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import asdict
from piccolo.columns.combination import And
from piccolo.query import Select

from server.accounts import founding, tables
from server.accounts.auditing import record
from server.accounts.contacts import EMAIL_LENGTH_MAX, checked_email
from server.accounts.flooding import refuse_flood
from server.accounts.founding import Credentials
from server.accounts.principal import DealerUser, Principal, ProMember, Role
from server.accounts.staffing import EntityIds, refuse_mightier, refuse_strange_parts
from server.accounts.tokens import INVITATION_PREFIX, TokenHash, invitation_link, new_token, token_hash
from server.kit import clock, query
from server.kit.http import ID, Amount, Name
from server.kit.ids import AccountId, EntityId, GroupId, InvitationId, ProId, UserGroupId, new_id
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.notifications.outbox.posting import OutboxMessage, post
from server.protocol.refusals import Code, Refusal

LINK_LIFE = timedelta(days=14)
LISTED_MAX = 500

Email = Annotated[str, Meta(min_length=3, max_length=EMAIL_LENGTH_MAX)]
Locale = Literal["fr", "en"]
LinkState = Literal["open", "used", "expired", "revoked"]


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


class Terms(Struct, frozen=True, kw_only=True):
    """What the invited may do: as a user, or as a member, the other's fields being null."""

    user_group_id: UserGroupId | None = None
    entity_ids: list[EntityId] | None = None
    role: Role | None = None
    manages: bool | None = None
    limit_cents: Cents | None = None


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
    terms = Terms(user_group_id=new.user_group_id, entity_ids=list(new.entity_ids))
    await refuse_flood(connection, *_organisation(user), hourly_max=hourly_max)
    return await _invite(connection, user, email=email, name=new.name, locale=new.locale, terms=terms)


async def invite_member(
    connection: Connection, member: ProMember, new: MemberInvitation, *, hourly_max: int
) -> Invited:
    """Mail somebody a link into the pro; who has an account is told so, and whoever invites is not.

    Raises:
        Refusal: `rate_limited`; `invalid`, it is none.

    """
    email = checked_email(new.email)
    terms = Terms(role=new.role, manages=new.manages, limit_cents=new.limit_cents)
    await refuse_flood(connection, *_organisation(member), hourly_max=hourly_max)
    return await _invite(connection, member, email=email, name=new.name, locale=new.locale, terms=terms)


async def open_invitations(pool: Pool, principal: Principal) -> list[Invited]:
    """The organisation's links that still work, newest first."""
    link = tables.ColleagueInvitation
    working = link.select().where(_is_open(principal), link.expires_at > clock.now())
    return await query.fetch_all(pool, working.order_by(link.id, ascending=False).limit(LISTED_MAX), Invited)


async def revoke(connection: Connection, principal: Principal, invitation_id: InvitationId) -> bool:
    """End a link at once; False if the organisation has no such open one."""
    link = tables.ColleagueInvitation
    revoked = link.update({link.revoked_at: clock.now()}).where(_is_open(principal), link.id == invitation_id)
    email = await query.fetch_value(connection, revoked.returning(link.email), str)
    if email is None:
        return False
    await record(
        connection, principal, kind="invitation", subject_id=invitation_id, before={"email": email}, after=None
    )
    return True


async def find(connection: Connection | Pool, digest: TokenHash, *, lock: bool = False) -> Colleague | None:
    """The invitation behind a link, whatever became of it."""
    found = tables.ColleagueInvitation.select().where(tables.ColleagueInvitation.token_hash == digest)
    return await query.fetch_one(connection, found.lock_rows() if lock else found, Colleague)


async def accept(connection: Connection, invited: Colleague, credentials: Credentials) -> AccountId:
    """Make the account that an open invitation is for; entities and rights as they are now.

    Raises:
        Refusal: `account_exists`.

    """
    await refuse_known_address(connection, invited.email)
    await query.execute(
        connection,
        tables.ColleagueInvitation.update({tables.ColleagueInvitation.accepted_at: clock.now()}).where(
            tables.ColleagueInvitation.id == invited.id
        ),
    )
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
    return await query.execute(connection, _person(email)) > 0


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
    terms: Terms,
) -> Invited:
    link = tables.ColleagueInvitation
    now = clock.now()
    group_id, pro_id = _organisation(principal)
    known = await is_known(connection, email)
    await query.execute(connection, link.update({link.revoked_at: now}).where(_is_open(principal), link.email == email))
    token = new_token(INVITATION_PREFIX)
    row = link(
        **asdict(terms),
        id=new_id(),
        token_hash=token_hash(token),
        email=email,
        name=name.strip(),
        locale=locale,
        group_id=group_id,
        pro_id=pro_id,
        created_by=principal.account_id,
        created_at=now,
        expires_at=now + LINK_LIFE,
    )
    invited = await query.fetch_one(connection, link.insert(row).returning(*link.all_columns()), Invited)
    assert invited is not None, "an INSERT without its row"
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
    await post(connection, [OutboxMessage(channel="mail", recipient=email, kind=kind, body=facts, group_id=group_id)])
    await record(connection, principal, kind="invitation", subject_id=invited.id, before=None, after=invited)
    return invited


async def _add_user(connection: Connection, invited: Colleague, credentials: Credentials) -> None:
    """A user, who sees those of the entities that the group still has."""
    assert invited.group_id is not None
    group, entity = tables.UserGroup, tables.Entity
    named = group.select(group.name).where(group.id == invited.user_group_id)
    kept = entity.select(entity.id).where(
        entity.group_id == invited.group_id, query.any_of(entity.id, invited.entity_ids or ())
    )
    await founding.add_user(
        connection,
        invited.group_id,
        user_group=str(await query.fetch_value(connection, named, str)),
        entity_ids=await query.fetch_values(connection, kept, EntityId),
        credentials=credentials,
    )


async def account_of_address(connection: Connection, email: str) -> AccountId:
    """The account of an e-mail that has one."""
    return AccountId(str(await query.fetch_value(connection, _person(email), str)))


async def _organisation_name(connection: Connection, principal: Principal) -> str:
    if isinstance(principal, ProMember):
        return principal.pro_name
    group = tables.DealerGroup
    named = group.select(group.name).where(group.id == principal.group_id)
    return str(await query.fetch_value(connection, named, str))


def _is_open(principal: Principal) -> And:
    """The organisation's links that were neither used nor revoked."""
    link = tables.ColleagueInvitation
    dealer = isinstance(principal, DealerUser)
    ours = link.group_id == principal.group_id if dealer else link.pro_id == principal.pro_id
    return ours & link.accepted_at.is_null() & link.revoked_at.is_null()


def _person(email: str) -> Select[tables.Account]:
    """The account somebody signs in to with this address."""
    account = tables.Account
    return account.select(account.id).where(account.email == email, account.kind == "person")


def _organisation(principal: Principal) -> tuple[GroupId | None, ProId | None]:
    return (principal.group_id, None) if isinstance(principal, DealerUser) else (None, principal.pro_id)
