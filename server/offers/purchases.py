"""List what a pro bought: each car on its offers, with the seller, the price and the state of the sale (domain 6.4)."""

from datetime import datetime

from msgspec import Struct

from server.kit.ids import AuctionId, OfferId, ProId, VehicleId
from server.kit.listing import Page, decode_cursor, page_of
from server.kit.money import Cents
from server.kit.postgres import Pool
from server.kit.rows import Row, struct
from server.offers.offer import FromAuction, OfferState
from server.protocol.lots import Party
from server.stock.vehicle import Status

SELECT = """
    SELECT offer.id AS offer_id, offer.number AS offer_number, offer.state, offer.abandoned_reason, offer.created_at,
        offer.auction_id, auction.number AS auction_number, entity.id AS entity_id, entity.name AS entity_name,
        place.id AS place_id, place.name AS place_name, place.address, place.postcode, place.city, place.phone,
        line.position, line.vehicle_id, line.label, line.amount_cents, vehicle.plate, vehicle.vin,
        coalesce(line.cancelled_reason, offer.abandoned_reason) AS cancelled_reason,
        CASE WHEN line.cancelled_reason IS NULL AND offer.state <> 'abandoned' THEN vehicle.status END AS vehicle_status
    FROM offer JOIN offer_line line ON line.offer_id = offer.id
    JOIN entity ON entity.id = offer.entity_id JOIN point_of_sale place ON place.id = offer.point_of_sale_id
    LEFT JOIN auction ON auction.id = offer.auction_id LEFT JOIN vehicle ON vehicle.id = line.vehicle_id
"""


class Place(Struct, frozen=True, kw_only=True):
    """Where the car is fetched."""

    id: str
    name: str
    address: str
    postcode: str
    city: str
    phone: str


class Purchase(Struct, frozen=True, kw_only=True):
    """A car won and its price incl. VAT; `state` is the offer's, `vehicle_status` where the car is.

    A sale that was cancelled stays, with `cancelled_reason`; where the car is then is not the pro's to know (7.9).
    """

    offer_id: OfferId
    offer_number: int
    position: int
    state: OfferState
    abandoned_reason: str | None
    cancelled_reason: str | None
    entity: Party
    point_of_sale: Place
    auction: FromAuction | None
    vehicle_id: VehicleId | None
    vehicle_status: Status | None
    label: str
    plate: str | None
    vin: str | None
    amount_cents: Cents
    bought_at: datetime


async def find_purchases(pool: Pool, pro_id: ProId, *, limit: int, cursor: str | None) -> Page[Purchase]:
    """One page of the pro's cars, newest offers first, each offer in its order.

    Raises:
        Problem: 422, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    rows = await pool.fetch(
        f"""
        {SELECT} WHERE offer.pro_id = $1
            AND ($2::uuid IS NULL OR offer.id < $2 OR (offer.id = $2 AND line.position > $3))
        ORDER BY offer.id DESC, line.position LIMIT $4
        """,
        pro_id,
        None if after is None else after[1],
        0 if after is None or not isinstance(after[0], int) else after[0],
        limit + 1,
    )
    total = await pool.fetchval(
        "SELECT count(*) FROM offer_line line JOIN offer ON offer.id = line.offer_id WHERE offer.pro_id = $1", pro_id
    )
    found = [_purchase(row) for row in rows]
    return page_of(found, limit=limit, total=total or 0, key=lambda car: (car.position, car.offer_id))


def _purchase(row: Row) -> Purchase:
    auction = row["auction_id"] and FromAuction(id=AuctionId(str(row["auction_id"])), number=row["auction_number"])
    place = {"id": row["place_id"], "name": row["place_name"]}
    return struct(
        {
            **row,
            "bought_at": row["created_at"],
            "entity": Party(id=str(row["entity_id"]), name=row["entity_name"]),
            "point_of_sale": struct({**row, **place}, Place),
            "auction": auction,
        },
        Purchase,
    )
