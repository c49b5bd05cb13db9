"""Read an auction's lots with their cars: those of the stock, or the one that is only to be quoted."""

from collections import defaultdict
from collections.abc import Mapping

from msgspec.json import Decoder

from server.auctions.context import LotContext
from server.kit.ids import AuctionId, OfferId
from server.kit.money import Cents
from server.kit.postgres import Pool
from server.kit.rows import Row, struct
from server.protocol.lots import CarCorrection, DealerVehicle, Vehicle
from server.stock.vehicle import PHOTO_URL

# Nothing was paid for a car to be quoted, and nothing is asked.
_corrections: Decoder[tuple[CarCorrection, ...]] = Decoder(tuple[CarCorrection, ...])
NO_PRICES = {"starting_price_cents": 0, "sale_price_cents": 0, "purchase_price_cents": 0, "costs_cents": 0}


async def read_lots(pool: Pool, auction_id: AuctionId) -> Mapping[int, LotContext]:
    """The auction's lots by rank."""
    rows = await pool.fetch("SELECT * FROM lot WHERE auction_id = $1 ORDER BY lot", auction_id)
    cars = await pool.fetch(
        """
        SELECT vehicle.*, entered.lot, entered.starting_price_cents, entered.sale_price_cents,
            entered.market_value_cents AS market_value_then, spent.costs_cents,
            entered.real_margin_cents - spent.costs_cents AS real_margin_cents,
            coalesce(dossier.version, 0) AS dossier,
            (SELECT jsonb_agg(jsonb_build_object('at_ms', floor(extract(epoch FROM at) * 1000)::bigint,
                    'reason', reason, 'changes', changes) ORDER BY at)::text FROM car_correction corrected
                WHERE corrected.auction_id = entered.auction_id AND corrected.lot = entered.lot
                    AND corrected.vehicle_id = entered.vehicle_id) AS corrections
        FROM lot_vehicle entered JOIN vehicle ON vehicle.id = entered.vehicle_id
        LEFT JOIN dossier ON dossier.subject_id = vehicle.id
        CROSS JOIN LATERAL (SELECT coalesce(sum(cost.amount_cents), 0)::bigint AS costs_cents FROM vehicle_cost cost
            WHERE cost.vehicle_id = entered.vehicle_id) AS spent
        WHERE entered.auction_id = $1 ORDER BY entered.lot, entered.position
        """,
        auction_id,
    )
    of_lot: dict[int, list[DealerVehicle]] = defaultdict(list)
    for car in cars:
        of_lot[car["lot"]].append(_stock_car(car))
    if not cars:
        quoted = """
            SELECT quoted_car.*, coalesce(dossier.version, 0) AS dossier FROM quoted_car
            LEFT JOIN dossier ON dossier.subject_id = quoted_car.subject_id WHERE auction_id = $1
        """
        for car in await pool.fetch(quoted, auction_id):
            of_lot[car["lot"]].append(_quoted_car(car))
    return {row["lot"]: _lot_context(row, of_lot[row["lot"]]) for row in rows}


def _lot_context(row: Row, cars: list[DealerVehicle]) -> LotContext:
    return LotContext(
        lot=row["lot"],
        number=row["number"],
        starting_price_cents=Cents(row["starting_price_cents"]),
        reserve_cents=row["reserve_cents"],
        sale_price_cents=Cents(sum(car.sale_price_cents for car in cars)),
        real_margin_cents=Cents(sum(car.real_margin_cents or 0 for car in cars)),
        vehicles=tuple(cars),
        shown_vehicles=tuple(_shown(car) for car in cars),
        offer_id=None if row["offer_id"] is None else OfferId(str(row["offer_id"])),
        sale_cancelled=row["outcome"] == "sale_cancelled",
    )


def _stock_car(row: Row) -> DealerVehicle:
    return struct(
        {
            **row,
            "version": row["model_version"],
            "market_value_cents": row["market_value_then"],
            "photo": _cover(row),
            "corrections": _corrections.decode(row["corrections"] or "[]"),
        },
        DealerVehicle,
    )


def _quoted_car(row: Row) -> DealerVehicle:
    """Known by what it is to whoever asks, a trade-in."""
    return struct(
        {
            **row,
            **NO_PRICES,
            "real_margin_cents": 0,
            "id": row["subject_id"],
            "version": row["model_version"],
            "condition": row["condition"] or None,
            "photo": _cover(row),
        },
        DealerVehicle,
    )


def _cover(row: Row) -> str | None:
    key = row["photo_key"]
    return None if key is None else PHOTO_URL.format(key=key, size="thumb")


def _shown(car: DealerVehicle) -> Vehicle:
    """The car without what it cost and should bring: the fields of the wire's `Vehicle` and nothing else."""
    return Vehicle(**{name: getattr(car, name) for name in Vehicle.__struct_fields__})
