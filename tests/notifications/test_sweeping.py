"""Old messages and notifications are forgotten; what waits, or was given up of late, stays."""

from server.kit.postgres import Pool
from server.notifications.outbox.sweeping import sweep
from tests.notifications.outbox import a_mail, posted, rows

STATES = {
    "delivered long ago": "delivered_at = now() - interval '91 days'",
    "delivered of late": "delivered_at = now() - interval '89 days'",
    "given up long ago": "abandoned_at = now() - interval '366 days'",
    "given up of late": "abandoned_at = now() - interval '364 days'",
    "waiting for years": "due_at = now() - interval '9 years'",
}


async def test_only_what_nobody_asks_for_is_forgotten(pg_pool: Pool) -> None:
    for recipient, state in STATES.items():
        await posted(pg_pool, a_mail(recipient))
        await pg_pool.execute(f"UPDATE outbox SET {state} WHERE recipient = $1", recipient)  # noqa: S608 -- our own words only
    assert await sweep(pg_pool) == (2, 0)
    assert [row["recipient"] for row in await rows(pg_pool)] == [
        "delivered of late",
        "given up of late",
        "waiting for years",
    ]
