"""Write to a member who was outbid: one message a sale, the first mail at once, later ones gathered (domain 8.1).

On the screen and by push everybody hears of each loss. A mail about it leaves at once unless one about the same sale
left in the last minutes: then the lot waits, and one mail tells all that wait. Who has the room open is mailed only
when they have left it and are still outbid.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from server.auctions.event import LotState, PrivateLot
from server.auctions.lot_lines import lots_of, named
from server.auctions.messages import auction_message
from server.kit.ids import AccountId, AuctionId, MemberId, ProId
from server.kit.postgres import Connection
from server.notifications import recipients
from server.notifications.message import WITHOUT_MAIL, Message, Recipient
from server.notifications.rules import Channel
from server.notifications.sending import send
from server.notifications.wording.facts import Fact

# A mail gathers what happened in a sale since the last one.
GATHERED_FOR: Final = timedelta(minutes=5)
# Who attends is looked for again after so long.
LOOKED_AGAIN_AFTER: Final = timedelta(seconds=30)

LAST: Final = """
SELECT ledger.private FROM lot JOIN auction ON auction.id = lot.auction_id AND auction.state = 'open'
CROSS JOIN LATERAL (SELECT private FROM ledger WHERE ledger.auction_id = lot.auction_id AND ledger.lot = lot.lot
    ORDER BY seq DESC LIMIT 1) AS ledger
WHERE lot.auction_id = $1 AND lot.lot = ANY($2::smallint[])
"""
LAST_MAIL: Final = """
SELECT max(created_at) FROM outbox
WHERE subject_id = $1 AND kind = 'outbid' AND channel = 'mail' AND recipient = $2
"""
WAIT: Final = """
INSERT INTO outbid_waiting (auction_id, member_id, lot, due_at)
SELECT $1, $2, unnest($3::smallint[]), $4 ON CONFLICT DO NOTHING
"""
DUE: Final = """
SELECT waiting.auction_id::text, waiting.member_id::text, member.pro_id::text, array_agg(waiting.lot) AS lots
FROM outbid_waiting waiting JOIN auction ON auction.id = waiting.auction_id
JOIN pro_member member ON member.id = waiting.member_id
WHERE auction.partition = ANY($1::smallint[])
GROUP BY waiting.auction_id, waiting.member_id, member.pro_id HAVING min(waiting.due_at) <= $2
"""
# Who attends now may leave, and is mailed then; what is over by then needs no mail.
PUT_OFF: Final = "UPDATE outbid_waiting SET due_at = $3 WHERE auction_id = $1 AND member_id = $2"
TAKE: Final = "DELETE FROM outbid_waiting WHERE auction_id = $1 AND member_id = $2 RETURNING lot"

_private_lot: msgspec.json.Decoder[PrivateLot] = msgspec.json.Decoder(PrivateLot)

Attending = Callable[[AuctionId], Awaitable[Collection[AccountId]]]


class Loss(Struct, frozen=True, kw_only=True):
    """A member whose pro lost the lead of these lots of a sale."""

    auction_id: AuctionId
    pro_id: ProId
    member_id: MemberId
    lots: tuple[int, ...]


async def write(connection: Connection, losses: Sequence[Loss], attending: Attending, *, now: datetime) -> None:
    """Tell each member of each sale what was lost and is still lost."""
    known = await recipients.members(connection, {loss.member_id for loss in losses})
    for loss in losses:
        member = known.get(loss.member_id)
        lost = await _still_lost(connection, loss)
        if member is None or not lost:
            continue
        message = await _message(connection, loss.auction_id, member, lost, at=now, channels=WITHOUT_MAIL)
        await send(connection, message)
        due = await _mail_due(connection, loss.auction_id, member, attending, now=now)
        await connection.execute(WAIT, loss.auction_id, loss.member_id, list(lost), due)
        if due <= now:
            await _mail(connection, loss, member, now=now)


async def write_gathered(
    connection: Connection, partitions: Collection[int], attending: Attending, *, now: datetime
) -> None:
    """Mail what has waited long enough in the sales of these partitions, once its reader has left the room."""
    losses = [
        Loss(
            auction_id=AuctionId(row["auction_id"]),
            pro_id=ProId(row["pro_id"]),
            member_id=MemberId(row["member_id"]),
            lots=tuple(row["lots"]),
        )
        for row in await connection.fetch(DUE, list(partitions), now)
    ]
    known = await recipients.members(connection, {loss.member_id for loss in losses})
    for loss in losses:
        member = known.get(loss.member_id)
        if member is None or not await _still_lost(connection, loss):
            await connection.fetch(TAKE, loss.auction_id, loss.member_id)
        elif member.account_id in await attending(loss.auction_id):
            await connection.execute(PUT_OFF, loss.auction_id, loss.member_id, now + LOOKED_AGAIN_AFTER)
        else:
            await _mail(connection, loss, member, now=now)


async def _mail_due(
    connection: Connection, auction_id: AuctionId, member: Recipient, attending: Attending, *, now: datetime
) -> datetime:
    last: datetime | None = await connection.fetchval(LAST_MAIL, auction_id, member.email)
    there = member.account_id in await attending(auction_id)
    return max(now, now if last is None else last + GATHERED_FOR, now + LOOKED_AGAIN_AFTER if there else now)


async def _mail(connection: Connection, loss: Loss, member: Recipient, *, now: datetime) -> None:
    """One mail of everything that waits and is still lost."""
    waiting = tuple(row["lot"] for row in await connection.fetch(TAKE, loss.auction_id, loss.member_id))
    lost = await _still_lost(connection, msgspec.structs.replace(loss, lots=waiting))
    if lost:
        await send(connection, await _message(connection, loss.auction_id, member, lost, at=now, channels=("mail",)))


async def _still_lost(connection: Connection, loss: Loss) -> Mapping[int, LotState]:
    """The lots that are open and that the pro doesn't lead again."""
    rows = await connection.fetch(LAST, loss.auction_id, list(loss.lots))
    states = [_private_lot.decode(row["private"]).lot for row in rows]
    return {state.lot: state for state in states if not state.outcome and state.leader_pro != loss.pro_id}


async def _message(
    connection: Connection,
    auction_id: AuctionId,
    member: Recipient,
    lost: Mapping[int, LotState],
    *,
    at: datetime,
    channels: Collection[Channel],
) -> Message:
    lots = await lots_of(connection, auction_id, list(lost))
    facts: dict[str, Fact] = dict(named(lots))
    if len(lots) == 1:
        facts["total_cents"] = lost[lots[0].lot].price_cents
    else:
        facts["results"] = [lot.line("outbid", price_cents=lost[lot.lot].price_cents) for lot in lots]
    return await auction_message(connection, auction_id, "outbid", [member], facts, at=at, channels=channels)
