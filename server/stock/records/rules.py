"""Decide what a car's record may say: every wrong field at once, and what is odd but may be (domain 6). Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.rest.days import BUSINESS, REGISTRATION, TOMORROW, day_error
from server.stock.identity import read_plate, read_vin
from server.stock.vehicle import VehicleRow

PURCHASE_DECLARATION_DAYS = 15
# Cars this old have lost their papers about it.
KM_A_YEAR_ODD = 100_000
DAYS_A_YEAR = 365

# Other days are those of a business.
SPANS = {"first_registration": REGISTRATION}
PAST_DATES = ("purchased_on", "purchase_declared_on")
# What a reservation keeps as it was agreed (domain 6.1).
LOCKED_BY_RESERVATION = ("trade_price_cents",)
# Of a car in a sale this is corrected, with a reason (domain 6.7).
IDENTITY = ("plate", "vin", "mileage_km", "first_registration", "options")
# What bidders read of the car besides, in their lot or its dossier, and what lets it be sold to them.
SHOWN = (
    "kind",
    "make",
    "model",
    "model_version",
    "trim",
    "mileage_guaranteed",
    "first_owner",
    "origin",
    "energy",
    "gearbox",
    "body",
    "doors",
    "fiscal_power_cv",
    "power_hp",
    "co2_g_km",
    "outer_colour",
    "inner_colour",
    "vat_regime",
    "destination",
    "sale_to_professionals_allowed",
)
PRICES = (
    "price_lines",
    "purchase_price_cents",
    "market_value_cents",
    "retail_price_cents",
    "trade_price_cents",
    "staff_price_cents",
)
# All that stays as it is while the car is in a sale: of it only its identity is corrected, the rest asks to cancel.
KEPT_IN_SALE = (*IDENTITY, *SHOWN, *PRICES)


def normalised(given: Mapping[str, object]) -> dict[str, object]:
    """The fields as they are stored: plate and VIN in capitals without separators, words without edges."""
    fields = dict(given)
    for name, read in (("plate", read_plate), ("vin", read_vin)):
        typed = fields.get(name)
        if isinstance(typed, str):
            fields[name] = read(typed).text or typed
    for name in ("make", "model", "model_version", "trim", "internal_number", "origin"):
        text = fields.get(name)
        if isinstance(text, str):
            fields[name] = " ".join(text.split())
    return fields


def faults(fields: Mapping[str, object], *, before: Mapping[str, object], today: date) -> list[FieldError]:
    """Everything wrong with the given fields of a car that was as `before` (empty: a new one)."""
    return [
        *_identity_faults(fields),
        *_date_faults(fields, {**before, **fields}, today=today),
        *_mileage_faults(fields, before),
    ]


def emptied(fields: Mapping[str, object], before: Mapping[str, object]) -> list[FieldError]:
    """What was told to bidders, or what the entry asked for (domain 6.2), is put right but not taken away."""
    return [
        field_error(f"/{name}", Fault.EMPTIED)
        for name, value in fields.items()
        if value in (None, "") and before[name] not in (None, "")
    ]


def warnings(car: Mapping[str, object], *, today: date) -> list[FieldError]:
    """Everything odd about a car that is accepted all the same."""
    return [
        *_odd_identity(car),
        *_odd_mileage(car, today=today),
        *_odd_prices(car),
        *_due_declaration(car, today=today),
    ]


def kept_fields(vehicle: VehicleRow) -> list[str]:
    """What no edit changes: what bidders know of a car in a sale (domain 6.7), a reserved one's price (domain 6.1)."""
    in_sale = vehicle.engagement is not None and vehicle.engagement.kind == "auction"
    reserved = vehicle.reserved_for is not None
    return sorted({*(KEPT_IN_SALE if in_sale else ()), *(LOCKED_BY_RESERVATION if reserved else ())})


def _identity_faults(fields: Mapping[str, object]) -> Iterator[FieldError]:
    plate, vin = fields.get("plate"), fields.get("vin")
    if isinstance(plate, str) and read_plate(plate).text is None:
        yield field_error("/plate", Fault.NO_PLATE)
    if isinstance(vin, str) and read_vin(vin).text is None:
        yield field_error("/vin", Fault.NO_VIN)


def _date_faults(fields: Mapping[str, object], after: Mapping[str, object], *, today: date) -> Iterator[FieldError]:
    for name, day in fields.items():
        if not isinstance(day, date):
            continue
        error = day_error(f"/{name}", day, SPANS.get(name, BUSINESS), today=today)
        if error is not None:
            yield error
        elif name in PAST_DATES and day > today + TOMORROW:
            yield field_error(f"/{name}", Fault.IN_THE_FUTURE)
    registered = after.get("first_registration")
    if not isinstance(registered, date):
        return
    purchased = after.get("purchased_on")
    new = after.get("kind") == "new"
    if (
        isinstance(purchased, date)
        and purchased < registered
        and not new
        and {"first_registration", "purchased_on"} & fields.keys()
    ):
        yield field_error("/purchased_on", Fault.BEFORE_REGISTRATION)


def _mileage_faults(fields: Mapping[str, object], before: Mapping[str, object]) -> Iterator[FieldError]:
    now, then = fields.get("mileage_km"), before.get("mileage_km")
    if not isinstance(now, int) or not isinstance(then, int) or now >= then or fields.get("mileage_reason"):
        return
    yield field_error("/mileage_km", Fault.MILEAGE_GOES_DOWN, least=then)


def _odd_identity(car: Mapping[str, object]) -> Iterator[FieldError]:
    for name, read in (("plate", read_plate), ("vin", read_vin)):
        text = car.get(name)
        oddity = read(text).oddity if isinstance(text, str) else None
        if oddity is not None:
            yield field_error(f"/{name}", Fault(oddity))


def _odd_mileage(car: Mapping[str, object], *, today: date) -> Iterator[FieldError]:
    mileage, registered = car.get("mileage_km"), car.get("first_registration")
    if not isinstance(mileage, int):
        return
    if not car.get("mileage_guaranteed"):
        yield field_error("/mileage_km", Fault.MILEAGE_NOT_GUARANTEED)
    if isinstance(registered, date):
        days = max(DAYS_A_YEAR, (today - registered).days)
        if mileage > KM_A_YEAR_ODD * days // DAYS_A_YEAR:
            yield field_error("/mileage_km", Fault.MUCH_MILEAGE)


def _odd_prices(car: Mapping[str, object]) -> Iterator[FieldError]:
    trade, retail = car.get("trade_price_cents"), car.get("retail_price_cents")
    if isinstance(trade, int) and isinstance(retail, int) and trade > retail > 0:
        yield field_error("/trade_price_cents", Fault.TRADE_ABOVE_RETAIL)


def _due_declaration(car: Mapping[str, object], *, today: date) -> Iterator[FieldError]:
    """Within 15 days of buying a car for resale (domain "France")."""
    purchased = car.get("purchased_on")
    if car.get("kind") == "new" or car.get("purchase_declared_on") or not isinstance(purchased, date):
        return
    due = purchased + timedelta(days=PURCHASE_DECLARATION_DAYS)
    late = today > due
    fault = Fault.PURCHASE_DECLARATION_LATE if late else Fault.PURCHASE_DECLARATION_DUE
    yield field_error("/purchase_declared_on", fault, due=due.isoformat())
