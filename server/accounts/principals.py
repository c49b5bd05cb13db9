"""Look up who is behind a credential: an account, a session token, an API key, a socket ticket."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from server.accounts.principal import DealerUser, Principal, ProMember, Right
from server.accounts.rights import scoped
from server.accounts.tokens import API_KEY_PREFIX, TOKEN_LENGTH_MAX, TokenHash, token_hash
from server.kit import clock
from server.kit.ids import AccountId, EntityId, GroupId, MemberId, ProId, SessionId, UserId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool

_WHO = """
    account.id AS account_id, account.name, account.email, account.locale,
    dealer_user.id AS user_id, dealer_user.group_id, user_group.validation_right, user_group.rights,
    ARRAY(SELECT entity_id::text FROM dealer_user_entity WHERE user_id = dealer_user.id) AS entity_ids,
    pro_member.id AS member_id, pro_member.pro_id, pro_member.role, pro_member.limit_cents, pro.name AS pro_name
FROM account
LEFT JOIN dealer_user ON dealer_user.account_id = account.id
LEFT JOIN user_group ON user_group.id = dealer_user.user_group_id
LEFT JOIN pro_member ON pro_member.account_id = account.id
LEFT JOIN pro ON pro.id = pro_member.pro_id
"""

_BY_ACCOUNT = f"SELECT {_WHO} WHERE account.id = $1 AND account.disabled_at IS NULL"

_BY_SESSION = f"""
SELECT session.id AS session_id, session.expires_at, {_WHO}
JOIN session ON session.account_id = account.id
WHERE session.token_hash = $1 AND session.revoked_at IS NULL AND session.expires_at > $2
  AND account.disabled_at IS NULL
"""

_BY_API_KEY = f"""
SELECT api_key.scopes, {_WHO}
JOIN api_key ON api_key.account_id = account.id
WHERE api_key.key_hash = $1 AND api_key.revoked_at IS NULL AND account.disabled_at IS NULL
"""


class Identity(Struct, frozen=True, kw_only=True):
    """A principal and the credential that proved it; an API key has no session and no end."""

    principal: Principal
    credential: Literal["session", "api_key"]
    credential_hash: TokenHash
    session_id: SessionId | None
    expires_at: datetime | None


async def principal_of_account(connection: Connection | Pool, account_id: AccountId) -> Principal | None:
    """The person of an account; None if there is none, or it was disabled."""
    row = await connection.fetchrow(_BY_ACCOUNT, account_id)
    return _principal(row) if row else None


async def identity_of_token(connection: Connection | Pool, token: str) -> Identity | None:
    """Whom a session token or an API key belongs to; None if it is unknown, ended, revoked or disabled."""
    if len(token) > TOKEN_LENGTH_MAX:
        return None
    if token.startswith(API_KEY_PREFIX):
        return await _identity_of_api_key(connection, token_hash(token))
    return await _identity_of_session(connection, token_hash(token))


async def identity_of_ticket(connection: Connection | Pool, ticket: str) -> Identity | None:
    """Redeem a socket ticket: it works once, within its 30 s, for the session that asked for it."""
    if len(ticket) > TOKEN_LENGTH_MAX:
        return None
    session_hash = await connection.fetchval(
        "UPDATE socket_ticket SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
        " RETURNING session_hash",
        token_hash(ticket),
        clock.now(),
    )
    return await _identity_of_session(connection, session_hash) if session_hash else None


async def renewed(connection: Connection | Pool, identity: Identity) -> Identity | None:
    """The identity as it is now, rights and all; None if its session, key or account has ended meanwhile.

    For whoever holds one for long: a socket asks again within 5 s.
    """
    if identity.credential == "api_key":
        return await _identity_of_api_key(connection, identity.credential_hash)
    return await _identity_of_session(connection, identity.credential_hash)


async def _identity_of_session(connection: Connection | Pool, hash: TokenHash) -> Identity | None:
    row = await connection.fetchrow(_BY_SESSION, hash, clock.now())
    principal = _principal(row) if row else None
    if row is None or principal is None:
        return None
    return Identity(
        principal=principal,
        credential="session",
        credential_hash=hash,
        session_id=SessionId(str(row["session_id"])),
        expires_at=row["expires_at"],
    )


async def _identity_of_api_key(connection: Connection | Pool, hash: TokenHash) -> Identity | None:
    row = await connection.fetchrow(_BY_API_KEY, hash)
    principal = _principal(row) if row else None
    if row is None or principal is None:
        return None
    return Identity(
        principal=scoped(principal, row["scopes"]),
        credential="api_key",
        credential_hash=hash,
        session_id=None,
        expires_at=None,
    )


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
        )
    return None
