"""Stay signed in, sign out: opaque tokens of our own, of which Postgres keeps the SHA-256, and why each ended."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.accounts import devices
from server.accounts.principals import IDLE_LIFE, Identity
from server.accounts.tokens import SESSION_PREFIX, TICKET_PREFIX, Token, TokenHash, new_token, token_hash
from server.kit import clock
from server.kit.ids import AccountId, SessionId, new_id
from server.kit.postgres import Connection, Pool, transaction
from server.kit.rows import structs
from server.protocol.refusals import Code, Refusal

# A pro signs in on a phone and should find the auction again next week (used at least once in `principals.IDLE_LIFE`).
SESSION_LIFE = timedelta(days=14)
TICKET_LIFE = timedelta(seconds=30)
USER_AGENT_LENGTH_MAX = 300
SESSIONS_LISTED_MAX = 100

Ending = Literal[
    "signed_out",
    "replaced",
    "ended_elsewhere",
    "ended_by_administrator",
    "password_changed",
    "password_reset",
    "shut_out",
]


class OpenedSession(Struct, frozen=True, kw_only=True):
    """A session just begun; the token is seen here and never again, nor is the secret its browser is known by."""

    token: Token
    device: Token
    session_id: SessionId
    account_id: AccountId
    expires_at: datetime


class ListedSession(Struct, frozen=True, kw_only=True):
    """One place where somebody is signed in."""

    id: SessionId
    created_at: datetime
    last_seen_at: Annotated[datetime, Meta(description="When it was last used, to within an hour.")]
    expires_at: datetime
    user_agent: Annotated[str, Meta(description="What the browser called itself when it signed in.")]
    current: bool


async def open_session(
    connection: Connection, account_id: AccountId, *, user_agent: str, device: str | None = None
) -> OpenedSession:
    """A new session for somebody whose identity was checked; `device` is the secret the browser was known by."""
    token = new_token(SESSION_PREFIX)
    session_id = SessionId(new_id())
    now = clock.now()
    await connection.execute(
        "INSERT INTO session (token_hash, id, account_id, created_at, last_seen_at, expires_at, user_agent)"
        " VALUES ($1, $2, $3, $4, $4, $5, $6)",
        token_hash(token),
        session_id,
        account_id,
        now,
        now + SESSION_LIFE,
        user_agent.replace("\0", "")[:USER_AGENT_LENGTH_MAX],
    )
    return OpenedSession(
        token=token,
        device=await devices.remember(connection, account_id, device),
        session_id=session_id,
        account_id=account_id,
        expires_at=now + SESSION_LIFE,
    )


async def list_sessions(pool: Pool, identity: Identity) -> list[ListedSession]:
    """Where the same person is signed in, newest first."""
    rows = await pool.fetch(
        "SELECT id, created_at, last_seen_at, expires_at, user_agent, token_hash = $2 AS current FROM session"
        " WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $3 AND last_seen_at > $4"
        " ORDER BY created_at DESC LIMIT $5",
        identity.principal.account_id,
        identity.credential_hash,
        clock.now(),
        clock.now() - IDLE_LIFE,
        SESSIONS_LISTED_MAX,
    )
    return structs(rows, ListedSession)


async def revoke(pool: Pool, *, account_id: AccountId, session_id: SessionId, because: Ending) -> bool:
    """End one of the account's sessions; False if it has no such one."""
    ended = await pool.fetchval(
        "UPDATE session SET revoked_at = $3, ended_because = $4"
        " WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL RETURNING true",
        session_id,
        account_id,
        clock.now(),
        because,
    )
    return ended is True


async def end_sessions(
    connection: Connection, account_id: AccountId, *, because: Ending, except_hash: TokenHash | None = None
) -> None:
    """End all of an account's sessions but one; sockets close within 5 s."""
    await connection.execute(
        "UPDATE session SET revoked_at = $2, ended_because = $3"
        " WHERE account_id = $1 AND revoked_at IS NULL AND token_hash IS DISTINCT FROM $4",
        account_id,
        clock.now(),
        because,
        except_hash,
    )


async def end_credentials(connection: Connection, account_id: AccountId, *, because: Ending) -> None:
    """End whatever lets somebody in: sessions, API keys, known browsers."""
    await end_sessions(connection, account_id, because=because)
    await end_keys(connection, account_id)
    await devices.forget(connection, account_id)


async def end_keys(connection: Connection, account_id: AccountId) -> None:
    """End all API keys of an account."""
    await connection.execute(
        "UPDATE api_key SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL", account_id, clock.now()
    )


async def issue_ticket(pool: Pool, identity: Identity) -> Token:
    """A secret that opens one socket within 30 s, for places where neither cookie nor header can go.

    Raises:
        Refusal: `forbidden`, an API key goes into the `Authorization` header of the socket itself.

    """
    if identity.credential != "session":
        raise Refusal(Code.FORBIDDEN, needs="session")
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


async def end_replaced(connection: Connection, token: str) -> None:
    """End the session that the same browser held before."""
    await connection.execute(
        "UPDATE session SET revoked_at = $2, ended_because = 'replaced' WHERE token_hash = $1 AND revoked_at IS NULL",
        token_hash(token),
        clock.now(),
    )


async def forget_ended(connection: Connection) -> None:
    """Drop sessions past their end, with their tickets."""
    await connection.execute("DELETE FROM session WHERE expires_at < $1", clock.now())
