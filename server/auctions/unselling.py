"""Cancel the sale of a lot: the offer is abandoned, the cars are for sale again, the pro is told why (domain 7.9)."""

from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.auctions import notifying
from server.auctions.limiting import free_limits
from server.auctions.trading import Trading
from server.kit import clock
from server.kit.ids import AuctionId, EntityId, OfferId, ProId, VehicleId
from server.kit.partitions import partition_of
from server.kit.postgres import transaction
from server.kit.rows import Row
from server.offers.abandoning import abandon_lines, lock_offer
from server.protocol.refusals import Code, Refusal
from server.stock.chronicle import actor_of
from server.stock.life.reserving import refuse_gone

LOT = """
SELECT lot.*, array(SELECT vehicle_id::text FROM lot_vehicle car
    WHERE car.auction_id = lot.auction_id AND car.lot = lot.lot) AS vehicle_ids
FROM lot WHERE auction_id = $1 AND lot = $2 FOR UPDATE
"""
CANCEL = "UPDATE lot SET outcome = 'sale_cancelled', sale_cancelled_reason = $3 WHERE auction_id = $1 AND lot = $2"


async def cancel_sale(trading: Trading, user: DealerUser, auction_id: AuctionId, lot: int, *, reason: str) -> None:
    """Undo the sale, once; a second time changes nothing.

    Raises:
        Refusal: not_found; reason_required; not_sold; ordered; not_movable, a car is on its way to the buyer or gone.

    """
    now = clock.now()
    pool = trading.resources.postgres
    async with transaction(pool) as connection:
        row = await connection.fetchrow(LOT, auction_id, lot)
        if row is None or not sees_entity(user, EntityId(str(row["entity_id"]))):
            raise Refusal(Code.NOT_FOUND)
        if row["outcome"] == "sale_cancelled":
            return
        offer_id = _offer_of_sold(row)
        if not reason:
            raise Refusal(Code.REASON_REQUIRED)
        if await lock_offer(connection, offer_id) == "ordered":
            raise Refusal(Code.ORDERED)
        cars = [VehicleId(vehicle_id) for vehicle_id in row["vehicle_ids"]]
        await refuse_gone(connection, cars)
        await abandon_lines(connection, offer_id, cars, reason=reason, actor=actor_of(user))
        await connection.execute(CANCEL, auction_id, lot, reason)
        winner = ProId(str(row["winner_pro_id"]))
        await notifying.sale_cancelled(connection, auction_id, lot, winner, reason=reason, at=now)
    await free_limits(pool, trading.book, partition_of(EntityId(str(row["entity_id"]))))


def _offer_of_sold(row: Row) -> OfferId:
    if row["outcome"] != "sold":
        raise Refusal(Code.NOT_SOLD)
    assert row["offer_id"] is not None, "a sold lot has its offer"
    return OfferId(str(row["offer_id"]))
