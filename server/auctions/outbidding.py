"""Write to those who were outbid, from the ledger, a moment afterwards (domain 8.1).

Bids commit by the thousand, so their letters are not written with them: a reader follows the ledger, and moves its
position in the transaction that writes the letters. None is lost, none is written twice. Whoever leads again by then,
or whose lot is over, needs none; on the screen everybody knew at once.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final, Never

import asyncpg
import msgspec
import structlog
from msgspec import Struct

from server.auctions import people
from server.auctions.event import Kind, LotState, PrivateLot
from server.auctions.telling import Person, Told, tell
from server.kit import clock
from server.kit.ids import AuctionId, MemberId, ProId
from server.kit.partitions import Partition
from server.kit.postgres import Connection, Pool, transaction
from server.kit.rows import Row
from server.ledger.entry import position_of

ROUND_SECONDS: Final = 2.0
# Entries read of one partition in a round.
ENTRIES_MAX: Final = 2_000
# Whoever is outbid again was there to bid again: the next mail about the same lot waits.
MAIL_AGAIN_AFTER: Final = timedelta(minutes=10)

BIDS: Final = (Kind.BID_PLACED, Kind.MAXIMUM_SET)
# The first part of a journal's id sorts as text, the number after it does not.
NEW: Final = """
SELECT position.partition, found.* FROM outbid_position position
CROSS JOIN LATERAL (
    SELECT journal_id, auction_id::text, lot, kind, at_ms, private FROM ledger
    WHERE ledger.partition = position.partition
        AND ledger.journal_id >= split_part(position.journal_id, '-', 1)
        AND (split_part(ledger.journal_id, '-', 1)::bigint, split_part(ledger.journal_id, '-', 2)::bigint)
            > (split_part(position.journal_id, '-', 1)::bigint, split_part(position.journal_id, '-', 2)::bigint)
    ORDER BY split_part(journal_id, '-', 1)::bigint, split_part(journal_id, '-', 2)::bigint LIMIT $2) AS found
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
LAST: Final = """
SELECT ledger.private, lot.number, auction.state FROM lot JOIN auction ON auction.id = lot.auction_id
CROSS JOIN LATERAL (SELECT private FROM ledger WHERE ledger.auction_id = lot.auction_id AND ledger.lot = lot.lot
    ORDER BY seq DESC LIMIT 1) AS ledger
WHERE lot.auction_id = $1 AND lot.lot = $2
"""
MAILED: Final = """
SELECT EXISTS (SELECT FROM outbox WHERE subject_id = $1 AND kind = 'outbid' AND channel = 'mail' AND recipient = $2
    AND body -> 'facts' ->> 'lots' = $3 AND created_at > $4)
"""

_private_lot: msgspec.json.Decoder[PrivateLot] = msgspec.json.Decoder(PrivateLot)

log = structlog.get_logger()


class Lost(Struct, frozen=True, kw_only=True):
    """A member whose pro lost the lead of a lot."""

    auction_id: AuctionId
    lot: int
    pro_id: ProId
    member_id: MemberId


async def keep_telling(pool: Pool, held: Callable[[], Collection[Partition]]) -> Never:
    """Follow the ledger of the partitions this process commits, for ever."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await tell_outbid(pool, list(held()))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            log.warning("who was outbid can't be told", error=repr(error))


async def tell_outbid(pool: Pool, partitions: Sequence[Partition]) -> int:
    """Write the letters that are due by what was committed since the last time; how many people were told."""
    async with transaction(pool) as connection:
        mine = [row["partition"] for row in await connection.fetch(LOCK, partitions)]
        rows = await connection.fetch(NEW, mine, ENTRIES_MAX)
        if not rows:
            return 0
        ends: dict[int, str] = {}
        for row in rows:
            ends[row["partition"]] = max(ends.get(row["partition"], "0-0"), row["journal_id"], key=position_of)
        await connection.execute(MOVE, list(ends), list(ends.values()))
        lost = list(dict.fromkeys(found for row in rows if (found := _lost(row)) is not None))
        known = await people.members(connection, {one.member_id for one in lost})
        return sum([await _tell(connection, one, known) for one in lost])


def _lost(row: Row) -> Lost | None:
    if row["kind"] not in BIDS or b'"outbid_pro"' not in row["private"]:
        return None
    body = _private_lot.decode(row["private"])
    if not body.outbid_pro:
        return None
    return Lost(
        auction_id=AuctionId(row["auction_id"]),
        lot=row["lot"],
        pro_id=body.outbid_pro,
        member_id=body.outbid_member,
    )


async def _tell(connection: Connection, lost: Lost, known: Mapping[MemberId, Person]) -> bool:
    person = known.get(lost.member_id)
    row = await connection.fetchrow(LAST, lost.auction_id, lost.lot)
    if person is None or row is None:
        return False
    state: LotState = _private_lot.decode(row["private"]).lot
    if row["state"] != "open" or state.outcome or state.leader_pro == lost.pro_id:
        return False
    now, number = clock.now(), str(row["number"])
    mailed = await connection.fetchval(MAILED, lost.auction_id, person.email, number, now - MAIL_AGAIN_AFTER)
    facts = {"lots": number, "total_cents": state.price_cents}
    told = Told(auction_id=lost.auction_id, kind="outbid", facts=facts, at=now)
    await tell(connection, [person], told, mailed=not mailed)
    return True
