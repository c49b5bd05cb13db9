"""Decide by the rows who may be in which room, and as whom (domain 1.4, 1.6, 2.4).

This is asked at every subscribe, and for everybody every 3 s.
"""

from collections.abc import Sequence

from server.accounts.principal import DealerUser, Principal, ProMember
from server.accounts.rights import sees_entity
from server.auctions.seeing import Viewer, viewer_of
from server.kit.ids import AuctionId, EntityId, ProId, UserId
from server.kit.postgres import Pool
from server.kit.rows import Row
from server.realtime.seams import Entrance
from server.realtime.session import audience_of

SOLD = """
SELECT auction.id::text, auction.entity_id::text, auction.format, trade_in.created_by::text AS asked_by
FROM auction LEFT JOIN quotation ON quotation.auction_id = auction.id
LEFT JOIN trade_in ON trade_in.id = quotation.trade_in_id WHERE auction.id = ANY($1::uuid[])
"""
ADMITTED = """
SELECT asked.auction_id::text, asked.pro_id::text
FROM unnest($1::uuid[], $2::uuid[]) AS asked (auction_id, pro_id)
JOIN auction ON auction.id = asked.auction_id
WHERE EXISTS (SELECT FROM auction_invitation invitation
        WHERE invitation.auction_id = asked.auction_id AND invitation.pro_id = asked.pro_id)
    AND EXISTS (SELECT FROM connection
        WHERE connection.entity_id = auction.entity_id AND connection.pro_id = asked.pro_id
            AND connection.ended_at IS NULL)
"""
ACTED = """
SELECT asked.auction_id::text, asked.pro_id::text
FROM unnest($1::uuid[], $2::uuid[]) AS asked (auction_id, pro_id)
WHERE EXISTS (SELECT FROM auction_invitation invitation
        WHERE invitation.auction_id = asked.auction_id AND invitation.pro_id = asked.pro_id)
    AND EXISTS (SELECT FROM ledger
        WHERE ledger.auction_id = asked.auction_id AND ledger.pro_id = asked.pro_id::text)
"""


async def allowed(pool: Pool, entrances: Sequence[Entrance]) -> list[Viewer | None]:
    """As whom each may be in its room: users where they were granted the entity, pros where invited and connected.

    In the room of its own lots is who spoke for one (domain 2.6). None where it may not be.
    """
    auctions = [(who, AuctionId(room.id)) for who, room in entrances if room.kind == "auction" and room.pro_id is None]
    asked = {(auction_id, who.pro_id) for who, auction_id in auctions if isinstance(who, ProMember)}
    sold = {auction_id for who, auction_id in auctions if isinstance(who, DealerUser)}
    admitted = await _find(pool, ADMITTED, sorted(asked)) if asked else set()
    own = {(AuctionId(room.id), room.pro_id) for _, room in entrances if room.pro_id is not None}
    acted = await _find(pool, ACTED, sorted(own)) if own else set()
    rows = await _auctions(pool, sorted(sold)) if sold else {}
    answers: list[Viewer | None] = []
    for who, room in entrances:
        match room.kind:
            case "me":
                answers.append(audience_of(who) if room.id == who.account_id else None)
            case "desk":
                answers.append(audience_of(who) if sees_entity(who, EntityId(room.id)) else None)
            case "auction" if room.pro_id is not None:
                answers.append("pro" if (AuctionId(room.id), room.pro_id) in acted else None)
            case "auction" if isinstance(who, ProMember):
                answers.append("pro" if (AuctionId(room.id), who.pro_id) in admitted else None)
            case "auction":
                answers.append(_seller(who, rows.get(AuctionId(room.id))))
    return answers


async def _find(pool: Pool, query: str, asked: Sequence[tuple[AuctionId, ProId]]) -> set[tuple[AuctionId, ProId]]:
    rows = await pool.fetch(query, [auction_id for auction_id, _ in asked], [pro_id for _, pro_id in asked])
    return {(AuctionId(row["auction_id"]), ProId(row["pro_id"])) for row in rows}


async def _auctions(pool: Pool, auction_ids: Sequence[AuctionId]) -> dict[AuctionId, Row]:
    return {AuctionId(row["id"]): dict(row) for row in await pool.fetch(SOLD, auction_ids)}


def _seller(user: Principal, row: Row | None) -> Viewer | None:
    if row is None or not sees_entity(user, EntityId(row["entity_id"])):
        return None
    return viewer_of(user, format=row["format"], asked_by=row["asked_by"] and UserId(row["asked_by"]))
