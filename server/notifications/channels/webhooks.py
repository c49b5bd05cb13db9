"""Know where machines hear of things and what signs it; show what became of each message (domain 1.5).

The secret is made with the machine, shown once, and renewable. It is kept sealed: each message is signed with it.
"""

import os
from base64 import b64encode
from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

from server.kit import clock, query
from server.kit.ids import AccountId, OutboxId
from server.kit.postgres import Connection, Pool
from server.kit.rows import structs
from server.kit.sealing import Seal
from server.notifications import tables

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 — what people and scanners know one by
SECRET_BYTES: Final = 32
DELIVERIES_MAX: Final = 50

_ACCOUNTS: Final = """
    SELECT account_id::text FROM pro_member JOIN account ON account.id = account_id
    WHERE account_id = ANY($1::uuid[]) AND kind = 'machine' AND webhook_url IS NOT NULL AND disabled_at IS NULL
"""
_WEBHOOK: Final = """
    SELECT webhook_url, secret FROM pro_member JOIN account ON account.id = pro_member.account_id
    JOIN webhook_secret ON webhook_secret.account_id = account.id
    WHERE account.id = $1 AND webhook_url IS NOT NULL AND disabled_at IS NULL
"""
_DELIVERIES: Final = r"""
    SELECT id, kind, created_at AS at, attempts, substring(last_error FROM '^(\w+): ') AS code,
        regexp_replace(last_error, '^\w+: ', '') AS error,
        CASE WHEN delivered_at IS NOT NULL THEN 'delivered' WHEN abandoned_at IS NOT NULL THEN 'given_up'
            ELSE 'waiting' END AS status
    FROM outbox WHERE channel = 'webhook' AND recipient = $1 ORDER BY id DESC LIMIT $2
"""


class Webhook(Struct, frozen=True, kw_only=True):
    """Where a machine hears, and what messages to it are signed with."""

    url: str
    secret: bytes


class WebhookDelivery(Struct, frozen=True, kw_only=True):
    """A message to a machine: `id` is its `webhook-id`, `at` when it was written; `code`, `error` of the last attempt.

    `code` is `answered` (`error` is the status), `no_answer`, `unreachable`, `private_address`, `needs_https`,
    `no_address` or `no_webhook`; null where there is only the text.
    """

    id: OutboxId
    kind: str
    at: datetime
    status: Literal["waiting", "delivered", "given_up"]
    attempts: int
    code: str | None
    error: str | None


class KeptSecret(Struct, frozen=True):
    """A machine's secret as it is kept: sealed."""

    account_id: AccountId
    secret: bytes


async def renew_secret(connection: Connection, seal: Seal, account_id: AccountId) -> str:
    """A new secret of a machine, as its owner writes it down; the old one signs nothing any more."""
    secret = os.urandom(SECRET_BYTES)
    await connection.execute(
        "INSERT INTO webhook_secret (account_id, secret, created_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (account_id) DO UPDATE SET secret = $2, created_at = $3",
        account_id,
        seal.seal(secret, row=_row(account_id)),
        clock.now(),
    )
    return SECRET_PREFIX + b64encode(secret).decode()


async def webhook_accounts(connection: Connection, account_ids: Collection[AccountId]) -> frozenset[AccountId]:
    """Which of these are machines that hear by webhook."""
    rows = await connection.fetch(_ACCOUNTS, list(account_ids))
    return frozenset(AccountId(row["account_id"]) for row in rows)


async def webhook_of(pool: Pool, seal: Seal, account_id: AccountId) -> Webhook | None:
    """Where to tell a machine; None when it hears no more."""
    row = await pool.fetchrow(_WEBHOOK, account_id)
    return row and Webhook(url=row["webhook_url"], secret=seal.open(bytes(row["secret"]), row=_row(account_id)))


async def deliveries(pool: Pool, account_id: AccountId) -> list[WebhookDelivery]:
    """The last fifty messages to a machine, newest first."""
    return structs(await pool.fetch(_DELIVERIES, account_id, DELIVERIES_MAX), WebhookDelivery)


async def seal_stored(connection: Connection, seal: Seal) -> int:
    """Seal by the first key what isn't yet; how many that were."""
    table = tables.WebhookSecret
    every = table.select(table.account_id, table.secret).lock_rows()
    sealed = [
        (kept.account_id, renewed)
        for kept in await query.fetch_all(connection, every, KeptSecret)
        if (renewed := seal.renewed(kept.secret, row=_row(kept.account_id)))
    ]
    await connection.executemany("UPDATE webhook_secret SET secret = $2 WHERE account_id = $1", sealed)
    return len(sealed)


def _row(account_id: AccountId) -> str:
    return f"webhook_secret {account_id}"
