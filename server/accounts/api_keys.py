"""Keys for programs that act for somebody: scoped, shown once, revocable, kept as SHA-256 (domain 1.5)."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from server.accounts.auditing import record
from server.accounts.principal import Principal
from server.accounts.principals import Identity
from server.accounts.rights import grantable_scopes
from server.accounts.tokens import API_KEY_PREFIX, new_token, token_hash
from server.kit import clock
from server.kit.http import Name
from server.kit.ids import ApiKeyId, new_id
from server.kit.postgres import Pool, transaction
from server.kit.problems import FieldError, forbidden, invalid
from server.kit.rows import structs

SCOPES_MAX = 20
SCOPE_LENGTH_MAX = 40
KEYS_LISTED_MAX = 200


class NewApiKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key to be made; its scopes are rights of its owner, or `bid` for a pro."""

    name: Name
    scopes: Annotated[list[Annotated[str, Meta(max_length=SCOPE_LENGTH_MAX)]], Meta(max_length=SCOPES_MAX)]


class ApiKey(Struct, frozen=True, kw_only=True):
    """A key, without its secret."""

    id: ApiKeyId
    name: str
    scopes: list[str]
    created_at: datetime


class IssuedApiKey(ApiKey, frozen=True, kw_only=True):
    """A key just made, with its secret: seen here and never again."""

    key: str


async def issue(pool: Pool, identity: Identity, new: NewApiKey) -> IssuedApiKey:
    """A key that acts for whoever is signed in.

    Raises:
        Problem: 403, a key makes no keys; 422, scopes beyond the owner's rights.

    """
    if identity.credential == "api_key":
        raise forbidden("An API key makes no other keys.")
    _refuse_scopes(identity.principal, new.scopes)
    key = new_token(API_KEY_PREFIX)
    issued = IssuedApiKey(
        id=ApiKeyId(new_id()), name=new.name.strip(), scopes=sorted(set(new.scopes)), created_at=clock.now(), key=key
    )
    async with transaction(pool) as connection:
        await connection.execute(
            "INSERT INTO api_key (id, account_id, name, key_hash, scopes, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            issued.id,
            identity.principal.account_id,
            issued.name,
            token_hash(key),
            issued.scopes,
            issued.created_at,
        )
        after: dict[str, object] = {"name": issued.name, "scopes": issued.scopes}
        await record(connection, identity.principal, kind="api_key", subject_id=issued.id, before=None, after=after)
    return issued


async def list_keys(pool: Pool, principal: Principal) -> list[ApiKey]:
    """The keys of this account that still work, newest first."""
    rows = await pool.fetch(
        "SELECT id, name, scopes, created_at FROM api_key WHERE account_id = $1 AND revoked_at IS NULL"
        " ORDER BY created_at DESC LIMIT $2",
        principal.account_id,
        KEYS_LISTED_MAX,
    )
    return structs(rows, ApiKey)


async def revoke(pool: Pool, principal: Principal, key_id: ApiKeyId) -> bool:
    """End a key of this account at once; False if it has no such one."""
    async with transaction(pool) as connection:
        row = await connection.fetchrow(
            "UPDATE api_key SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL"
            " RETURNING name, scopes",
            key_id,
            principal.account_id,
            clock.now(),
        )
        if row is None:
            return False
        before: dict[str, object] = {"name": row["name"], "scopes": row["scopes"]}
        await record(connection, principal, kind="api_key", subject_id=key_id, before=before, after=None)
    return True


def _refuse_scopes(principal: Principal, scopes: list[str]) -> None:
    grantable = grantable_scopes(principal)
    errors = [
        FieldError(pointer=f"/scopes/{index}", detail="is not a right of yours")
        for index, scope in enumerate(scopes)
        if scope not in grantable
    ]
    if errors:
        raise invalid(*errors)
