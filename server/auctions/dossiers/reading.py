"""Read the dossiers of a lot's cars: of the stock, or the one that is only to be quoted."""

from msgspec import Struct

from server.accounts.principal import Principal
from server.auctions.snapshots import Pictures, lots_seen
from server.kit.ids import AuctionId, PointOfSaleId, VehicleId
from server.kit.postgres import Pool
from server.protocol.refusals import Code, Refusal
from server.stock.dossiers.dossier import CarDossier
from server.stock.dossiers.reading import dossiers_of, stock_dossiers


class LotDossier(Struct, frozen=True, kw_only=True):
    """Every car of a lot, in its order."""

    auction_id: AuctionId
    lot: int
    number: int
    point_of_sale_id: PointOfSaleId
    cars: list[CarDossier]


async def lot_dossier(pictures: Pictures, principal: Principal, auction_id: AuctionId, lot: int) -> LotDossier:
    """The lot's cars, for whoever may look at the lot; the same for its seller as for pros.

    Raises:
        Refusal: not_found, also for one who isn't invited.

    """
    seen = await lots_seen(pictures, principal, auction_id)
    if seen is not None and lot not in seen:
        raise Refusal(Code.NOT_FOUND)
    pool = pictures.pool
    row = await pool.fetchrow(
        """
        SELECT lot.number, auction.point_of_sale_id::text, auction.format FROM lot
        JOIN auction ON auction.id = lot.auction_id WHERE lot.auction_id = $1 AND lot.lot = $2
        """,
        auction_id,
        lot,
    )
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    read = _quoted if row["format"] == "sealed" else _of_stock
    return LotDossier(
        auction_id=auction_id,
        lot=lot,
        number=row["number"],
        point_of_sale_id=PointOfSaleId(row["point_of_sale_id"]),
        cars=await read(pool, auction_id, lot),
    )


async def _of_stock(pool: Pool, auction_id: AuctionId, lot: int) -> list[CarDossier]:
    rows = await pool.fetch(
        "SELECT vehicle_id::text FROM lot_vehicle WHERE auction_id = $1 AND lot = $2 ORDER BY position", auction_id, lot
    )
    ids = [VehicleId(row["vehicle_id"]) for row in rows]
    found = await stock_dossiers(pool, ids)
    return [found[vehicle_id] for vehicle_id in ids]


async def _quoted(pool: Pool, auction_id: AuctionId, lot: int) -> list[CarDossier]:
    """As it was written down for pros when they were asked; its photos and defects as they are now."""
    rows = await pool.fetch(
        """
        SELECT quoted_car.*, 'used' AS kind, coalesce(auction.comment_for_pros, '') AS comment_for_pros
        FROM quoted_car JOIN auction ON auction.id = quoted_car.auction_id
        WHERE quoted_car.auction_id = $1 AND quoted_car.lot = $2
        """,
        auction_id,
        lot,
    )
    cars = {str(row["subject_id"]): dict(row) for row in rows}
    return list((await dossiers_of(pool, "trade_in", cars)).values())
