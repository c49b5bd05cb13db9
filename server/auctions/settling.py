"""Draw the consequences of what the book decided, in the transaction that commits it (domain 7.8, 7.9).

Each entry comes here exactly once, whatever crashed between: the ledger moves its checkpoint in the same transaction.
Bids come not here. Nothing leaves this transaction but rows: messages and live news go out from the outbox.
"""

from datetime import datetime

from msgspec import Struct

from server.auctions import notifying
from server.auctions.event import Act, Kind, LotState, PrivateAuction, PrivateLot
from server.auctions.following import follow
from server.auctions.inviting import settle_invitations
from server.auctions.live_updates import desk_changed
from server.auctions.picture import read_body
from server.kit import clock
from server.kit.ids import AuctionId, EntityId, OfferId, PointOfSaleId, ProId, VehicleId
from server.kit.money import Cents, split
from server.kit.postgres import Connection
from server.kit.rows import struct
from server.ledger.entry import Entry
from server.offers.creating import WonCar, create_offer
from server.stock.life.reserving import reserve
from server.stock.live_updates import vehicles_changed
from server.stock.queries import vehicles_by_id


class Seller(Struct, frozen=True, kw_only=True):
    """Whose auction it is."""

    entity_id: EntityId
    point_of_sale_id: PointOfSaleId


async def settle(connection: Connection, entry: Entry) -> None:
    """Write down what an accepted entry of a stock auction, other than a bid, brings about."""
    match read_body(entry):
        case PrivateAuction() as body:
            await _settle_auction(connection, entry, body)
        case PrivateLot() as body if entry.kind == Kind.LOT_CLOSED:
            await _settle_lot(connection, entry, body.lot)
        case PrivateLot() as body if entry.kind == Kind.RESERVE_LOWERED:
            await connection.execute(
                "UPDATE lot SET reserve_cents = $3 WHERE auction_id = $1 AND lot = $2",
                entry.auction_id,
                body.lot.lot,
                body.lot.reserve_cents or None,
            )
        case PrivateLot(voided=Act() as voided) as body:
            at = clock.from_ms(entry.at_ms)
            await notifying.voided(connection, entry.auction_id, body.lot.lot, voided, reason=body.reason, at=at)
        case PrivateLot():
            pass


async def _settle_auction(connection: Connection, entry: Entry, body: PrivateAuction) -> None:
    auction_id, at = entry.auction_id, clock.from_ms(entry.at_ms)
    await follow(connection, entry, body)
    match Kind(entry.kind):
        case Kind.AUCTION_SCHEDULED:
            await notifying.scheduled(connection, auction_id, body.auction, at=at)
        case Kind.AUCTION_OPENED:
            await settle_invitations(connection, auction_id, at=at)
            await notifying.opened(connection, auction_id, body.auction, at=at)
        case Kind.AUCTION_ENDING_SOON:
            await notifying.ending_soon(connection, auction_id, body.auction, at=at)
        case Kind.AUCTION_CLOSED:
            await notifying.closed(connection, auction_id, at=at)
        case Kind.AUCTION_CANCELLED:
            # The cars are free again (domain 7.4).
            await _free(connection, auction_id)
            await notifying.cancelled(connection, auction_id, reason=body.reason, at=at)
        case _:
            await desk_changed(connection, auction_id, at=at)


async def _settle_lot(connection: Connection, entry: Entry, lot: LotState) -> None:
    """Write the outcome; sold cars go on the winner's offer and are kept for it, others are free (domain 7.8, 7.9)."""
    at = clock.from_ms(entry.at_ms)
    sold = lot.outcome == "sold"
    offer_id = await _sell(connection, entry.auction_id, lot, at=at) if sold else None
    await connection.execute(
        """
        UPDATE lot SET outcome = $3, price_cents = $4, winner_pro_id = $5, winner_member_id = $6, closed_at = $7,
            offer_id = $8
        WHERE auction_id = $1 AND lot = $2
        """,
        entry.auction_id,
        lot.lot,
        lot.outcome,
        lot.price_cents if lot.leader_pro else None,
        lot.leader_pro if sold else None,
        lot.leader_member if sold else None,
        at,
        offer_id,
    )
    if not sold:
        await _free(connection, entry.auction_id, lot=lot.lot)


async def _free(connection: Connection, auction_id: AuctionId, *, lot: int | None = None) -> None:
    """The cars of a lot, or of all that weren't sold, may be sold elsewhere."""
    rows = await connection.fetch(
        """
        DELETE FROM vehicle_engagement WHERE kind = 'auction' AND subject_id = $1
            AND ($2::int IS NULL OR vehicle_id IN (
                SELECT vehicle_id FROM lot_vehicle WHERE auction_id = $1 AND lot = $2))
        RETURNING vehicle_id::text
        """,
        auction_id,
        lot,
    )
    await vehicles_changed(connection, [VehicleId(row["vehicle_id"]) for row in rows])


async def _sell(connection: Connection, auction_id: AuctionId, lot: LotState, *, at: datetime) -> OfferId:
    seller = struct(await _row(connection, auction_id), Seller)
    cars = await _won_cars(connection, auction_id, lot, entity_id=seller.entity_id)
    pro_id = ProId(lot.leader_pro)
    offer_id = await create_offer(
        connection,
        auction_id=auction_id,
        entity_id=seller.entity_id,
        point_of_sale_id=seller.point_of_sale_id,
        pro_id=pro_id,
        cars=cars,
        now=at,
    )
    await reserve(connection, [car.vehicle_id for car in cars], pro_id=pro_id)
    return offer_id


async def _row(connection: Connection, auction_id: AuctionId) -> dict[str, object]:
    row = await connection.fetchrow("SELECT entity_id, point_of_sale_id FROM auction WHERE id = $1", auction_id)
    assert row is not None, f"the book sold a lot of auction {auction_id}, which has no row"
    return dict(row)


async def _won_cars(
    connection: Connection, auction_id: AuctionId, lot: LotState, *, entity_id: EntityId
) -> list[WonCar]:
    """The lot's cars, its price shared pro rata to their starting prices, to the cent (domain 7.9)."""
    rows = await connection.fetch(
        """
        SELECT vehicle_id::text, starting_price_cents FROM lot_vehicle
        WHERE auction_id = $1 AND lot = $2 ORDER BY position
        """,
        auction_id,
        lot.lot,
    )
    known = await vehicles_by_id(connection, [VehicleId(row["vehicle_id"]) for row in rows], entity_id=entity_id)
    shares = split(Cents(lot.price_cents), [row["starting_price_cents"] for row in rows])
    return [
        WonCar(vehicle_id=row["vehicle_id"], label=known[row["vehicle_id"]].label, amount_cents=share)
        for row, share in zip(rows, shares, strict=True)
    ]
