"""Keys for programs that act for somebody: scoped, shown once, revocable, kept as SHA-256 (domain 1.5).

A session stolen for a minute must not become access for ever: making one asks the password and is told by mail, and a
password set anew by a mailed link ends them all.
"""

from datetime import datetime, timedelta
from typing import Annotated

import structlog
from msgspec import Meta, Struct

from server.accounts import tables
from server.accounts.auditing import record
from server.accounts.passwords import LENGTH_MAX
from server.accounts.principal import DealerUser, Principal
from server.accounts.principals import Identity
from server.accounts.resetting import Proof
from server.accounts.rights import grantable_scopes
from server.accounts.tokens import API_KEY_PREFIX, new_token, token_hash
from server.kit import clock, query
from server.kit.http import Name
from server.kit.ids import ApiKeyId, new_id
from server.kit.postgres import Connection, Pool, transaction
from server.notifications.outbox.posting import OutboxMessage, post
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

SCOPES_MAX = 20
SCOPE_LENGTH_MAX = 40
KEYS_LISTED_MAX = 200
LIFE_DAYS_MAX = 3_650

Scope = Annotated[str, Meta(max_length=SCOPE_LENGTH_MAX)]

log = structlog.get_logger()


class NewApiKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key to be made, by its owner's password; `days`: how long it works, null is until it is revoked.

    Scopes are rights of its owner, or `read`, `sell`, `dms` for a dealer, `read`, `bid` for a pro.
    """

    name: Name
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=SCOPES_MAX)]
    password: Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX)]
    days: Annotated[int, Meta(ge=1, le=LIFE_DAYS_MAX)] | None = None


class ApiKey(Struct, frozen=True, kw_only=True):
    """A key, without its secret; `last_used_at` is true to within an hour."""

    id: ApiKeyId
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class IssuedApiKey(ApiKey, frozen=True, kw_only=True):
    """A key just made, with its secret: seen here and never again."""

    key: str


class EndedKey(Struct, frozen=True):
    """What the audit trail keeps of a key that was revoked."""

    name: str
    scopes: list[str]


async def issue(pool: Pool, identity: Identity, new: NewApiKey, *, proof: Proof) -> IssuedApiKey:
    """A key that acts for whoever is signed in and gave the password (the route asks for it).

    Raises:
        Refusal: `invalid`, scopes beyond the owner's rights, or another password since.

    """
    principal = identity.principal
    _refuse_scopes(principal, new.scopes)
    key = new_token(API_KEY_PREFIX)
    now = clock.now()
    issued = IssuedApiKey(
        id=ApiKeyId(new_id()),
        name=new.name.strip(),
        scopes=sorted(set(new.scopes)),
        created_at=now,
        expires_at=None if new.days is None else now + timedelta(days=new.days),
        last_used_at=None,
        key=key,
    )
    async with transaction(pool) as connection:
        await proof.hold(connection)
        await query.insert(
            connection,
            tables.ApiKey(
                id=issued.id,
                account_id=principal.account_id,
                name=issued.name,
                key_hash=token_hash(key),
                scopes=issued.scopes,
                created_at=issued.created_at,
                expires_at=issued.expires_at,
            ),
        )
        after: dict[str, object] = {"name": issued.name, "scopes": issued.scopes}
        await record(connection, principal, kind="api_key", subject_id=issued.id, before=None, after=after)
        await tell_made(connection, principal, issued.name)
    log.info("API key made", account=principal.account_id, key_id=issued.id, scopes=issued.scopes)
    return issued


async def tell_made(connection: Connection, principal: Principal, name: str) -> None:
    """Mail whoever made a key: if it wasn't they, they learn."""
    facts = {"name": principal.name, "program": name, "at": clock.now(), "locale": principal.locale}
    group_id = principal.group_id if isinstance(principal, DealerUser) else None
    message = OutboxMessage(
        channel="mail", recipient=principal.email, kind="api_key_made", body=facts, group_id=group_id
    )
    await post(connection, [message])


async def list_keys(pool: Pool, principal: Principal) -> list[ApiKey]:
    """The keys of this account that still work, newest first."""
    key = tables.ApiKey
    working = key.select(key.id, key.name, key.scopes, key.created_at, key.expires_at, key.last_used_at).where(
        key.account_id == principal.account_id,
        key.revoked_at.is_null(),
        key.expires_at.is_null() | (key.expires_at > clock.now()),
    )
    newest = working.order_by(key.created_at, ascending=False).limit(KEYS_LISTED_MAX)
    return await query.fetch_all(pool, newest, ApiKey)


async def revoke(pool: Pool, principal: Principal, key_id: ApiKeyId) -> bool:
    """End a key of this account at once; False if it has no such one."""
    key = tables.ApiKey
    revoked = key.update({key.revoked_at: clock.now()}).where(
        key.id == key_id, key.account_id == principal.account_id, key.revoked_at.is_null()
    )
    async with transaction(pool) as connection:
        ended = await query.fetch_one(connection, revoked.returning(key.name, key.scopes), EndedKey)
        if ended is None:
            return False
        await record(connection, principal, kind="api_key", subject_id=key_id, before=ended, after=None)
    return True


def _refuse_scopes(principal: Principal, scopes: list[str]) -> None:
    grantable = grantable_scopes(principal)
    errors = [
        field_error(f"/scopes/{index}", Fault.BEYOND_YOUR_RIGHTS)
        for index, scope in enumerate(scopes)
        if scope not in grantable
    ]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)
