"""Bound what an organisation has mailed to people who never asked for it."""

from datetime import timedelta
from typing import Final

from server.kit import clock
from server.kit.ids import GroupId, ProId
from server.kit.postgres import Connection
from server.protocol.refusals import Code, Refusal

WINDOW: Final = timedelta(hours=1)

_SENT: Final = """
    SELECT (SELECT count(*) FROM colleague_invitation WHERE (group_id = $1 OR pro_id = $2) AND created_at > $3)
        + (SELECT count(*) FROM professional_invitation JOIN professional ON professional.id = professional_id
            WHERE group_id = $1 AND professional_invitation.created_at > $3)
"""


async def refuse_flood(
    connection: Connection, group_id: GroupId | None, pro_id: ProId | None, *, hourly_max: int
) -> None:
    """Whom an organisation invites, colleagues and professionals together, is mailed so many invitations an hour.

    Raises:
        Refusal: `rate_limited`.

    """
    # Those who send at the same moment are counted one after the other.
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"invitations:{group_id or pro_id}"
    )
    sent = await connection.fetchval(_SENT, group_id, pro_id, clock.now() - WINDOW)
    if (sent or 0) >= hourly_max:
        seconds = int(WINDOW.total_seconds())
        raise Refusal(Code.RATE_LIMITED, after_ms=seconds * 1_000)
