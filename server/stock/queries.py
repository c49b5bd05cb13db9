"""Read cars as their dealer sees them: one, some by their ids, or rows of a wider query (domain 6)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from asyncpg import Record

from server.kit.ids import EntityId, VehicleId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.policies.life_line import LifeLine
from server.policies.reading import life_lines
from server.stock.margins import real_margin
from server.stock.vehicle import PHOTO_URL, Engagement, ReservedFor, VehicleRow

# Fields that are no columns of the same name; null ones are filled in by `Reading`.
MADE: Mapping[str, str] = {
    "id": "v.id::text",
    "entity_id": "v.entity_id::text",
    "point_of_sale_id": "v.point_of_sale_id::text",
    "physical_site_id": "v.physical_site_id::text",
    "costs_cents": "(SELECT coalesce(sum(cost.amount_cents), 0)::bigint FROM vehicle_cost cost"
    " WHERE cost.vehicle_id = v.id)",
    "real_margin_cents": "NULL",
    "publishable": "NULL",
    "sellable": "NULL",
    "reserved_for": "v.reserved_for_pro_id::text",
    "engagement": "engaged.kind",
    # Nothing can be counted from a day that has no end; a table must not fail for one car.
    "days_in_stock": """CASE WHEN isfinite(v.entered_at) AND isfinite(coalesce(v.exited_at, now()))
        THEN greatest(0, coalesce(v.exited_at::date, current_date) - v.entered_at::date) END""",
    "days_late": """CASE WHEN v.exited_at IS NULL AND isfinite(v.sale_target_on)
        THEN current_date - v.sale_target_on END""",
    "photo": "'" + PHOTO_URL.format(key="' || v.photo_key || '", size="thumb") + "'",
}
FIELDS = VehicleRow.__struct_fields__
# What `Reading` needs besides, behind the fields.
MORE = ("reserved_name", "engaged_id")
WIDTH = len(FIELDS) + len(MORE)
COLUMNS = ", ".join(MADE.get(name, f"v.{name}") for name in FIELDS)
# For rows that are read by `Reading`; `v` is the car. A query may add columns of its own at the end, before FROM.
JOINS = (
    "LEFT JOIN pro ON pro.id = v.reserved_for_pro_id LEFT JOIN vehicle_engagement engaged ON engaged.vehicle_id = v.id"
)
SELECT_ONLY = (
    f"SELECT {COLUMNS}, CASE WHEN pro.id IS NOT NULL THEN pro_name(v.entity_id, pro.id) END, engaged.subject_id::text"
)
SELECT = f"{SELECT_ONLY} FROM vehicle v {JOINS}"

Stages = frozenset[tuple[EntityId, str]]


class Reading:
    """Makes cars of rows, knowing the life-lines of the entities whose cars they are."""

    def __init__(self, lines: Mapping[EntityId, LifeLine]) -> None:
        self._publishable: Stages = frozenset(
            (entity_id, stage) for entity_id, line in lines.items() for stage in line.publishable_stages()
        )
        self._sellable: Stages = frozenset(
            (entity_id, stage) for entity_id, line in lines.items() for stage in line.sellable_stages()
        )

    def vehicles(self, rows: Iterable[Record]) -> list[VehicleRow]:
        """Every row of `SELECT` as a car."""
        return [self.vehicle(row) for row in rows]

    def vehicle(self, row: Record) -> VehicleRow:
        """A row of `SELECT` as a car, with what it would earn at its trade price; called for thousands of rows."""
        values: dict[str, Any] = dict(zip(FIELDS, row, strict=False))
        where = (values["entity_id"], values["extra_status"] or values["status"])
        values["publishable"] = where in self._publishable
        values["sellable"] = where in self._sellable
        if (trade := values["trade_price_cents"]) is not None:
            values["real_margin_cents"] = real_margin(
                regime=values["vat_regime"],
                sale_cents=trade,
                purchase_cents=values["purchase_price_cents"],
                costs_cents=values["costs_cents"],
            )
        if (reserved_id := values["reserved_for"]) is not None:
            values["reserved_for"] = ReservedFor(id=reserved_id, name=row[len(FIELDS)])
        if (kind := values["engagement"]) is not None:
            values["engagement"] = Engagement(kind=kind, id=row[len(FIELDS) + 1])
        return VehicleRow(**values)


async def reading(database: Pool | Connection, entity_ids: Collection[EntityId]) -> Reading:
    """For cars of these entities, as of now."""
    return Reading(await life_lines(database, entity_ids))


async def find_vehicle(database: Pool | Connection, vehicle_id: VehicleId) -> VehicleRow | None:
    """One car, whoever asks: the caller checks the entity."""
    row = await database.fetchrow(f"{SELECT} WHERE v.id = $1", vehicle_id)
    if row is None:
        return None
    return (await reading(database, [EntityId(row[FIELDS.index("entity_id")])])).vehicle(row)


async def vehicles_by_id(
    connection: Connection | Pool, vehicle_ids: Collection[VehicleId], *, entity_id: EntityId, lock: bool = False
) -> dict[VehicleId, VehicleRow]:
    """Those of the cars that are the entity's; with `lock` they stay as they are until the transaction ends."""
    rows = await connection.fetch(
        f"{SELECT} WHERE v.id = ANY($1::uuid[]) AND v.entity_id = $2 ORDER BY v.id{' FOR UPDATE OF v' if lock else ''}",
        list(vehicle_ids),
        entity_id,
    )
    cars = (await reading(connection, [entity_id])).vehicles(rows)
    return {car.id: car for car in cars}


async def offered_price(database: Pool | Connection, car: VehicleRow) -> Cents | None:
    """What the offer or order says that the car is on, incl. VAT; None while it is on none (domain 6.1)."""
    if car.engagement is None or car.engagement.kind == "auction":
        return None
    # Offers are a slice above; only this figure is read.
    return await database.fetchval(
        "SELECT amount_cents FROM offer_line WHERE offer_id = $1 AND vehicle_id = $2", car.engagement.id, car.id
    )
