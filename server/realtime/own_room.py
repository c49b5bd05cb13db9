"""Read what concerns one person alone, for the snapshot of room `me`; and what a desk shows when one comes to it."""

from server.accounts.principal import Principal, ProMember
from server.auctions import lot_views
from server.auctions.desk_tiles import tiles
from server.auctions.snapshots import Watched
from server.kit.ids import AuctionId, EntityId, ProId
from server.protocol.refusals import Refusal
from server.protocol.snapshots import DeskSnapshot, MeSnapshot, OwnPosition
from server.realtime.watching import Watches
from server.resources import Resources

# Nobody follows more at once; the pages read the rest from REST.
AUCTIONS_MAX = 50

UNREAD = "SELECT count(*) FROM notification WHERE account_id = $1 AND read_at IS NULL"
RUNNING = """
SELECT auction.id::text FROM auction JOIN auction_invitation invitation ON invitation.auction_id = auction.id
WHERE invitation.pro_id = $1 AND auction.state = 'open' ORDER BY auction.ends_at LIMIT $2
"""


async def me_snapshot(resources: Resources, watches: Watches, principal: Principal) -> MeSnapshot:
    """Unread notifications; for a pro also where it stands in the auctions that run."""
    unread = await resources.postgres.fetchval(UNREAD, principal.account_id)
    positions: list[OwnPosition] = []
    if isinstance(principal, ProMember):
        rows = await resources.postgres.fetch(RUNNING, principal.pro_id, AUCTIONS_MAX)
        for row in rows:
            positions += await _positions(watches, AuctionId(row["id"]), principal.pro_id)
    return MeSnapshot(positions=tuple(positions), unread=unread or 0)


async def desk_snapshot(resources: Resources, entity_id: EntityId) -> DeskSnapshot:
    """The tiles of an entity's desk."""
    async with resources.postgres.acquire() as connection:
        return DeskSnapshot(tiles=dict(await tiles(connection, entity_id)))


async def _positions(watches: Watches, auction_id: AuctionId, pro_id: ProId) -> list[OwnPosition]:
    try:
        watched = await watches.watched(auction_id)
    except Refusal:
        return []
    return [own_position(watched, rank, pro_id) for rank, lot in watched.picture.lots.items() if pro_id in lot.said]


def own_position(watched: Watched, rank: int, pro_id: ProId) -> OwnPosition:
    """Where the pro stands in a lot; of a running auction too, a lot may have been sold and its sale cancelled."""
    lot = watched.picture.lots[rank]
    sale_cancelled = watched.context.lots[rank].sale_cancelled
    return OwnPosition(
        auction_id=watched.picture.auction_id,
        lot=rank,
        standing=lot_views.standing(lot, pro_id, sale_cancelled=sale_cancelled),
        my_bid_cents=lot.bid_of.get(pro_id),
        my_maximum_cents=lot_views.my_maximum(lot, pro_id),
        my_number=watched.picture.number_of.get(pro_id),
        price_cents=lot.public.price_cents,
        next_min_cents=lot.public.next_min_cents,
        ends_at_ms=lot.public.ends_at_ms,
    )
