"""Read what a person was told, worded in its language, and note what it has read (domain 8.1)."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from server.kit import clock
from server.kit.ids import AccountId, NotificationId
from server.kit.postgres import Pool
from server.kit.rows import Row
from server.notifications.wording.facts import FactRead
from server.notifications.wording.phrase import phrase
from server.protocol.events import Notice
from server.rest.listing import decode_cursor, page_of

_facts: msgspec.json.Decoder[dict[str, FactRead]] = msgspec.json.Decoder(dict[str, FactRead])


class Notices(Struct, frozen=True, kw_only=True):
    """One page, and how many are unread in all."""

    items: list[Notice]
    next_cursor: str | None
    total: int
    unread: int


async def notices(
    pool: Pool, account_id: AccountId, *, locale: str, unread: bool | None, limit: int, cursor: str | None
) -> Notices:
    """One page of the person's notifications, newest first; `unread` keeps those that are, or are not.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    rows = await pool.fetch(
        """
        SELECT id::text, kind, facts, link, subject_id::text, created_at, read_at FROM notification
        WHERE account_id = $1 AND ($2::boolean IS NULL OR (read_at IS NULL) = $2)
            AND ($3::uuid IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4
        """,
        account_id,
        unread,
        None if after is None else after[1],
        limit + 1,
    )
    counted = await pool.fetchrow(
        "SELECT count(*) AS total, count(*) FILTER (WHERE read_at IS NULL) AS unread FROM notification"
        " WHERE account_id = $1",
        account_id,
    )
    assert counted is not None
    unread_total, all_total = counted["unread"], counted["total"]
    total = all_total if unread is None else unread_total if unread else all_total - unread_total
    found = [_notice(row, locale) for row in rows]
    page = page_of(found, limit=limit, total=total, key=lambda notice: (None, notice.id))
    return Notices(items=page.items, next_cursor=page.next_cursor, total=page.total, unread=unread_total)


async def mark_read(pool: Pool, account_id: AccountId, ids: Sequence[NotificationId] | None) -> int:
    """Note that these were read, or all of them; how many are left unread."""
    await pool.execute(
        """
        UPDATE notification SET read_at = $2
        WHERE account_id = $1 AND read_at IS NULL AND ($3::uuid[] IS NULL OR id = ANY($3))
        """,
        account_id,
        clock.now(),
        None if ids is None else list(ids),
    )
    left = await pool.fetchval(
        "SELECT count(*) FROM notification WHERE account_id = $1 AND read_at IS NULL", account_id
    )
    return left or 0


def _notice(row: Row, locale: str) -> Notice:
    title, body = phrase(row["kind"], locale, _facts.decode(row["facts"]))
    return Notice(
        id=row["id"],
        kind=row["kind"],
        title=title,
        body=body,
        link=row["link"],
        subject_id=row["subject_id"],
        created_at_ms=clock.to_ms(row["created_at"]),
        read=row["read_at"] is not None,
    )
