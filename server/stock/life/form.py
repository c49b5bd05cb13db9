"""What is said with a move of a car (domain 6.2, 6.3); which fields a move needs is in `workflow.REQUIRED`."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.kit.http import ID, Amount, Line, Name, Version
from server.kit.ids import EntityId, PointOfSaleId, ProId, UserId, VehicleId
from server.rest.days import RegistrationDay
from server.stock.records.form import Grams, Mileage, Word

POLICE_NUMBER_MAX = 10**12
INVOICE_VEHICLES_MAX = 500

PoliceNumber = Annotated[int, msgspec.Meta(ge=1, le=POLICE_NUMBER_MAX)]
Stage = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class Transition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To where, and everything a move may need, all at once. With `version`, only if nobody changed the car since.

    The register also keeps who sold the car and how it was paid, where that is said. `client_name` is enough when the
    car isn't kept for a pro; `price_cents` incl. VAT, else the trade price.
    """

    to: Stage
    version: Version | UnsetType = UNSET
    outer_colour: Word | UnsetType = UNSET
    inner_colour: Word | UnsetType = UNSET
    origin: Word | UnsetType = UNSET
    plate: Word | UnsetType = UNSET
    vin: Word | UnsetType = UNSET
    police_number: PoliceNumber | UnsetType = UNSET
    entered_on: date | UnsetType = UNSET
    first_registration: RegistrationDay | UnsetType = UNSET
    mileage_km: Mileage | UnsetType = UNSET
    mileage_reason: Annotated[str, msgspec.Meta(min_length=3, max_length=200)] | UnsetType = UNSET
    co2_g_km: Grams | UnsetType = UNSET
    trade_price_cents: Amount | UnsetType = UNSET
    seller_name: Line = ""
    seller_address: Line = ""
    seller_document: Line = ""
    payment_method: Line = ""
    seller_id: Annotated[UserId, ID] | UnsetType = UNSET
    client_pro_id: Annotated[ProId, ID] | UnsetType = UNSET
    client_name: Name | UnsetType = UNSET
    delivered_on: date | UnsetType = UNSET
    delivery_point_of_sale_id: Annotated[PointOfSaleId, ID] | UnsetType = UNSET
    physical_site_id: Annotated[PointOfSaleId, ID] | UnsetType = UNSET
    price_cents: Amount | UnsetType = UNSET


# Fields of a transition that are fields of the car's record.
RECORD_FIELDS = (
    "outer_colour",
    "inner_colour",
    "origin",
    "plate",
    "vin",
    "first_registration",
    "mileage_km",
    "mileage_reason",
    "co2_g_km",
    "trade_price_cents",
    "physical_site_id",
)


class Release(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a reservation is removed or an exit cancelled; the pro reads it."""

    reason: Line = ""


class InvoicedCar(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A car by one mark or more that the accounting knows; `entity_id` says whose, where several entities use them."""

    plate: Word | UnsetType = UNSET
    vin: Word | UnsetType = UNSET
    police_number: PoliceNumber | UnsetType = UNSET
    internal_number: Word | UnsetType = UNSET
    entity_id: Annotated[EntityId, ID] | UnsetType = UNSET


class Invoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the dealer's accounting tells: cars that were invoiced leave the stock (domain 6.4).

    They are named by our ids, by marks of theirs, or both.
    """

    number: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"\S")]
    vehicle_ids: Annotated[tuple[Annotated[VehicleId, ID], ...], msgspec.Meta(max_length=INVOICE_VEHICLES_MAX)] = ()
    vehicles: Annotated[tuple[InvoicedCar, ...], msgspec.Meta(max_length=INVOICE_VEHICLES_MAX)] = ()
    invoiced_at: datetime
