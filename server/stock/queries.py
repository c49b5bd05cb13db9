"""Read cars as their dealer sees them: one, some by their ids, or rows of a wider query (domain 6)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct

from server.kit import clock
from server.kit.ids import EntityId, ProId, VehicleId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row
from server.stock.life_line import LifeLine
from server.stock.life_lines import life_lines
from server.stock.margins import real_margin
from server.stock.vehicle import PHOTO_URL, Engagement, ReservedFor, Vehicle

# Fields that are not columns of the same name, and columns that make them.
COMPUTED = frozenset(
    {
        "real_margin_cents",
        "publishable",
        "sellable",
        "reserved_for",
        "engagement",
        "days_in_stock",
        "days_late",
        "photo",
    }
)
IDS = frozenset({"id", "entity_id", "point_of_sale_id", "physical_site_id"})
COLUMNS = ", ".join(
    f"v.{name}::text" if name in IDS else f"v.{name}" for name in Vehicle.__struct_fields__ if name not in COMPUTED
)
# For rows that are read by `Reading`; `v` is the car.
SELECT = f"""
    SELECT {COLUMNS}, v.photo_key, v.reserved_for_pro_id::text AS reserved_id, pro.name AS reserved_name,
        engaged.kind AS engaged_kind, engaged.subject_id::text AS engaged_id
    FROM vehicle v
    LEFT JOIN pro ON pro.id = v.reserved_for_pro_id
    LEFT JOIN vehicle_engagement engaged ON engaged.vehicle_id = v.id
"""  # noqa: S608 — our own words only


class Stages(Struct, frozen=True, kw_only=True):
    """What an entity's life-line allows, by stage."""

    publishable: frozenset[str]
    sellable: frozenset[str]


class Reading:
    """Makes cars of rows: knows today and the life-lines of the entities whose cars they are."""

    def __init__(self, lines: Mapping[EntityId, LifeLine], *, today: date | None = None) -> None:
        self.today = today or clock.now().date()
        self._stages = {
            entity_id: Stages(
                publishable=frozenset(line.publishable_stages()), sellable=frozenset(line.sellable_stages())
            )
            for entity_id, line in lines.items()
        }

    def vehicles(self, rows: Iterable[Row]) -> list[Vehicle]:
        """Every row of `SELECT` as a car."""
        return [self.vehicle(row) for row in rows]

    def vehicle(self, row: Row) -> Vehicle:
        """A row of `SELECT` as a car, with what it would earn at its trade price."""
        values = dict(row)
        key, reserved_id, reserved_name, engaged_kind, engaged_id = (
            values.pop(name) for name in ("photo_key", "reserved_id", "reserved_name", "engaged_kind", "engaged_id")
        )
        stages = self._stages[values["entity_id"]]
        stage = values["extra_status"] or values["status"]
        target: date | None = values["sale_target_on"]
        trade = values["trade_price_cents"]
        return Vehicle(
            **values,
            real_margin_cents=None if trade is None else _margin(values, Cents(trade)),
            publishable=stage in stages.publishable,
            sellable=stage in stages.sellable,
            reserved_for=reserved_id and ReservedFor(id=ProId(reserved_id), name=reserved_name),
            engagement=engaged_kind and Engagement(kind=engaged_kind, id=engaged_id),
            days_in_stock=self._days(values["entered_at"], values["exited_at"]),
            days_late=None if target is None or values["exited_at"] else (self.today - target).days,
            photo=key and PHOTO_URL.format(key=key, size="thumb"),
        )

    def _days(self, entered_at: datetime | None, exited_at: datetime | None) -> int | None:
        if entered_at is None:
            return None
        return max(0, ((exited_at.date() if exited_at else self.today) - entered_at.date()).days)


async def reading(database: Pool | Connection, entity_ids: Collection[EntityId]) -> Reading:
    """For cars of these entities, as of now."""
    return Reading(await life_lines(database, entity_ids))


async def find_vehicle(database: Pool | Connection, vehicle_id: VehicleId) -> Vehicle | None:
    """One car, whoever asks: the caller checks the entity."""
    row = await database.fetchrow(f"{SELECT} WHERE v.id = $1", vehicle_id)
    if row is None:
        return None
    return (await reading(database, [EntityId(row["entity_id"])])).vehicle(row)


async def vehicles_by_id(
    connection: Connection | Pool, vehicle_ids: Collection[VehicleId], *, entity_id: EntityId, lock: bool = False
) -> dict[VehicleId, Vehicle]:
    """Those of the cars that are the entity's; with `lock` they stay as they are until the transaction ends."""
    rows = await connection.fetch(
        f"{SELECT} WHERE v.id = ANY($1::uuid[]) AND v.entity_id = $2 ORDER BY v.id{' FOR UPDATE OF v' if lock else ''}",
        list(vehicle_ids),
        entity_id,
    )
    cars = (await reading(connection, [entity_id])).vehicles(rows)
    return {car.id: car for car in cars}


def _margin(values: Mapping[str, object], trade: Cents) -> Cents:
    purchase = values["purchase_price_cents"]
    regime = values["vat_regime"]
    assert isinstance(purchase, int)
    assert regime in ("margin", "standard")
    return real_margin(
        regime="margin" if regime == "margin" else "standard", sale_cents=trade, purchase_cents=Cents(purchase)
    )
