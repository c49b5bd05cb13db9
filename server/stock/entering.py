"""Write a car into the stock (domain 6)."""

from datetime import date, datetime

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from server.kit import clock
from server.kit.ids import EntityId, PointOfSaleId, VehicleId, new_vehicle_id
from server.kit.money import Cents
from server.kit.postgres import Connection
from server.protocol.scalars import VatRegime
from server.stock.numbering import take_numbers
from server.stock.prices import PriceLines, proposed_price, proposed_trade_price
from server.stock.vehicle import Destination, Kind, Status


class NewVehicle(Struct, frozen=True, kw_only=True):
    """A car as it comes in; prices incl. VAT."""

    kind: Kind = "used"
    make: str
    model: str
    model_version: str = ""
    trim: str = ""
    plate: str | None = None
    vin: str | None = None
    internal_number: str | None = None
    first_registration: date | None = None
    mileage_km: int | None = None
    mileage_guaranteed: bool = False
    first_owner: bool | None = None
    origin: str | None = None
    energy: str | None = None
    gearbox: str | None = None
    body: str | None = None
    doors: int | None = None
    fiscal_power_cv: int | None = None
    power_hp: int | None = None
    co2_g_km: int | None = None
    outer_colour: str | None = None
    inner_colour: str | None = None
    vat_regime: VatRegime = "margin"
    purchase_price_cents: Cents
    market_value_cents: Cents | None = None
    price_lines: PriceLines = PriceLines()
    retail_price_cents: Cents | None = None
    trade_price_cents: Cents | None = None
    staff_price_cents: Cents | None = None
    destination: Destination = "trade"
    status: Status = "for_sale"
    sale_to_professionals_allowed: bool = False
    entered_at: datetime | None = None
    sale_target_on: date | None = None
    purchased_on: date | None = None
    purchase_declared_on: date | None = None
    physical_site_id: PointOfSaleId | None = None
    options: tuple[str, ...] = ()
    comment: str = ""
    comment_for_pros: str = ""


async def enter_vehicle(
    connection: Connection, car: NewVehicle, *, entity_id: EntityId, point_of_sale_id: PointOfSaleId
) -> VehicleId:
    """Write the car with the entity's next number; call it inside a transaction."""
    numbers = await take_numbers(connection, entity_id, "vehicle")
    vehicle_id = new_vehicle_id()
    columns = {
        "id": vehicle_id,
        "entity_id": entity_id,
        "point_of_sale_id": point_of_sale_id,
        "number": numbers.start,
        "version": 1,
        "created_at": clock.now(),
        **columns_of(car),
    }
    # The columns' names are the fields of our own Struct.
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    await connection.execute(
        f"INSERT INTO vehicle ({', '.join(columns)}) VALUES ({places})",  # noqa: S608 — our own words only
        *columns.values(),
    )
    return vehicle_id


def columns_of(car: NewVehicle) -> dict[str, object]:
    """The car as columns, with the prices that follow from its market value."""
    proposed = proposed_price(car.market_value_cents, car.price_lines)
    return {
        **asdict(car),
        "price_lines": msgspec.json.encode(car.price_lines).decode(),
        "proposed_price_cents": proposed,
        "proposed_trade_price_cents": proposed_trade_price(proposed, car.price_lines),
    }
