"""Say where an auction's book is, and whether a pro may bid in it: asked with every bid, so remembered for a moment.

Nothing is remembered across the opening, which settles who is invited (domain 2.6). The book may be open a moment
before that is written: until then the chosen list and the connections count as they are at each bid.
"""

from msgspec import Struct

from server.fence import scope
from server.kit import clock
from server.kit.ids import AuctionId, ProId
from server.kit.partitions import Partition
from server.kit.postgres import Pool

# A connection that ended, or an invitation, counts within this (protocol 1.7).
REMEMBERED_SECONDS = 3.0
REMEMBERED_MAX = 10_000


ADMISSION = """
SELECT partition, state = 'scheduled' AS unsettled,
    EXISTS (SELECT FROM auction_invitation i WHERE i.auction_id = auction.id AND i.pro_id = $2)
        AND (state <> 'scheduled' OR NOT by_list OR distribution_list_id IS NULL OR EXISTS (
            SELECT FROM distribution_list_pro chosen
            WHERE chosen.list_id = auction.distribution_list_id AND chosen.pro_id = $2)) AS invited,
    EXISTS (SELECT FROM connection c WHERE c.entity_id = auction.entity_id AND c.pro_id = $2
        AND c.ended_at IS NULL) AS connected
FROM auction WHERE id = $1
"""


class Admission(Struct, frozen=True, kw_only=True):
    """What is known of a pro in an auction; an invited pro whose connection ended may look on.

    `unsettled` until it is written that the auction opened.
    """

    partition: Partition
    unsettled: bool
    invited: bool
    connected: bool


class Admissions:
    """Answers of Postgres, each for 3 s."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: dict[tuple[AuctionId, ProId | None], tuple[float, Admission | None]] = {}

    async def find(self, auction_id: AuctionId, pro_id: ProId | None) -> Admission | None:
        """The pro's admission (None: a manager's), or None where there is no such auction."""
        now = clock.monotonic()
        key = auction_id, pro_id
        known = self._known.get(key)
        if known is not None and now - known[0] < REMEMBERED_SECONDS:
            return known[1]
        if len(self._known) >= REMEMBERED_MAX:
            self._known.clear()
        admission = await self._read(auction_id, pro_id)
        # Who isn't invited may be in a moment, when the auction opens (domain 2.6).
        if admission is None or (not admission.unsettled and (admission.invited or pro_id is None)):
            self._known[key] = now, admission
        return admission

    async def _read(self, auction_id: AuctionId, pro_id: ProId | None) -> Admission | None:
        with scope.everything():  # a pro sees no distribution list
            row = await self._pool.fetchrow(ADMISSION, auction_id, pro_id)
        if row is None:
            return None
        return Admission(
            partition=Partition(row["partition"]),
            unsettled=row["unsettled"],
            invited=row["invited"],
            connected=row["connected"],
        )
