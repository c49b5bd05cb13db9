"""Give people a new password: by a link mailed to them, or because they know the old one.

The answer to "I forgot" is the same whether or not the address is known, and takes no mail's time. A new password ends
every session, so that whoever stole the old one is out; one set by a mailed link ends API keys, too.
"""

from datetime import timedelta
from typing import Annotated

import structlog
from msgspec import Meta, Struct

from server.accounts import attempts, tables
from server.accounts.attempts import Attempt
from server.accounts.passwords import LENGTH_MAX, LENGTH_MIN, Passwords, is_password, refuse_weak
from server.accounts.principals import Identity
from server.accounts.sessions import end_credentials, end_sessions
from server.accounts.tokens import RESET_PREFIX, TOKEN_LENGTH_MAX, new_token, reset_link, token_hash
from server.kit import clock, query
from server.kit.ids import AccountId, GroupId
from server.kit.postgres import Connection, Pool, transaction
from server.notifications.outbox.posting import OutboxMessage, post
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

Password = Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX)]
NewPassword = Annotated[str, Meta(min_length=LENGTH_MIN, max_length=LENGTH_MAX)]

log = structlog.get_logger()

LINK_LIFE = timedelta(hours=1)
# Of the links an account asked for, so many may work at once; a flood of mails helps nobody.
LINKS_MAX = 3


class Proof(Struct, frozen=True, kw_only=True):
    """Who gave the password, and the hash that it fitted."""

    account_id: AccountId
    password_hash: str
    pointer: str

    async def hold(self, connection: Connection) -> None:
        """First in the transaction of what the password opens: until its end nobody sets another.

        Raises:
            Refusal: `invalid` on the field, meanwhile somebody has.

        """
        if not await is_password(connection, self.account_id, self.password_hash):
            raise Refusal(Code.INVALID, errors=[field_error(self.pointer, Fault.WRONG_PASSWORD)])


class Addressee(Struct, frozen=True):
    """An account that is written to."""

    id: AccountId
    email: str
    name: str
    locale: str


class PasswordAgain(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password once more, before something that a borrowed telephone must not do."""

    password: Password


async def send_link(pool: Pool, email: str) -> None:
    """Mail a link to whoever has this address, if somebody does."""
    async with transaction(pool) as connection:
        table, link = tables.Account, tables.PasswordReset
        known = table.select(table.id, table.email, table.name, table.locale).where(
            table.email == email, table.disabled_at.is_null(), table.kind == "person"
        )
        account = await query.fetch_one(connection, known.lock_rows("NO KEY UPDATE"), Addressee)
        if account is None:
            return
        now = clock.now()
        await query.execute(connection, link.delete().where(link.expires_at < now))
        waiting = await connection.fetchval(
            "SELECT count(*) FROM password_reset WHERE account_id = $1 AND used_at IS NULL", account.id
        )
        if (waiting or 0) >= LINKS_MAX:
            return
        token = new_token(RESET_PREFIX)
        await query.insert(
            connection,
            link(token_hash=token_hash(token), account_id=account.id, created_at=now, expires_at=now + LINK_LIFE),
        )
        facts: dict[str, object] = {
            "name": account.name,
            "link": reset_link(token),
            "expires_at": now + LINK_LIFE,
            "locale": account.locale,
        }
        await _mail(connection, account.id, email, kind="password_reset", facts=facts)


async def address_of_link(connection: Connection | Pool, token: str) -> str:
    """The e-mail whose password the link changes.

    Raises:
        Refusal: `not_found`, forged, used or expired.

    """
    email = await connection.fetchval(
        "SELECT email FROM password_reset JOIN account ON account.id = account_id"
        " WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND disabled_at IS NULL",
        token_hash(token[: TOKEN_LENGTH_MAX + 1]),
        clock.now(),
    )
    if email is None:
        raise Refusal(Code.NOT_FOUND)
    return str(email)


async def reset(pool: Pool, passwords: Passwords, token: str, password: str) -> None:
    """Set the password by a link, which is then spent, as all others of that account.

    Raises:
        Refusal: `not_found`, the link is forged, used or expired.

    """
    email = await address_of_link(pool, token)  # before argon2: a forged link costs next to nothing
    refuse_weak(password, about=await _names(pool, email))
    password_hash = await passwords.hash(password)
    async with transaction(pool) as connection:
        account_id = await connection.fetchval(
            "UPDATE password_reset SET used_at = $2 FROM account WHERE token_hash = $1 AND used_at IS NULL"
            " AND expires_at > $2 AND account.id = account_id AND disabled_at IS NULL RETURNING account_id",
            token_hash(token),
            clock.now(),
        )
        if account_id is None:
            raise Refusal(Code.NOT_FOUND)
        await _set_password(connection, AccountId(str(account_id)), password_hash)
        await end_credentials(connection, AccountId(str(account_id)), because="password_reset")


async def change(pool: Pool, passwords: Passwords, identity: Identity, *, old: str, new: str) -> None:
    """Set one's own password; every other session ends.

    Raises:
        Refusal: `invalid` on `/current_password`.

    """
    account_id = identity.principal.account_id
    proof = await demand_password(pool, passwords, identity, old, pointer="/current_password")
    refuse_weak(new, about=await _names(pool, identity.principal.email))
    password_hash = await passwords.hash(new)
    async with transaction(pool) as connection:
        await proof.hold(connection)
        await _set_password(connection, account_id, password_hash)
        await end_sessions(connection, account_id, because="password_changed", except_hash=identity.credential_hash)


async def demand_password(
    pool: Pool, passwords: Passwords, identity: Identity, password: str, *, pointer: str = "/password"
) -> Proof:
    """Ask somebody signed in for the password once more, before what a borrowed telephone must not do.

    Guesses count for the session they come from: whoever stole one closes nothing for its owner's others.

    What it opens happens in a later transaction, which begins with `Proof.hold`.

    Raises:
        Refusal: `invalid` on the field, it is wrong; `rate_limited`.

    """
    account_id = identity.principal.account_id
    attempt = Attempt(purpose="password_again", email=account_id, address=None, device=identity.session_id)
    await attempts.count(pool, attempt)
    account = tables.Account
    mine = account.select(account.password_hash).where(account.id == account_id)
    password_hash = await query.fetch_value(pool, mine, str)
    if password_hash is None or not await passwords.fits(password, password_hash):
        raise Refusal(Code.INVALID, errors=[field_error(pointer, Fault.WRONG_PASSWORD)])
    async with transaction(pool) as connection:
        await attempts.forgive(connection, attempt)
    return Proof(account_id=account_id, password_hash=password_hash, pointer=pointer)


async def _names(pool: Pool, email: str) -> list[str]:
    """What somebody's password must not be made of."""
    row = await pool.fetchrow(
        "SELECT account.name, pro.name AS company FROM account LEFT JOIN pro_member ON account_id = account.id"
        " LEFT JOIN pro ON pro.id = pro_id WHERE account.email = $1 AND kind = 'person'",
        email,
    )
    return [email, *(str(name) for name in (row.values() if row else ()) if name)]


async def _set_password(connection: Connection, account_id: AccountId, password_hash: str) -> None:
    """Store it, spend every link, and tell its owner: if it wasn't him, he learns."""
    table, link = tables.Account, tables.PasswordReset
    written = table.update({table.password_hash: password_hash}).where(table.id == account_id)
    returned = written.returning(table.id, table.email, table.name, table.locale)
    account = await query.fetch_one(connection, returned, Addressee)
    if account is None:
        raise Refusal(Code.NOT_FOUND)
    await query.execute(
        connection,
        link.update({link.used_at: clock.now()}).where(link.account_id == account_id, link.used_at.is_null()),
    )
    log.info("password set", account=account_id)
    facts: dict[str, object] = {"name": account.name, "locale": account.locale, "at": clock.now()}
    await _mail(connection, account_id, account.email, kind="password_changed", facts=facts)


async def _mail(
    connection: Connection, account_id: AccountId, email: str, *, kind: str, facts: dict[str, object]
) -> None:
    """Managers of the person's dealer group see it when it can't be delivered; of a pro's people nobody does."""
    user = tables.DealerUser
    mine = user.select(user.group_id).where(user.account_id == account_id)
    group_id = await query.fetch_value(connection, mine, GroupId)
    message = OutboxMessage(channel="mail", recipient=email, kind=kind, body=facts, group_id=group_id)
    await post(connection, [message])
