"""Do what only the operator of an installation may: the first account of a dealer group, and rescue of accounts.

Nobody is signed in on a fresh installation, and the last administrator may lose the password: whoever runs the
processes gets a link that works once, to hand over. What was done stands in the group's audit trail as the operator's.
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from server.accounts import founding, second_factor, tables
from server.accounts.auditing import record_of_operator
from server.accounts.contacts import email_of
from server.accounts.inviting import LINK_LIFE as INVITATION_LIFE
from server.accounts.inviting import is_known
from server.accounts.principal import Right
from server.accounts.resetting import LINK_LIFE as RESET_LIFE
from server.accounts.sessions import end_credentials
from server.accounts.tokens import INVITATION_PREFIX, RESET_PREFIX, invitation_link, new_token, reset_link, token_hash
from server.kit import clock, query
from server.kit.faults import CommandError
from server.kit.ids import AccountId, GroupId, InvitationId, new_id
from server.kit.postgres import Connection
from server.kit.rows import struct, structs
from server.protocol.field_errors import UnfitError

NAME_LENGTH_MAX: Final = 200


class Person(Struct, frozen=True, kw_only=True):
    """An account as the operator sees it."""

    account_id: AccountId
    email: str
    name: str
    organisation: str
    administers: bool
    second_factor: bool
    disabled: bool
    group_id: GroupId | None


class Link(Struct, frozen=True, kw_only=True):
    """A secret address that works once, until then."""

    path: str
    expires_at: datetime


_PEOPLE: Final = """
    SELECT account.id::text AS account_id, account.email, account.name,
        coalesce(dealer_group.name, pro.name, '') AS organisation,
        coalesce($1 = ANY (rights), manages, false) AS administers, disabled_at IS NOT NULL AS disabled,
        EXISTS (SELECT FROM second_factor WHERE account_id = account.id AND confirmed_at IS NOT NULL) AS second_factor,
        dealer_group.id::text AS group_id
    FROM account
    LEFT JOIN dealer_user ON dealer_user.account_id = account.id LEFT JOIN user_group ON user_group.id = user_group_id
    LEFT JOIN dealer_group ON dealer_group.id = dealer_user.group_id
    LEFT JOIN pro_member ON pro_member.account_id = account.id LEFT JOIN pro ON pro.id = pro_id
    WHERE kind = 'person' AND ($2::text IS NULL OR account.email = $2)
    ORDER BY organisation, account.email
"""


async def create_group(connection: Connection, name: str, *, admin: str) -> Link:
    """A dealer group with one entity of its name, and the link by which its first administrator comes in.

    Raises:
        CommandError: no name, a name that is taken, no address, an address that has an account.

    """
    name = name.strip()
    if not 0 < len(name) <= NAME_LENGTH_MAX:
        raise CommandError(f"a group's name has 1 to {NAME_LENGTH_MAX} characters")
    if await _group_named(connection, name):
        raise CommandError(f"there is a group {name} already; adjuge group invite makes another link into it")
    group_id = await founding.found_group(connection, name)
    entity_id = await founding.found_entity(connection, group_id, name)
    await record_of_operator(connection, group_id, kind="group", subject_id=group_id, after={"name": name})
    await record_of_operator(connection, group_id, kind="entity", subject_id=entity_id, after={"name": name})
    return await _invite(connection, group_id, admin)


async def invite_administrator(connection: Connection, name: str, *, admin: str) -> Link:
    """Another link for an administrator of a group that is there.

    Raises:
        CommandError: no such group, no address, an address that has an account.

    """
    group_id = await _group_named(connection, name.strip())
    if group_id is None:
        raise CommandError(f"there is no group {name.strip()}; adjuge group create makes one")
    return await _invite(connection, group_id, admin)


async def people(connection: Connection) -> list[Person]:
    """Everybody who can sign in with a password."""
    return structs(await connection.fetch(_PEOPLE, Right.MANAGE_USERS.value, None), Person)


async def reset_password(connection: Connection, email: str) -> Link:
    """A link by which somebody chooses a new password; the old one works until then.

    Raises:
        CommandError: nobody has that address, or the account is disabled.

    """
    person = await _person(connection, email)
    if person.disabled:
        raise CommandError(f"{person.email} is disabled; adjuge admin enable comes first")
    token, now = new_token(RESET_PREFIX), clock.now()
    await query.insert(
        connection,
        tables.PasswordReset(
            token_hash=token_hash(token), account_id=person.account_id, created_at=now, expires_at=now + RESET_LIFE
        ),
    )
    await _record(connection, person, {"password_link": True})
    return Link(path=reset_link(token), expires_at=now + RESET_LIFE)


async def reset_second_factor(connection: Connection, email: str) -> Person:
    """Stop asking somebody for a code who lost telephone and recovery codes.

    Raises:
        CommandError: nobody has that address, or no code is asked for.

    """
    person = await _person(connection, email)
    if not await second_factor.remove(connection, person.account_id):
        raise CommandError(f"{person.email} has no second factor")
    await _record(connection, person, {"second_factor": False})
    return person


async def disable(connection: Connection, email: str) -> Person:
    """Shut somebody out at once, sessions and API keys included; also a group's last administrator.

    Raises:
        CommandError: nobody has that address, or it is disabled already.

    """
    return await _switch(connection, email, disabled=True)


async def enable(connection: Connection, email: str) -> Person:
    """Let somebody sign in again who was shut out.

    Raises:
        CommandError: nobody has that address, or it isn't disabled.

    """
    return await _switch(connection, email, disabled=False)


async def _switch(connection: Connection, email: str, *, disabled: bool) -> Person:
    person = await _person(connection, email)
    if person.disabled is disabled:
        raise CommandError(f"{person.email} is {'disabled already' if disabled else 'not disabled'}")
    account = tables.Account
    await query.execute(
        connection,
        account.update({account.disabled_at: clock.now() if disabled else None}).where(account.id == person.account_id),
    )
    if disabled:
        await end_credentials(connection, person.account_id, because="shut_out")
    await _record(connection, person, {"disabled": disabled})
    return person


async def _invite(connection: Connection, group_id: GroupId, admin: str) -> Link:
    email = _email(admin)
    if await is_known(connection, email):
        raise CommandError(f"{email} has an account already; adjuge admin reset-password makes a link for it")
    user_group_id = await connection.fetchval(
        "SELECT id::text FROM user_group WHERE group_id = $1 AND $2 = ANY (rights) ORDER BY id LIMIT 1",
        group_id,
        Right.MANAGE_USERS.value,
    )
    entity, invitation = tables.Entity, tables.ColleagueInvitation
    entities = entity.select(entity.id).where(entity.group_id == group_id)
    token, now, invitation_id = new_token(INVITATION_PREFIX), clock.now(), InvitationId(new_id())
    await query.execute(
        connection,
        invitation.update({invitation.revoked_at: now}).where(
            invitation.group_id == group_id,
            invitation.email == email,
            invitation.accepted_at.is_null(),
            invitation.revoked_at.is_null(),
        ),
    )
    await query.insert(
        connection,
        invitation(
            id=invitation_id,
            token_hash=token_hash(token),
            email=email,
            name=email.partition("@")[0],
            locale="fr",
            group_id=group_id,
            user_group_id=user_group_id,
            entity_ids=await query.fetch_values(connection, entities, str),
            created_at=now,
            expires_at=now + INVITATION_LIFE,
        ),
    )
    await record_of_operator(connection, group_id, kind="invitation", subject_id=invitation_id, after={"email": email})
    return Link(path=invitation_link(token), expires_at=now + INVITATION_LIFE)


async def _group_named(connection: Connection, name: str) -> GroupId | None:
    group = tables.DealerGroup
    named = group.select(group.id).where(group.name == name).order_by(group.id).limit(1)
    return await query.fetch_value(connection, named, GroupId)


async def _person(connection: Connection, email: str) -> Person:
    row = await connection.fetchrow(_PEOPLE, Right.MANAGE_USERS.value, _email(email))
    if row is None:
        raise CommandError(f"nobody has the address {_email(email)}; adjuge admin list shows everybody")
    return struct(row, Person)


async def _record(connection: Connection, person: Person, after: dict[str, object]) -> None:
    """A dealer group reads its trail; what happens to a professional's account has no reader yet."""
    if person.group_id is not None:
        await record_of_operator(
            connection,
            person.group_id,
            kind="account",
            subject_id=person.account_id,
            after={"email": person.email, **after},
        )


def _email(text: str) -> str:
    try:
        return email_of(text)
    except UnfitError as error:
        raise CommandError(f"{text!r} is no e-mail address: {error}") from error
