"""Read cars: the table of an entity, one car, the cars of a form (domain 6.5)."""

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from server.kit.ids import EntityId, ProId, VehicleId
from server.kit.listing import Page, decode_cursor, page_of
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row, struct
from server.stock.margins import real_margin
from server.stock.vehicle import Destination, Engagement, ReservedFor, Status, Vehicle

# Each sort as an expression that is never null, so that every row has its place, and the type of its cursor.
SORTS: Mapping[str, tuple[str, str]] = {
    "number": ("v.number", "bigint"),
    "make": ("v.make || ' ' || v.model", "text"),
    "trade_price_cents": ("coalesce(v.trade_price_cents, -1)", "bigint"),
    "retail_price_cents": ("coalesce(v.retail_price_cents, -1)", "bigint"),
    "mileage_km": ("coalesce(v.mileage_km, -1)::bigint", "bigint"),
    "entered_at": ("coalesce((extract(epoch FROM v.entered_at) * 1000)::bigint, 0)", "bigint"),
}

SELECT = """
    SELECT v.*, pro.name AS reserved_for_name, engaged.kind AS engaged_kind, engaged.subject_id AS engaged_id
    FROM vehicle v
    LEFT JOIN pro ON pro.id = v.reserved_for_pro_id
    LEFT JOIN vehicle_engagement engaged ON engaged.vehicle_id = v.id
"""

FILTER = """
    v.entity_id = ANY($1::uuid[])
    AND ($2::text IS NULL OR v.status = $2)
    AND ($3::text IS NULL OR v.destination = $3)
    AND ($4::boolean IS NULL OR (v.reserved_for_pro_id IS NOT NULL) = $4)
    AND ($5::boolean IS NULL OR (
        v.status = 'for_sale' AND v.destination <> 'scrap' AND v.trade_price_cents > 0 AND v.reserved_for_pro_id IS NULL
        AND (v.destination = 'trade' OR v.sale_to_professionals_allowed)
        AND NOT EXISTS (SELECT FROM vehicle_engagement e WHERE e.vehicle_id = v.id)) = $5)
    AND ($6::text[] IS NULL OR concat_ws(
        ' ', v.make, v.model, v.model_version, v.trim, v.plate, v.internal_number, v.vin) ILIKE ALL ($6))
"""


class VehicleFilter(Struct, frozen=True, kw_only=True):
    """What of the stock to show; `enterable`: may enter a stock auction now, as `rules.entry_refusals` says."""

    entity_ids: Collection[EntityId]
    status: Status | None = None
    destination: Destination | None = None
    reserved: bool | None = None
    enterable: bool | None = None
    words: str | None = None


async def find_vehicles(
    pool: Pool,
    wanted: VehicleFilter,
    *,
    sort: str = "number",
    descending: bool = True,
    limit: int,
    cursor: str | None,
) -> Page[Vehicle]:
    """One page of the cars; `sort` is one of `SORTS`.

    Raises:
        Problem: 422, the cursor is not one of ours.

    """
    expression, kind = SORTS[sort]
    arguments = _arguments(wanted)
    after = decode_cursor(cursor)
    direction, comparison = ("DESC", "<") if descending else ("ASC", ">")
    # The pieces put together are constants of this module; every value is an argument.
    rows = await pool.fetch(
        f"""
        SELECT found.*, {expression} AS sort_key FROM ({SELECT} WHERE {FILTER}) AS found
        JOIN vehicle v ON v.id = found.id
        WHERE $7::text IS NULL OR ({expression}, v.id) {comparison} ($7::{kind}, $8::uuid)
        ORDER BY {expression} {direction}, v.id {direction} LIMIT $9
        """,  # noqa: S608 — our own words only
        *arguments,
        None if after is None else str(after[0]),
        None if after is None else after[1],
        limit + 1,
    )
    total = await pool.fetchval(f"SELECT count(*) FROM vehicle v WHERE {FILTER}", *arguments)  # noqa: S608 — our own words only
    keys = {str(row["id"]): row["sort_key"] for row in rows}
    return page_of([vehicle_of(row) for row in rows], limit=limit, total=total, key=lambda car: (keys[car.id], car.id))


async def find_vehicle(pool: Pool, vehicle_id: VehicleId) -> Vehicle | None:
    """One car, whoever asks: the caller checks the entity."""
    row = await pool.fetchrow(f"{SELECT} WHERE v.id = $1", vehicle_id)
    return None if row is None else vehicle_of(row)


async def vehicles_by_id(
    connection: Connection | Pool, vehicle_ids: Collection[VehicleId], *, entity_id: EntityId, lock: bool = False
) -> dict[VehicleId, Vehicle]:
    """Those of the cars that are the entity's; with `lock` they stay as they are until the transaction ends."""
    rows = await connection.fetch(
        f"{SELECT} WHERE v.id = ANY($1::uuid[]) AND v.entity_id = $2 ORDER BY v.id{' FOR UPDATE OF v' if lock else ''}",
        list(vehicle_ids),
        entity_id,
    )
    cars = [vehicle_of(row) for row in rows]
    return {car.id: car for car in cars}


def vehicle_of(row: Row) -> Vehicle:
    """A row of `SELECT` as a car, with what it would earn at its trade price."""
    values: dict[str, Any] = dict(row)
    trade = values["trade_price_cents"]
    values["real_margin_cents"] = None if trade is None else _margin(values, trade)
    reserved, engaged = values["reserved_for_pro_id"], values["engaged_kind"]
    values["reserved_for"] = reserved and ReservedFor(id=ProId(str(reserved)), name=values["reserved_for_name"])
    values["engagement"] = engaged and Engagement(kind=engaged, id=str(values["engaged_id"]))
    return struct(values, Vehicle)


def _margin(values: dict[str, Any], trade: int) -> Cents:
    return real_margin(
        regime=values["vat_regime"],
        sale_cents=Cents(trade),
        purchase_cents=Cents(values["purchase_price_cents"]),
    )


def _arguments(wanted: VehicleFilter) -> tuple[object, ...]:
    words = None if wanted.words is None else [f"%{_escaped(word)}%" for word in wanted.words.split()]
    return (
        list(wanted.entity_ids),
        wanted.status,
        wanted.destination,
        wanted.reserved,
        wanted.enterable,
        words or None,
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
