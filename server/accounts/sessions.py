"""Sign in, stay signed in, sign out: opaque tokens of our own, of which Postgres keeps the SHA-256.

A new token at every sign-in, so that nobody can plant one; the same answer and time whether or not the e-mail is known.
"""

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

from server.accounts import attempts, second_factor
from server.accounts.attempts import Attempt
from server.accounts.passwords import Passwords
from server.accounts.principals import Identity
from server.accounts.tokens import SESSION_PREFIX, TICKET_PREFIX, Token, TokenHash, new_token, token_hash
from server.kit import clock
from server.kit.ids import AccountId, SessionId, new_id
from server.kit.postgres import Connection, Pool, transaction
from server.kit.problems import Problem
from server.kit.rows import structs

# A pro signs in on a phone and should find the auction again next week.
SESSION_LIFE = timedelta(days=14)
TICKET_LIFE = timedelta(seconds=30)
USER_AGENT_LENGTH_MAX = 300
SESSIONS_LISTED_MAX = 100


class OpenedSession(Struct, frozen=True, kw_only=True):
    """A session just begun; the token is seen here and never again."""

    token: Token
    session_id: SessionId
    account_id: AccountId
    expires_at: datetime


class ListedSession(Struct, frozen=True, kw_only=True):
    """One place where somebody is signed in."""

    id: SessionId
    created_at: datetime
    expires_at: datetime
    user_agent: Annotated[str, Meta(description="What the browser called itself when it signed in.")]
    current: bool


async def sign_in(
    pool: Pool,
    passwords: Passwords,
    *,
    attempt: Attempt,
    password: str,
    totp: str | None = None,
    user_agent: str,
    replaced_token: str | None = None,
) -> OpenedSession:
    """Begin a session; `replaced_token` is the one the same browser still held, which ends.

    Raises:
        Problem: 401 `wrong_credentials`, `totp_required`, `wrong_totp`; 429 `rate_limited`.

    """
    await attempts.count(pool, attempt)
    account = await pool.fetchrow(
        "SELECT id, password_hash FROM account WHERE email = $1 AND disabled_at IS NULL", attempt.email
    )
    if not await passwords.fits(password, account["password_hash"] if account else None) or account is None:
        raise Problem(401, "wrong_credentials", "The e-mail or the password is wrong.")
    async with transaction(pool) as connection:
        await second_factor.demand(connection, AccountId(str(account["id"])), totp)
        await attempts.forgive(connection, attempt)
        await attempts.forget_old(connection)
        await _forget_ended(connection)
        if replaced_token is not None:
            await _end(connection, replaced_token)
        return await open_session(connection, AccountId(str(account["id"])), user_agent=user_agent)


async def open_session(connection: Connection, account_id: AccountId, *, user_agent: str) -> OpenedSession:
    """A new session for somebody whose identity was checked."""
    token = new_token(SESSION_PREFIX)
    session_id = SessionId(new_id())
    now = clock.now()
    await connection.execute(
        "INSERT INTO session (token_hash, id, account_id, created_at, expires_at, user_agent)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        token_hash(token),
        session_id,
        account_id,
        now,
        now + SESSION_LIFE,
        user_agent.replace("\0", "")[:USER_AGENT_LENGTH_MAX],
    )
    return OpenedSession(token=token, session_id=session_id, account_id=account_id, expires_at=now + SESSION_LIFE)


async def list_sessions(pool: Pool, identity: Identity) -> list[ListedSession]:
    """Where the same person is signed in, newest first."""
    rows = await pool.fetch(
        "SELECT id, created_at, expires_at, user_agent, token_hash = $2 AS current FROM session"
        " WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $3 ORDER BY created_at DESC LIMIT $4",
        identity.principal.account_id,
        identity.credential_hash,
        clock.now(),
        SESSIONS_LISTED_MAX,
    )
    return structs(rows, ListedSession)


async def revoke(pool: Pool, *, account_id: AccountId, session_id: SessionId) -> bool:
    """End one of the account's sessions; False if it has no such one."""
    ended = await pool.fetchval(
        "UPDATE session SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL RETURNING true",
        session_id,
        account_id,
        clock.now(),
    )
    return ended is True


async def end_credentials(
    connection: Connection, account_id: AccountId, *, api_keys: bool, except_hash: TokenHash | None = None
) -> None:
    """End all of an account's sessions but one, and its API keys if asked; sockets close within 5 s."""
    now = clock.now()
    await connection.execute(
        "UPDATE session SET revoked_at = $2"
        " WHERE account_id = $1 AND revoked_at IS NULL AND token_hash IS DISTINCT FROM $3",
        account_id,
        now,
        except_hash,
    )
    if api_keys:
        await connection.execute(
            "UPDATE api_key SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL", account_id, now
        )


async def issue_ticket(pool: Pool, identity: Identity) -> Token:
    """A secret that opens one socket within 30 s, for places where neither cookie nor header can go.

    Raises:
        Problem: 403, an API key goes into the `Authorization` header of the socket itself.

    """
    if identity.credential != "session":
        raise Problem(403, "forbidden", "An API key opens sockets by itself, in the Authorization header.")
    ticket = new_token(TICKET_PREFIX)
    now = clock.now()
    async with transaction(pool) as connection:
        await connection.execute(
            "DELETE FROM socket_ticket WHERE session_hash = $1 AND expires_at < $2", identity.credential_hash, now
        )
        await connection.execute(
            "INSERT INTO socket_ticket (token_hash, session_hash, expires_at) VALUES ($1, $2, $3)",
            token_hash(ticket),
            identity.credential_hash,
            now + TICKET_LIFE,
        )
    return ticket


async def _end(connection: Connection, token: str) -> None:
    await connection.execute(
        "UPDATE session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL",
        token_hash(token),
        clock.now(),
    )


async def _forget_ended(connection: Connection) -> None:
    """Drop sessions past their end, with their tickets."""
    await connection.execute("DELETE FROM session WHERE expires_at < $1", clock.now())
