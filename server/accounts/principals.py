"""Look up who is behind a credential: an account, a session token, an API key, a socket ticket."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from msgspec import Struct

from server.accounts.principal import DealerUser, Principal, ProMember, Right
from server.accounts.rights import key_may, remaining_scopes, scoped
from server.accounts.tokens import API_KEY_PREFIX, TOKEN_LENGTH_MAX, TokenHash, token_hash
from server.kit import clock
from server.kit.ids import AccountId, EntityId, GroupId, MemberId, ProId, SessionId, UserId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool

# A session that nobody uses ends before its time. Who opens an auction once a week stays signed in.
IDLE_LIFE = timedelta(days=7)
# Whether somebody comes back is remembered to within this, not at every request.
SEEN_EVERY = timedelta(hours=1)
NEVER = datetime.min.replace(tzinfo=UTC)

_WHO = """
    account.id AS account_id, account.name, account.email, account.locale,
    dealer_user.id AS user_id, dealer_user.group_id, user_group.validation_right, user_group.rights,
    ARRAY(SELECT entity_id::text FROM dealer_user_entity WHERE user_id = dealer_user.id) AS entity_ids,
    pro_member.id AS member_id, pro_member.pro_id, pro_member.role, pro_member.limit_cents,
    pro_member.manages, pro.name AS pro_name
FROM account
LEFT JOIN dealer_user ON dealer_user.account_id = account.id
LEFT JOIN user_group ON user_group.id = dealer_user.user_group_id
LEFT JOIN pro_member ON pro_member.account_id = account.id
LEFT JOIN pro ON pro.id = pro_member.pro_id
"""

_BY_ACCOUNT = f"SELECT {_WHO} WHERE account.id = $1 AND account.disabled_at IS NULL"

_MUST_ENROL = """
    coalesce(user_group.second_factor_required AND NOT EXISTS (
        SELECT FROM second_factor WHERE account_id = account.id AND confirmed_at IS NOT NULL
    ), false)
"""
_BY_SESSION = f"""
SELECT session.token_hash AS credential_hash, session.id AS session_id, session.expires_at, session.last_seen_at,
    {_MUST_ENROL} AS must_enrol, {_WHO}
JOIN session ON session.account_id = account.id
WHERE session.token_hash = ANY($1::bytea[]) AND session.revoked_at IS NULL AND session.expires_at > $2
  AND session.last_seen_at > $3 AND account.disabled_at IS NULL
"""

_BY_API_KEY = f"""
SELECT api_key.key_hash AS credential_hash, api_key.scopes, api_key.expires_at, api_key.last_used_at, {_WHO}
JOIN api_key ON api_key.account_id = account.id
WHERE api_key.key_hash = ANY($1::bytea[]) AND api_key.revoked_at IS NULL AND account.disabled_at IS NULL
  AND (api_key.expires_at IS NULL OR api_key.expires_at > $2)
"""


class Identity(Struct, frozen=True, kw_only=True):
    """A principal and the credential that proved it; an API key has no session, but the `scopes` that still hold.

    Who `must_enrol` gets no further than to the second factor that the user group requires (domain 1.8).
    """

    principal: Principal
    credential: Literal["session", "api_key"]
    credential_hash: TokenHash
    session_id: SessionId | None
    expires_at: datetime | None
    must_enrol: bool = False
    scopes: frozenset[str] = frozenset()


async def principal_of_account(connection: Connection | Pool, account_id: AccountId) -> Principal | None:
    """The person of an account; None if there is none, or it was disabled."""
    row = await connection.fetchrow(_BY_ACCOUNT, account_id)
    return _principal(row) if row else None


async def identity_of_token(connection: Connection | Pool, token: str) -> Identity | None:
    """Whom a session token or an API key belongs to; None if it is unknown, ended, revoked or disabled."""
    if len(token) > TOKEN_LENGTH_MAX:
        return None
    digest = token_hash(token)
    ask = _of_api_keys if token.startswith(API_KEY_PREFIX) else _of_sessions
    return (await ask(connection, [digest])).get(digest)


def for_sockets(identity: Identity | None) -> Identity | None:
    """Nobody, while a second factor that is required is missing; nor by a key that may not read."""
    if identity is None or identity.must_enrol:
        return None
    if identity.credential == "api_key" and not key_may(identity.principal, identity.scopes, reads=True):
        return None
    return identity


async def identity_of_ticket(connection: Connection | Pool, ticket: str) -> Identity | None:
    """Redeem a socket ticket: it works once, within its 30 s, for the session that asked for it."""
    if len(ticket) > TOKEN_LENGTH_MAX:
        return None
    digest = await connection.fetchval(
        "UPDATE socket_ticket SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
        " RETURNING session_hash",
        token_hash(ticket),
        clock.now(),
    )
    return (await _of_sessions(connection, [digest])).get(digest) if digest else None


async def renewed(connection: Connection | Pool, identities: Sequence[Identity]) -> list[Identity | None]:
    """Each identity as it is now, rights and all; None where its session, key or account has ended meanwhile.

    For whoever holds them for long, two queries for all: sockets ask within 5 s.
    """
    hashes = {identity.credential_hash: identity.credential for identity in identities}
    sessions = [digest for digest, credential in hashes.items() if credential == "session"]
    api_keys = [digest for digest, credential in hashes.items() if credential == "api_key"]
    found = {
        **(await _of_sessions(connection, sessions) if sessions else {}),
        **(await _of_api_keys(connection, api_keys) if api_keys else {}),
    }
    return [found.get(identity.credential_hash) for identity in identities]


async def _of_sessions(connection: Connection | Pool, hashes: Collection[TokenHash]) -> dict[TokenHash, Identity]:
    now = clock.now()
    rows = await connection.fetch(_BY_SESSION, list(hashes), now, now - IDLE_LIFE)
    back = [row["credential_hash"] for row in rows if row["last_seen_at"] < now - SEEN_EVERY]
    if back:
        await connection.execute(
            "UPDATE session SET last_seen_at = $2 WHERE token_hash = ANY($1::bytea[])", sorted(back), now
        )
    return {
        digest: Identity(
            principal=principal,
            credential="session",
            credential_hash=digest,
            session_id=SessionId(str(row["session_id"])),
            expires_at=row["expires_at"],
            must_enrol=row["must_enrol"],
        )
        for row in rows
        if (digest := TokenHash(bytes(row["credential_hash"]))) and (principal := _principal(row))
    }


async def _of_api_keys(connection: Connection | Pool, hashes: Collection[TokenHash]) -> dict[TokenHash, Identity]:
    now = clock.now()
    rows = await connection.fetch(_BY_API_KEY, list(hashes), now)
    back = [row["credential_hash"] for row in rows if (row["last_used_at"] or NEVER) < now - SEEN_EVERY]
    if back:
        await connection.execute(
            "UPDATE api_key SET last_used_at = $2 WHERE key_hash = ANY($1::bytea[])", sorted(back), now
        )
    return {
        digest: Identity(
            principal=scoped(principal, row["scopes"]),
            credential="api_key",
            credential_hash=digest,
            session_id=None,
            expires_at=row["expires_at"],
            scopes=remaining_scopes(principal, row["scopes"]),
        )
        for row in rows
        if (digest := TokenHash(bytes(row["credential_hash"]))) and (principal := _principal(row))
    }


def _principal(row: Mapping[str, Any]) -> Principal | None:
    """An account that is neither a dealer's nor a pro's may sign in nowhere."""
    account_id = AccountId(str(row["account_id"]))
    if row["user_id"] is not None:
        return DealerUser(
            account_id=account_id,
            user_id=UserId(str(row["user_id"])),
            group_id=GroupId(str(row["group_id"])),
            name=row["name"],
            email=row["email"],
            locale=row["locale"],
            entity_ids=frozenset(EntityId(entity_id) for entity_id in row["entity_ids"]),
            validation_right=row["validation_right"],
            rights=frozenset(Right(right) for right in row["rights"]),
        )
    if row["member_id"] is not None:
        return ProMember(
            account_id=account_id,
            member_id=MemberId(str(row["member_id"])),
            pro_id=ProId(str(row["pro_id"])),
            pro_name=row["pro_name"],
            name=row["name"],
            email=row["email"],
            locale=row["locale"],
            role=row["role"],
            limit_cents=None if row["limit_cents"] is None else Cents(row["limit_cents"]),
            manages=row["manages"],
        )
    return None
