"""Make an offer out to the winner of an auction, in the transaction that commits the close (domain 7.9)."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from server.kit import query
from server.kit.ids import AuctionId, EntityId, OfferId, PointOfSaleId, ProId, VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import Connection
from server.offers import tables
from server.stock import tables as stock_tables
from server.stock.numbering import take_numbers


class WonCar(Struct, frozen=True, kw_only=True):
    """A car won, at its share of the price incl. VAT."""

    vehicle_id: VehicleId
    label: str
    amount_cents: Cents


async def create_offer(
    connection: Connection,
    *,
    auction_id: AuctionId,
    entity_id: EntityId,
    point_of_sale_id: PointOfSaleId,
    pro_id: ProId,
    cars: Sequence[WonCar],
    now: datetime,
) -> OfferId:
    """Put the cars on the pro's one offer of this auction, made at its first lot, whatever became of that meanwhile.

    The lines are locked: neither car nor price can be changed (domain "Readings").
    """
    offer_id = await _offer_of(
        connection,
        auction_id=auction_id,
        entity_id=entity_id,
        point_of_sale_id=point_of_sale_id,
        pro_id=pro_id,
        now=now,
    )
    await connection.execute(
        """
        INSERT INTO offer_line (offer_id, position, vehicle_id, label, amount_cents, locked)
        SELECT $1, held.lines + won.place, won.vehicle_id, won.label, won.amount_cents, true
        FROM unnest($2::uuid[], $3::text[], $4::bigint[]) WITH ORDINALITY
                AS won (vehicle_id, label, amount_cents, place),
            (SELECT count(*)::int AS lines FROM offer_line WHERE offer_id = $1) AS held
        """,
        offer_id,
        [car.vehicle_id for car in cars],
        [car.label for car in cars],
        [car.amount_cents for car in cars],
    )
    await connection.execute(
        "UPDATE offer SET total_cents = total_cents + $2, version = version + 1 WHERE id = $1",
        offer_id,
        sum(car.amount_cents for car in cars),
    )
    held = stock_tables.VehicleEngagement
    sold = query.any_of(held.vehicle_id, [car.vehicle_id for car in cars])
    taken = held.update({held.kind: "offer", held.subject_id: offer_id, held.since: now}).where(sold)
    await query.execute(connection, taken)
    return offer_id


async def _offer_of(
    connection: Connection,
    *,
    auction_id: AuctionId,
    entity_id: EntityId,
    point_of_sale_id: PointOfSaleId,
    pro_id: ProId,
    now: datetime,
) -> OfferId:
    offer = tables.Offer
    standing = offer.select(offer.id).where(
        offer.auction_id == auction_id, offer.pro_id == pro_id, offer.state != "abandoned"
    )
    known = await query.fetch_value(connection, standing.lock_rows(), OfferId)
    if known is not None:
        return known
    numbers = await take_numbers(connection, entity_id, "offer")
    offer_id = OfferId(new_id())
    await connection.execute(
        """
        INSERT INTO offer (id, entity_id, point_of_sale_id, number, version, pro_id, auction_id, state, total_cents,
            created_at, known_as)
        VALUES ($1, $2, $3, $4, 1, $5, $6, 'in_progress', 0, $7, coalesce(
            (SELECT known_as FROM auction_invitation WHERE auction_id = $6 AND pro_id = $5), pro_name($2, $5)))
        """,
        offer_id,
        entity_id,
        point_of_sale_id,
        numbers.start,
        pro_id,
        auction_id,
        now,
    )
    return offer_id
