"""Bound what an organisation has mailed to people who never asked for it."""

from datetime import timedelta

from server.kit import clock
from server.kit.ids import GroupId, ProId
from server.kit.postgres import Connection
from server.kit.problems import Problem

SENT_MAX, FLOOD_WINDOW = 20, timedelta(hours=1)


async def refuse_flood(connection: Connection, group_id: GroupId | None, pro_id: ProId | None) -> None:
    """An organisation has so many mails sent in its name to people who never asked for them.

    Raises:
        Problem: 429 `rate_limited`.

    """
    sent = await connection.fetchval(
        "SELECT count(*) FROM colleague_invitation WHERE (group_id = $1 OR pro_id = $2) AND created_at > $3",
        group_id,
        pro_id,
        clock.now() - FLOOD_WINDOW,
    )
    if (sent or 0) >= SENT_MAX:
        seconds = int(FLOOD_WINDOW.total_seconds())
        raise Problem(
            429,
            "rate_limited",
            "Too many invitations were sent; wait a while.",
            headers={"retry-after": str(seconds)},
            facts={"after_ms": seconds * 1_000},
        )
