"""Remember which browsers of a person let themselves be woken up (RFC 8030); a browser belongs to one person."""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from msgspec import Meta, Struct

from server.kit import clock
from server.kit.ids import AccountId, new_id
from server.kit.postgres import Connection, Pool
from server.kit.rows import structs
from server.notifications.channels.vapid import CURVE
from server.notifications.rules import ENDPOINT_LENGTH_MAX, endpoint_fault
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

# More browsers than anybody uses; older ones go.
SUBSCRIPTIONS_MAX = 20
POINT_BYTES, SECRET_BYTES = 65, 16
USER_AGENT_MAX = 300

Key = Annotated[str, Meta(min_length=1, max_length=200)]


class PushKeys(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What only the browser can open: its public point and its secret, base64url."""

    p256dh: Key
    auth: Key


class NewSubscription(Struct, frozen=True, kw_only=True):
    """A browser's subscription, as `PushSubscription.toJSON()` gives it."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=ENDPOINT_LENGTH_MAX)]
    keys: PushKeys


class Subscription(Struct, frozen=True, kw_only=True):
    """A browser, as its owner sees it."""

    id: str
    user_agent: str
    created_at: datetime


class Target(Struct, frozen=True, kw_only=True):
    """Where a push goes, and what it is sealed for."""

    id: str
    endpoint: str
    p256dh: bytes
    auth: bytes


async def subscribe(
    connection: Connection, account_id: AccountId, new: NewSubscription, *, hosts: frozenset[str], user_agent: str
) -> Subscription:
    """Remember the browser, as this person's from now on.

    Raises:
        Refusal: `invalid`, all that is wrong: not a push service, keys that are none.

    """
    point, secret = _decoded(new.keys.p256dh), _decoded(new.keys.auth)
    faults = [
        field_error(pointer, fault)
        for pointer, fault in (
            ("/endpoint", endpoint_fault(new.endpoint, hosts)),
            ("/keys/p256dh", None if _is_point(point) else Fault.NO_KEYS),
            ("/keys/auth", None if len(secret) == SECRET_BYTES else Fault.NO_KEYS),
        )
        if fault
    ]
    if faults:
        raise Refusal(Code.INVALID, errors=faults)
    rows = await connection.fetch(
        """
        INSERT INTO push_subscription (id, account_id, endpoint, p256dh, auth, user_agent, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (endpoint) DO UPDATE SET account_id = excluded.account_id, p256dh = excluded.p256dh,
            auth = excluded.auth, user_agent = excluded.user_agent
        RETURNING id, user_agent, created_at
        """,
        new_id(),
        account_id,
        new.endpoint,
        point,
        secret,
        user_agent.replace("\0", "")[:USER_AGENT_MAX],
        clock.now(),
    )
    await connection.execute(
        "DELETE FROM push_subscription WHERE id IN"
        " (SELECT id FROM push_subscription WHERE account_id = $1 ORDER BY id DESC OFFSET $2)",
        account_id,
        SUBSCRIPTIONS_MAX,
    )
    return structs(rows, Subscription)[0]


async def unsubscribe(pool: Pool, account_id: AccountId, endpoint: str) -> bool:
    """Forget one of the person's browsers; False if there is no such one."""
    gone = await pool.fetchval(
        "DELETE FROM push_subscription WHERE account_id = $1 AND endpoint = $2 RETURNING true", account_id, endpoint
    )
    return gone is True


async def subscriptions_of(pool: Pool, account_id: AccountId) -> list[Subscription]:
    """The person's browsers, newest first."""
    rows = await pool.fetch(
        "SELECT id, user_agent, created_at FROM push_subscription WHERE account_id = $1 ORDER BY id DESC", account_id
    )
    return structs(rows, Subscription)


async def browsers_of(connection: Connection, account_ids: Collection[AccountId]) -> Mapping[AccountId, list[str]]:
    """The ids of these people's subscriptions."""
    rows = await connection.fetch(
        "SELECT account_id::text, id::text FROM push_subscription WHERE account_id = ANY($1::uuid[]) ORDER BY id",
        list(account_ids),
    )
    found: dict[AccountId, list[str]] = {}
    for row in rows:
        found.setdefault(AccountId(row["account_id"]), []).append(row["id"])
    return found


async def target(pool: Pool, id: str) -> Target | None:
    """Where to send to; None when the browser was forgotten."""
    row = await pool.fetchrow("SELECT id::text, endpoint, p256dh, auth FROM push_subscription WHERE id = $1", id)
    return row and Target(id=row["id"], endpoint=row["endpoint"], p256dh=bytes(row["p256dh"]), auth=bytes(row["auth"]))


async def forget(pool: Pool, id: str) -> None:
    """The push service says that this browser is gone."""
    await pool.execute("DELETE FROM push_subscription WHERE id = $1", id)


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return b""


def _is_point(point: bytes) -> bool:
    if len(point) != POINT_BYTES:
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        return False
    return True
