"""Find out from the ledger who was outbid, a moment afterwards, and have them written to (domain 8.1).

Bids commit by the thousand, so their messages are not written with them: a reader follows the ledger, and moves its
position in the transaction that writes the messages. None is lost, none is written twice. Whoever leads again by then,
or whose lot is over, needs none; on the screen everybody knew at once.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Final, Never

import msgspec
import structlog
from msgspec import Struct

from server.auctions import outbid_messages
from server.auctions.event import PrivateLot
from server.auctions.outbid_messages import Attending, Loss
from server.kit import clock
from server.kit.ids import AuctionId, MemberId, ProId
from server.kit.partitions import Partition
from server.kit.postgres import UNAVAILABLE, Pool, transaction
from server.kit.rows import Row
from server.ledger.entry import position_of

ROUND_SECONDS: Final = 2.0
# Entries read of one partition in a round.
ENTRIES_MAX: Final = 2_000

# Ids of a journal sort as text by their milliseconds, but not by the number that follows them. Only entries that cost
# somebody the lead come with their body.
NEW: Final = """
SELECT position.partition, found.* FROM outbid_position position
CROSS JOIN LATERAL (
    SELECT journal_id, auction_id::text, lot,
        CASE WHEN kind IN ('bid_placed', 'maximum_set') AND position('"outbid_pro"'::bytea IN private) > 0
            THEN private END AS private
    FROM ledger
    WHERE ledger.partition = position.partition
        AND ledger.journal_id >= split_part(position.journal_id, '-', 1)
        AND (split_part(ledger.journal_id, '-', 1)::bigint, split_part(ledger.journal_id, '-', 2)::bigint)
            > (split_part(position.journal_id, '-', 1)::bigint, split_part(position.journal_id, '-', 2)::bigint)
    ORDER BY journal_id LIMIT $2) AS found
WHERE position.partition = ANY($1::smallint[])
"""
LOCK: Final = (
    "SELECT partition FROM outbid_position WHERE partition = ANY($1::smallint[]) ORDER BY partition"
    " FOR UPDATE SKIP LOCKED"
)
MOVE: Final = """
UPDATE outbid_position SET journal_id = moved.journal_id
FROM unnest($1::smallint[], $2::text[]) AS moved (partition, journal_id)
WHERE outbid_position.partition = moved.partition
"""
_private_lot: msgspec.json.Decoder[PrivateLot] = msgspec.json.Decoder(PrivateLot)

log = structlog.get_logger()


class Lost(Struct, frozen=True, kw_only=True):
    """A member whose pro lost the lead of a lot."""

    auction_id: AuctionId
    lot: int
    pro_id: ProId
    member_id: MemberId


async def keep_notifying(pool: Pool, held: Callable[[], Collection[Partition]], attending: Attending) -> Never:
    """Follow the ledger of the partitions this process commits, for ever."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            while await notify_outbid(pool, list(held()), attending):
                pass
        except UNAVAILABLE as error:
            log.warning("who was outbid can't be told", error=repr(error))


async def notify_outbid(pool: Pool, partitions: Sequence[Partition], attending: Attending) -> bool:
    """Write the messages that are due by what was committed since the last time; whether there may be more."""
    async with transaction(pool) as connection:
        mine = [row["partition"] for row in await connection.fetch(LOCK, partitions)]
        read: dict[int, list[Row]] = defaultdict(list)
        for row in await connection.fetch(NEW, mine, ENTRIES_MAX):
            read[row["partition"]].append(row)
        more = any(len(rows) == ENTRIES_MAX for rows in read.values())
        whole = {partition: _whole_milliseconds(rows) for partition, rows in read.items()}
        ends = [max((row["journal_id"] for row in rows), key=position_of) for rows in whole.values()]
        await connection.execute(MOVE, list(whole), ends)
        lost = dict.fromkeys(found for rows in whole.values() for row in rows if (found := _lost(row)) is not None)
        now = clock.now()
        await outbid_messages.write(connection, _by_sale(lost), attending, now=now)
        await outbid_messages.write_gathered(connection, mine, attending, now=now)
    return more


def _whole_milliseconds(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without the last millisecond's, where the page may have cut through it."""
    if len(rows) < ENTRIES_MAX:
        return rows
    last_ms, _ = position_of(rows[-1]["journal_id"])
    return [row for row in rows if position_of(row["journal_id"])[0] < last_ms] or rows


def _lost(row: Row) -> Lost | None:
    body = None if row["private"] is None else _private_lot.decode(row["private"])
    if body is None or not body.outbid_pro:
        return None
    return Lost(
        auction_id=AuctionId(row["auction_id"]),
        lot=row["lot"],
        pro_id=body.outbid_pro,
        member_id=body.outbid_member,
    )


def _by_sale(lost: Collection[Lost]) -> list[Loss]:
    """What each member lost in each sale."""
    lots: dict[tuple[AuctionId, ProId, MemberId], list[int]] = defaultdict(list)
    for one in lost:
        lots[one.auction_id, one.pro_id, one.member_id].append(one.lot)
    return [
        Loss(auction_id=auction_id, pro_id=pro_id, member_id=member_id, lots=tuple(which))
        for (auction_id, pro_id, member_id), which in lots.items()
    ]
