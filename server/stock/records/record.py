"""A car's whole record, as its card shows it: everything of the table, and what only the card needs (domain 6)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from server.kit import clock
from server.kit.ids import EntityId, OfferId, PointOfSaleId, ProId, UserId, VehicleId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.kit.rows import struct, structs
from server.policies.life_line import LifeLine
from server.policies.reading import life_line
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.stock.dossiers.place import Place, place_of
from server.stock.life.register import missing_of
from server.stock.life.workflow import Life, life_of
from server.stock.margins import real_margin
from server.stock.photos.photo import Photo, photos_of
from server.stock.prices import PriceLines
from server.stock.queries import FIELDS, JOINS, SELECT_ONLY, WIDTH, Reading, offered_price
from server.stock.records.rules import kept_fields, warnings
from server.stock.vehicle import VehicleRow

MORE_NAMES = ("options", "comment", "comment_for_pros", "price_lines", "purchased_on", "purchase_declared_on")
MORE_COLUMNS = ", ".join(f"v.{name}" for name in MORE_NAMES)
_lines: msgspec.json.Decoder[PriceLines] = msgspec.json.Decoder(PriceLines)


class Cost(Struct, frozen=True, kw_only=True):
    """Money spent on the car, excl. VAT."""

    id: str
    label: str
    amount_cents: Cents
    spent_on: date


class Defect(Struct, frozen=True, kw_only=True):
    """Something broken, where, and what mending it costs excl. VAT; its photos name it by `defect_id`."""

    id: str
    name: str
    amount_cents: Cents
    place: Place | None


class Delivery(Struct, frozen=True, kw_only=True):
    """To whom the car goes, where and when (domain 6.3); price incl. VAT."""

    seller_id: UserId
    seller: str
    pro_id: ProId | None
    client_name: str
    delivered_on: date
    point_of_sale_id: PointOfSaleId
    physical_site_id: PointOfSaleId
    price_cents: Cents | None
    offer_id: OfferId | None


class Exit(Struct, frozen=True, kw_only=True):
    """How the car left (domain 6.4)."""

    exited_at: datetime
    invoice_number: str | None
    client_name: str
    pro_id: ProId | None
    price_cents: Cents | None


class EngagedIn(Struct, frozen=True, kw_only=True):
    """The sale or offer a car is in, by the numbers people say; `lot` only of an auction."""

    number: int
    lot: int | None


class VehicleRecord(VehicleRow, frozen=True, kw_only=True):
    """The card of a car; `life` is its life-line with what may be done next, `warnings` what is odd about it.

    `agreed_price_cents`, incl. VAT, is what it was sold for by the offer or order it is on, `agreed_margin_cents`,
    excl. VAT, what it earns at that price (domain 6.1, "Margins"); both null while it is on none. `kept` names the
    fields that a sale or a reservation keeps as they are (domain 6.1, 6.7).
    """

    options: list[str]
    comment: str
    comment_for_pros: str
    price_lines: PriceLines
    purchased_on: date | None
    purchase_declared_on: date | None
    costs: list[Cost] | None
    defects: list[Defect]
    photos: list[Photo]
    delivery: Delivery | None
    exit: Exit | None
    engaged_in: EngagedIn | None
    agreed_price_cents: Cents | None
    agreed_margin_cents: Cents | None
    kept: list[str]
    life: Life
    warnings: list[FieldError]


async def find_record(database: Pool | Connection, vehicle_id: VehicleId) -> VehicleRecord | None:
    """The car, whoever asks: the caller checks the entity."""
    row = await database.fetchrow(f"{SELECT_ONLY}, {MORE_COLUMNS} FROM vehicle v {JOINS} WHERE v.id = $1", vehicle_id)
    if row is None:
        return None
    entity_id = EntityId(row[FIELDS.index("entity_id")])
    line = await life_line(database, entity_id)
    more = dict(zip(MORE_NAMES, row[WIDTH:], strict=True))
    return await _completed(
        database, Reading({entity_id: line}).vehicle(row), more, line=line, today=clock.now().date()
    )


async def _completed(
    database: Pool | Connection, car: VehicleRow, more: dict[str, Any], *, line: LifeLine, today: date
) -> VehicleRecord:
    lines = _lines.decode(str(more.pop("price_lines")))
    columns: dict[str, Any] = {name: getattr(car, name) for name in VehicleRow.__struct_fields__}
    costs = await database.fetch("SELECT * FROM vehicle_cost WHERE vehicle_id = $1 ORDER BY spent_on, id", car.id)
    defects = await database.fetch("SELECT * FROM vehicle_defect WHERE vehicle_id = $1 ORDER BY id", car.id)
    delivery = await _delivery(database, car.id)
    agreed = await offered_price(database, car)
    return VehicleRecord(
        **columns,
        **more,
        price_lines=lines,
        costs=structs(costs, Cost),
        defects=[struct({**row, "place": place_of(row)}, Defect) for row in defects],
        photos=await photos_of(database, "vehicle", car.id),
        delivery=delivery,
        exit=await _exit(database, car.id),
        engaged_in=await _engaged_in(database, car),
        agreed_price_cents=agreed,
        agreed_margin_cents=None if agreed is None else _margin_at(car, agreed),
        kept=kept_fields(car),
        life=life_of(
            car, line, known={**columns, **more}, ordered=delivery is not None and delivery.offer_id is not None
        ),
        warnings=[
            *warnings({**columns, **more}, today=today),
            *([_incomplete_entry(lacking)] if (lacking := await missing_of(database, car.id)) else []),
        ],
    )


def _incomplete_entry(lacking: Sequence[str]) -> FieldError:
    return field_error("/police_number", Fault.REGISTER_INCOMPLETE, fields=", ".join(lacking))


async def _engaged_in(database: Pool | Connection, car: VehicleRow) -> EngagedIn | None:
    """Auctions and offers are slices above; only their numbers are read."""
    if car.engagement is None:
        return None
    if car.engagement.kind == "auction":
        rows = await database.fetch(
            """
            SELECT auction.number, lot.number AS lot FROM auction
            JOIN lot ON lot.auction_id = auction.id
            JOIN lot_vehicle held ON held.auction_id = lot.auction_id AND held.lot = lot.lot
            WHERE auction.id = $1 AND held.vehicle_id = $2
            """,
            car.engagement.id,
            car.id,
        )
    else:
        rows = await database.fetch("SELECT number, NULL::bigint AS lot FROM offer WHERE id = $1", car.engagement.id)
    return next(iter(structs(rows, EngagedIn)), None)


def _margin_at(car: VehicleRow, price: Cents) -> Cents:
    assert car.purchase_price_cents is not None, "only margins that nobody may see are left out, and after this"
    return real_margin(
        regime=car.vat_regime,
        sale_cents=price,
        purchase_cents=car.purchase_price_cents,
        costs_cents=car.costs_cents or Cents(0),
    )


async def _delivery(database: Pool | Connection, vehicle_id: VehicleId) -> Delivery | None:
    rows = await database.fetch(
        """
        SELECT delivery.*, account.name AS seller FROM vehicle_delivery delivery
        JOIN dealer_user seller ON seller.id = delivery.seller_id JOIN account ON account.id = seller.account_id
        WHERE delivery.vehicle_id = $1
        """,
        vehicle_id,
    )
    return next(iter(structs(rows, Delivery)), None)


async def _exit(database: Pool | Connection, vehicle_id: VehicleId) -> Exit | None:
    rows = await database.fetch("SELECT * FROM vehicle_exit WHERE vehicle_id = $1 AND cancelled_at IS NULL", vehicle_id)
    return next(iter(structs(rows, Exit)), None)
