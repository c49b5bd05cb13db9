"""Tell the dealer how nearly at once the invited pros knew of a start (domain 2.6).

Two clocks are read: when each one's messages were handed out, and when each socket was written the start.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from server.kit.ids import AuctionId
from server.kit.postgres import Pool
from server.kit.rows import Row
from server.protocol.lots import Party

# The messages that tell of a start.
STARTS = ("auction_started", "quotation_opened")
MILLISECOND = timedelta(milliseconds=1)


class ToldPro(Struct, frozen=True, kw_only=True):
    """When the first message to a pro's members left, and its first socket was written; None: not yet, or none."""

    pro: Party
    notified_at: datetime | None
    written_at: datetime | None


class Fairness(Struct, frozen=True, kw_only=True):
    """How far apart the first and the last were: over pros with a message, and over sockets; None below two."""

    notified_spread_ms: float | None
    written_spread_ms: float | None
    sockets: int
    pros: tuple[ToldPro, ...]


async def fairness(pool: Pool, auction_id: AuctionId) -> Fairness:
    """Who was told of the start when; whether one may know is the caller's check."""
    rows = await pool.fetch(
        """
        SELECT pro.id::text, coalesce(invitation.known_as, pro_name(auction.entity_id, pro.id)) AS name,
            told.notified_at, written.written_at
        FROM auction_invitation invitation JOIN pro ON pro.id = invitation.pro_id
        JOIN auction ON auction.id = invitation.auction_id
        CROSS JOIN LATERAL (
            SELECT min(outbox.delivered_at) AS notified_at
            FROM pro_member member JOIN account ON account.id = member.account_id
            JOIN outbox ON outbox.subject_id = $1 AND outbox.kind = ANY($2)
                AND outbox.recipient IN ('me:' || account.id, account.email)
            WHERE member.pro_id = pro.id) AS told
        CROSS JOIN LATERAL (
            SELECT min(start_told.written_at) AS written_at
            FROM pro_member member JOIN start_told USING (account_id)
            WHERE member.pro_id = pro.id AND start_told.auction_id = $1) AS written
        WHERE invitation.auction_id = $1 ORDER BY name, pro.id
        """,
        auction_id,
        list(STARTS),
    )
    written = await pool.fetch("SELECT written_at FROM start_told WHERE auction_id = $1", auction_id)
    pros = tuple(_told(row) for row in rows)
    return Fairness(
        notified_spread_ms=_spread_ms([pro.notified_at for pro in pros if pro.notified_at is not None]),
        written_spread_ms=_spread_ms([row["written_at"] for row in written]),
        sockets=len(written),
        pros=pros,
    )


def _told(row: Row) -> ToldPro:
    return ToldPro(
        pro=Party(id=row["id"], name=row["name"]), notified_at=row["notified_at"], written_at=row["written_at"]
    )


def _spread_ms(times: Sequence[datetime]) -> float | None:
    return None if len(times) < 2 else (max(times) - min(times)) / MILLISECOND  # noqa: PLR2004 — one has no spread
