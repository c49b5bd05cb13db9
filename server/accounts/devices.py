"""Know the browsers on which people have signed in, so that strangers' tries never lock them out (attempts.py).

A cookie that outlives the session holds a secret, of which SHA-256 is kept. It opens nothing. Every sign-in replaces
the secret, so that one that was planted or copied is soon worth nothing.
"""

from datetime import timedelta

from server.accounts import tables
from server.accounts.tokens import DEVICE_PREFIX, TOKEN_LENGTH_MAX, Token, new_token, token_hash
from server.kit import clock, query
from server.kit.ids import AccountId
from server.kit.postgres import Connection, Pool

# Browsers keep no cookie longer.
DEVICE_LIFE = timedelta(days=400)
# People have a few; who signs in with a fresh browser each time doesn't fill the table.
PER_ACCOUNT_MAX = 20


async def is_known(pool: Pool, email: str, device: str | None) -> bool:
    """Whether the person of this e-mail has signed in on this browser."""
    if device is None or len(device) > TOKEN_LENGTH_MAX:
        return False
    known = await pool.fetchval(
        "SELECT true FROM known_device JOIN account ON account.id = account_id"
        " WHERE token_hash = $1 AND email = $2 AND seen_at > $3",
        token_hash(device),
        email,
        clock.now() - DEVICE_LIFE,
    )
    return known is True


async def remember(connection: Connection, account_id: AccountId, device: str | None) -> Token:
    """The browser's new secret; others who sign in there stay known by it."""
    token = new_token(DEVICE_PREFIX)
    now = clock.now()
    if device is not None and len(device) <= TOKEN_LENGTH_MAX:
        await query.execute(
            connection,
            tables.KnownDevice.update({tables.KnownDevice.token_hash: token_hash(token)}).where(
                tables.KnownDevice.token_hash == token_hash(device)
            ),
        )
    await connection.execute(
        "INSERT INTO known_device (token_hash, account_id, seen_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (account_id, token_hash) DO UPDATE SET seen_at = $3",
        token_hash(token),
        account_id,
        now,
    )
    await connection.execute(
        "DELETE FROM known_device WHERE account_id = $1 AND (seen_at < $2 OR token_hash NOT IN"
        " (SELECT token_hash FROM known_device WHERE account_id = $1 ORDER BY seen_at DESC LIMIT $3))",
        account_id,
        now - DEVICE_LIFE,
        PER_ACCOUNT_MAX,
    )
    return token


async def forget(connection: Connection, account_id: AccountId) -> None:
    """None is known any more: the password was lost."""
    await query.execute(connection, tables.KnownDevice.delete().where(tables.KnownDevice.account_id == account_id))
