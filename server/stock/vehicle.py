"""What a car is: for its dealer with its prices, for everybody else without (domain 6, 1.4)."""

from datetime import date, datetime
from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from server.kit.ids import EntityId, PointOfSaleId, ProId, VehicleId
from server.kit.money import Cents
from server.policies.life_line import Status as Status  # noqa: PLC0414 — a car's status is asked for here
from server.protocol.scalars import VatRegime
from server.stock.identity import shown_plate

Car = TypeVar("Car", bound="VehicleRow")
Destination = Literal["retail", "trade", "scrap"]
Kind = Literal["used", "new", "demo"]
EngagementKind = Literal["auction", "offer", "order"]

# What a car cost and what it earns: for whoever may see margins (domain 1.6).
MARGIN_FIELDS = frozenset({"purchase_price_cents", "costs_cents", "real_margin_cents", "agreed_margin_cents", "costs"})

# Where a photo is found; its key is guessed by nobody, and it never changes (server/stock/photos/api.py).
PHOTO_URL = "/api/photos/{key}/{size}.webp"


class Engagement(Struct, frozen=True, kw_only=True):
    """The one open auction, offer or order a car is in; `id` is its own."""

    kind: EngagementKind
    id: str


class ReservedFor(Struct, frozen=True, kw_only=True):
    """The pro for whom a car is kept."""

    id: ProId
    name: str


class VehicleRow(Struct, frozen=True, kw_only=True):
    """A car as its dealer sees it; prices incl. VAT, costs excl. VAT.

    `real_margin_cents`, excl. VAT, is what the trade price leaves of the purchase price and the costs (domain 6.8).

    Whoever may not see margins gets null for these two and the costs (domain 1.6).

    `extra_status` is the entity's own status after the fixed one. `days_late` counts from `sale_target_on`, and is
    negative before it. `photo` is the address of the picture on its card.
    """

    id: VehicleId
    entity_id: EntityId
    point_of_sale_id: PointOfSaleId
    physical_site_id: PointOfSaleId | None
    number: int
    version: int
    created_at: datetime
    kind: Kind
    make: str
    model: str
    model_version: str
    trim: str
    plate: str | None
    vin: str | None
    internal_number: str | None
    police_number: int | None
    first_registration: date | None
    mileage_km: int | None
    mileage_guaranteed: bool
    first_owner: bool | None
    origin: str | None
    energy: str | None
    gearbox: str | None
    body: str | None
    doors: int | None
    fiscal_power_cv: int | None
    power_hp: int | None
    co2_g_km: int | None
    outer_colour: str | None
    inner_colour: str | None
    vat_regime: VatRegime
    purchase_price_cents: Cents | None
    market_value_cents: Cents | None
    proposed_price_cents: Cents | None
    retail_price_cents: Cents | None
    proposed_trade_price_cents: Cents | None
    trade_price_cents: Cents | None
    staff_price_cents: Cents | None
    costs_cents: Cents | None
    real_margin_cents: Cents | None
    destination: Destination
    status: Status
    extra_status: str | None
    publishable: bool
    sellable: bool
    sale_to_professionals_allowed: bool
    reserved_for: ReservedFor | None
    engagement: Engagement | None
    entered_at: datetime | None
    exited_at: datetime | None
    days_in_stock: int | None
    sale_target_on: date | None
    days_late: int | None
    photo: str | None

    @property
    def label(self) -> str:
        """How the car is named on a line: "OPEL MOKKA 1.4 Turbo GD-250-GH"."""
        plate = shown_plate(self.plate) if self.plate else None
        return " ".join(part for part in (self.make, self.model, self.model_version, plate) if part)

    @property
    def stage(self) -> str:
        """Where it stands on its life-line: the extra status, or the fixed one."""
        return self.extra_status or self.status


def as_seen(car: Car, *, margins: bool) -> Car:
    """The car as somebody is shown it who may see margins, or may not (domain 1.6)."""
    if margins:
        return car
    return replace(car, **dict.fromkeys(MARGIN_FIELDS & set(car.__struct_fields__)))
