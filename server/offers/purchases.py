"""List what a pro bought: cars on its offers, and cars a dealer handed over without one (domain 6.3, 6.4)."""

from datetime import date, datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from server.kit.ids import AuctionId, OfferId, ProId, VehicleId
from server.kit.money import Cents
from server.kit.postgres import Pool
from server.kit.rows import Row, struct
from server.offers.offer import FromAuction, OfferState
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.lots import Party
from server.protocol.refusals import Code, Refusal
from server.rest.listing import Page, decode_cursor, page_of
from server.stock.vehicle import Status

# What both kinds are, one below the other; `key` and `position` tell apart what was bought at the same moment.
OFFERED = """
    SELECT offer.id AS key, line.position, offer.created_at AS bought_at, offer.id AS offer_id,
        offer.number AS offer_number, offer.state, offer.abandoned_reason, offer.auction_id, offer.entity_id,
        offer.point_of_sale_id AS place_id, line.vehicle_id, line.label, line.amount_cents,
        coalesce(line.cancelled_reason, offer.abandoned_reason) AS cancelled_reason
    FROM offer JOIN offer_line line ON line.offer_id = offer.id WHERE offer.pro_id = $1
"""
# A car on an offer that stands is listed there, however it is handed over.
BY_HAND = """
    SELECT vehicle.id, 1, delivery.declared_at, NULL::uuid, NULL::bigint, 'by_hand', NULL, NULL::uuid,
        vehicle.entity_id, delivery.physical_site_id, vehicle.id,
        concat_ws(' ', vehicle.make, vehicle.model, nullif(vehicle.model_version, ''), vehicle.plate),
        delivery.price_cents, NULL
    FROM vehicle_delivery delivery JOIN vehicle ON vehicle.id = delivery.vehicle_id
    WHERE delivery.pro_id = $1 AND delivery.offer_id IS NULL AND NOT EXISTS (
        SELECT FROM offer JOIN offer_line line ON line.offer_id = offer.id
        WHERE offer.pro_id = $1 AND offer.state <> 'abandoned' AND line.cancelled_reason IS NULL
            AND line.vehicle_id = vehicle.id)
"""
BOUGHT = f"{OFFERED} UNION ALL {BY_HAND}"
SELECT = f"""
    SELECT bought.*, auction.number AS auction_number, entity.name AS entity_name, place.name AS place_name,
        place.address, place.postcode, place.city, place.phone, vehicle.plate, vehicle.vin,
        vehicle.first_registration, vehicle.mileage_guaranteed, vehicle.energy,
        CASE WHEN bought.cancelled_reason IS NULL THEN vehicle.mileage_km END AS mileage_km,
        CASE WHEN bought.cancelled_reason IS NULL THEN vehicle.status END AS vehicle_status,
        CASE WHEN bought.cancelled_reason IS NULL THEN delivery.delivered_on END AS delivered_on
    FROM ({BOUGHT}) AS bought
    JOIN entity ON entity.id = bought.entity_id JOIN point_of_sale place ON place.id = bought.place_id
    LEFT JOIN auction ON auction.id = bought.auction_id LEFT JOIN vehicle ON vehicle.id = bought.vehicle_id
    LEFT JOIN vehicle_delivery delivery ON delivery.vehicle_id = bought.vehicle_id AND delivery.pro_id = $1
"""  # noqa: S608 — our own words only

PurchaseState: TypeAlias = OfferState | Literal["by_hand"]


class PickupPlace(Struct, frozen=True, kw_only=True):
    """Where the car is fetched."""

    id: str
    name: str
    address: str
    postcode: str
    city: str
    phone: str


class Purchase(Struct, frozen=True, kw_only=True):
    """A car bought and its price incl. VAT; `state` is the offer's, `vehicle_status` where the car is.

    `by_hand` is a car that was handed over without an offer; its price may not have been said. A sale that was
    cancelled stays, with `cancelled_reason`; where the car is then is not the pro's to know (domain 7.9).
    """

    offer_id: OfferId | None
    offer_number: int | None
    position: int
    state: PurchaseState
    abandoned_reason: str | None
    cancelled_reason: str | None
    entity: Party
    point_of_sale: PickupPlace
    auction: FromAuction | None
    vehicle_id: VehicleId | None
    vehicle_status: Status | None
    label: str
    plate: str | None
    vin: str | None
    first_registration: date | None
    mileage_km: int | None
    mileage_guaranteed: bool | None
    energy: str | None
    amount_cents: Cents | None
    bought_at: datetime
    delivered_on: date | None


async def find_purchases(pool: Pool, pro_id: ProId, *, limit: int, cursor: str | None) -> Page[Purchase]:
    """One page of the pro's cars, latest first, those of one offer in its order.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    moment, position = (None, 0) if after is None else _moment_and_position(str(after[0]))
    rows = await pool.fetch(
        f"""
        {SELECT} WHERE $2::uuid IS NULL OR bought.bought_at < $4::timestamptz
            OR (bought.bought_at = $4::timestamptz
                AND (bought.key < $2 OR (bought.key = $2 AND bought.position > $3)))
        ORDER BY bought.bought_at DESC, bought.key DESC, bought.position LIMIT $5
        """,
        pro_id,
        None if after is None else after[1],
        position,
        moment,
        limit + 1,
    )
    total = await pool.fetchval(f"SELECT count(*) FROM ({BOUGHT}) AS bought", pro_id)  # noqa: S608 — our own words only
    found = [_purchase(row) for row in rows]

    def key(car: Purchase) -> tuple[str, str]:
        return f"{car.bought_at.isoformat()}/{car.position}", car.offer_id or car.vehicle_id or ""

    return page_of(found, limit=limit, total=total or 0, key=key)


def _moment_and_position(text: str) -> tuple[datetime, int]:
    moment, _, position = text.partition("/")
    try:
        return datetime.fromisoformat(moment), int(position)
    except ValueError as error:
        raise Refusal(Code.INVALID, errors=[field_error("cursor", Fault.NO_CURSOR)]) from error


def _purchase(row: Row) -> Purchase:
    auction = row["auction_id"] and FromAuction(id=AuctionId(str(row["auction_id"])), number=row["auction_number"])
    place = {"id": row["place_id"], "name": row["place_name"]}
    return struct(
        {
            **row,
            "entity": Party(id=str(row["entity_id"]), name=row["entity_name"]),
            "point_of_sale": struct({**row, **place}, PickupPlace),
            "auction": auction,
        },
        Purchase,
    )
