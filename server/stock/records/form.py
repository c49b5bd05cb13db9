"""What people write into a car's record: a new car, and changes of one (domain 6).

A change names only what it changes; null empties a field that may be empty. Prices incl. VAT.
"""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.kit.http import ID, Amount, Line, Name, Remark, Version
from server.kit.ids import EntityId, PointOfSaleId
from server.protocol.scalars import VatRegime
from server.rest.days import RegistrationDay
from server.stock.prices import PriceLines
from server.stock.vehicle import Destination, Kind

OPTIONS_MAX = 200
MILEAGE_KM_MAX = 2_000_000

Mileage = Annotated[int, msgspec.Meta(ge=0, le=MILEAGE_KM_MAX)]
Small = Annotated[int, msgspec.Meta(ge=1, le=5_000)]
Doors = Annotated[int, msgspec.Meta(ge=1, le=9)]
Grams = Annotated[int, msgspec.Meta(ge=0, le=2_000)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"\S")]
Options = Annotated[tuple[Name, ...], msgspec.Meta(max_length=OPTIONS_MAX)]


class VehicleFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything of a car that people write; its status, reservation and police number move by transitions."""

    kind: Kind | UnsetType = UNSET
    model_version: Line | UnsetType = UNSET
    trim: Line | UnsetType = UNSET
    plate: Word | UnsetType | None = UNSET
    vin: Word | UnsetType | None = UNSET
    internal_number: Word | UnsetType | None = UNSET
    first_registration: RegistrationDay | UnsetType | None = UNSET
    mileage_km: Mileage | UnsetType | None = UNSET
    mileage_guaranteed: bool | UnsetType = UNSET
    first_owner: bool | UnsetType | None = UNSET
    origin: Word | UnsetType | None = UNSET
    energy: Word | UnsetType | None = UNSET
    gearbox: Word | UnsetType | None = UNSET
    body: Word | UnsetType | None = UNSET
    doors: Doors | UnsetType | None = UNSET
    fiscal_power_cv: Small | UnsetType | None = UNSET
    power_hp: Small | UnsetType | None = UNSET
    co2_g_km: Grams | UnsetType | None = UNSET
    outer_colour: Word | UnsetType | None = UNSET
    inner_colour: Word | UnsetType | None = UNSET
    options: Options | UnsetType = UNSET
    comment: Remark | UnsetType = UNSET
    comment_for_pros: Remark | UnsetType = UNSET
    vat_regime: VatRegime | UnsetType = UNSET
    market_value_cents: Amount | UnsetType | None = UNSET
    price_lines: PriceLines | UnsetType = UNSET
    retail_price_cents: Amount | UnsetType | None = UNSET
    trade_price_cents: Amount | UnsetType | None = UNSET
    staff_price_cents: Amount | UnsetType | None = UNSET
    destination: Destination | UnsetType = UNSET
    sale_to_professionals_allowed: bool | UnsetType = UNSET
    physical_site_id: Annotated[PointOfSaleId, ID] | UnsetType | None = UNSET
    purchased_on: date | UnsetType | None = UNSET
    purchase_declared_on: date | UnsetType | None = UNSET
    sale_target_on: date | UnsetType | None = UNSET


class VehicleForm(VehicleFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new car: it begins as `pre_entry`, for retail and by the margin regime unless said otherwise."""

    entity_id: Annotated[EntityId, ID]
    point_of_sale_id: Annotated[PointOfSaleId, ID]
    make: Name
    model: Name
    purchase_price_cents: Amount


class VehicleChange(VehicleFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of the car as it was at `version`; a lower mileage needs `mileage_reason`, which the history keeps."""

    version: Version
    point_of_sale_id: Annotated[PointOfSaleId, ID] | UnsetType = UNSET
    make: Name | UnsetType = UNSET
    model: Name | UnsetType = UNSET
    purchase_price_cents: Amount | UnsetType = UNSET
    mileage_reason: Annotated[str, msgspec.Meta(min_length=3, max_length=200)] | UnsetType = UNSET


def given(fields: VehicleFields) -> dict[str, object]:
    """The fields that were given, by name."""
    return {name: value for name in fields.__struct_fields__ if (value := getattr(fields, name)) is not UNSET}
