"""Let people in by e-mail, password and code: the same answer and time whether or not the e-mail is known.

A new token at every sign-in, so that nobody can plant one. Each outcome is a line of the log, with the account where
there is one and never with what was typed: a password is sometimes typed into the wrong field.
"""

import structlog
from msgspec import Struct

from server.accounts import attempts, devices, second_factor, sessions, tables
from server.accounts.attempts import Attempt
from server.accounts.passwords import Passwords, is_password
from server.accounts.sessions import OpenedSession
from server.kit import query
from server.kit.ids import AccountId
from server.kit.postgres import Connection, Pool, transaction
from server.kit.sealing import Seal
from server.protocol.refusals import Code, Refusal

log = structlog.get_logger()


class Browser(Struct, frozen=True, kw_only=True):
    """Where somebody signs in: what it calls itself, and the secrets of its cookies."""

    address: str
    user_agent: str
    session: str | None = None
    device: str | None = None


class KnownAccount(Struct, frozen=True):
    """Whose address it is, and what the password must fit."""

    id: AccountId
    password_hash: str


async def sign_in(
    pool: Pool,
    passwords: Passwords,
    seal: Seal,
    *,
    email: str,
    password: str,
    totp: str | None = None,
    browser: Browser,
) -> OpenedSession:
    """Begin a session; the one that the same browser held ends.

    Raises:
        Refusal: `wrong_credentials`, `totp_required`, `wrong_totp`; `rate_limited`.

    """
    device = browser.device if await devices.is_known(pool, email, browser.device) else None
    attempt = Attempt(email=email, address=browser.address, device=device)
    await attempts.count(pool, attempt)
    table = tables.Account
    known = table.select(table.id, table.password_hash).where(
        table.email == email, table.kind == "person", table.disabled_at.is_null()
    )
    account = await query.fetch_one(pool, known, KnownAccount)
    fits = await passwords.fits(password, account.password_hash if account else None)
    if account is None or not fits:
        known_id = account.id if account else None
        log.warning("sign-in failed", why="wrong_credentials", account=known_id, address=browser.address)
        raise _wrong()
    try:
        async with transaction(pool) as connection:
            await _refuse_replaced(connection, account.id, account.password_hash)
            await second_factor.demand(connection, seal, account.id, totp)
            await attempts.forgive(connection, attempt)
            await sessions.forget_ended(connection)
            if browser.session is not None:
                await sessions.end_replaced(connection, browser.session)
            opened = await sessions.open_session(
                connection, account.id, user_agent=browser.user_agent, device=browser.device
            )
    except Refusal as refusal:
        log.warning("sign-in failed", why=refusal.code, account=account.id, address=browser.address)
        raise
    log.info("signed in", account=account.id, session=opened.session_id, address=browser.address)
    return opened


async def _refuse_replaced(connection: Connection, account_id: AccountId, password_hash: str) -> None:
    """Another password, set since this one was found to fit, ended all that it had opened: it opens nothing more."""
    if not await is_password(connection, account_id, password_hash):
        raise _wrong()


def _wrong() -> Refusal:
    return Refusal(Code.WRONG_CREDENTIALS)
