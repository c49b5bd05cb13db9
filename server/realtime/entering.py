"""Decide by the rows who may be in which room (domain 1.4, 2.4): at every subscribe, and for everybody every 3 s."""

from collections.abc import Sequence

from server.accounts.principal import DealerUser, ProMember
from server.accounts.rights import sees_entity
from server.kit.ids import AuctionId, EntityId, ProId
from server.kit.postgres import Pool
from server.realtime.seams import Entrance

ENTITIES = "SELECT id::text, entity_id::text FROM auction WHERE id = ANY($1::uuid[])"
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


async def allowed(pool: Pool, entrances: Sequence[Entrance]) -> list[bool]:
    """Whether each may be in its room: users where they were granted the entity, pros where invited and connected.

    In the room of its own lots is who spoke for one (domain 2.6).
    """
    auctions = [(who, AuctionId(room.id)) for who, room in entrances if room.kind == "auction" and room.pro_id is None]
    asked = {(auction_id, who.pro_id) for who, auction_id in auctions if isinstance(who, ProMember)}
    sold = {auction_id for who, auction_id in auctions if isinstance(who, DealerUser)}
    admitted = await _find(pool, ADMITTED, sorted(asked)) if asked else set()
    own = {(AuctionId(room.id), room.pro_id) for _, room in entrances if room.pro_id is not None}
    acted = await _find(pool, ACTED, sorted(own)) if own else set()
    entities = await _entities(pool, sorted(sold)) if sold else {}
    answers: list[bool] = []
    for who, room in entrances:
        match room.kind:
            case "me":
                answers.append(room.id == who.account_id)
            case "desk":
                answers.append(sees_entity(who, EntityId(room.id)))
            case "auction" if room.pro_id is not None:
                answers.append((AuctionId(room.id), room.pro_id) in acted)
            case "auction" if isinstance(who, ProMember):
                answers.append((AuctionId(room.id), who.pro_id) in admitted)
            case "auction":
                entity_id = entities.get(AuctionId(room.id))
                answers.append(entity_id is not None and sees_entity(who, entity_id))
    return answers


async def _find(pool: Pool, query: str, asked: Sequence[tuple[AuctionId, ProId]]) -> set[tuple[AuctionId, ProId]]:
    rows = await pool.fetch(query, [auction_id for auction_id, _ in asked], [pro_id for _, pro_id in asked])
    return {(AuctionId(row["auction_id"]), ProId(row["pro_id"])) for row in rows}


async def _entities(pool: Pool, auction_ids: Sequence[AuctionId]) -> dict[AuctionId, EntityId]:
    rows = await pool.fetch(ENTITIES, auction_ids)
    return {AuctionId(row["id"]): EntityId(row["entity_id"]) for row in rows}
