"""Decide what a car's record may say: every wrong field at once, and what is odd but may be (domain 6). Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

from server.rest.days import BUSINESS, REGISTRATION, TOMORROW, day_error
from server.stock.records.identity import read_plate, read_vin
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


class Fault(Struct, frozen=True, kw_only=True):
    """Something wrong, or only odd, with one field: a JSON pointer, a code for the web, words for a developer."""

    pointer: str
    code: str
    detail: str


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


def faults(fields: Mapping[str, object], *, before: Mapping[str, object], today: date) -> list[Fault]:
    """Everything wrong with the given fields of a car that was as `before` (empty: a new one)."""
    return [
        *_identity_faults(fields),
        *_date_faults(fields, {**before, **fields}, today=today),
        *_mileage_faults(fields, before),
    ]


def emptied(fields: Mapping[str, object], before: Mapping[str, object]) -> list[Fault]:
    """What was told to bidders, or what the entry asked for (domain 6.2), is put right but not taken away."""
    return [
        Fault(pointer=f"/{name}", code="emptied", detail="can be replaced, not emptied")
        for name, value in fields.items()
        if value in (None, "") and before[name] not in (None, "")
    ]


def warnings(car: Mapping[str, object], *, today: date) -> list[Fault]:
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


def _identity_faults(fields: Mapping[str, object]) -> Iterator[Fault]:
    plate, vin = fields.get("plate"), fields.get("vin")
    if isinstance(plate, str) and read_plate(plate).text is None:
        yield Fault(pointer="/plate", code="no_plate", detail="no French plate: AB-123-CD, or 123 ABC 71 before 2009")
    if isinstance(vin, str) and read_vin(vin).text is None:
        yield Fault(pointer="/vin", code="no_vin", detail="17 letters and digits without I, O and Q")


def _date_faults(fields: Mapping[str, object], after: Mapping[str, object], *, today: date) -> Iterator[Fault]:
    for name, day in fields.items():
        if not isinstance(day, date):
            continue
        error = day_error(f"/{name}", day, SPANS.get(name, BUSINESS), today=today)
        if error is not None:
            yield Fault(pointer=error.pointer, code=error.code, detail=error.detail.partition(": ")[2])
        elif name in PAST_DATES and day > today + TOMORROW:
            yield Fault(pointer=f"/{name}", code="in_the_future", detail="this day has not come yet")
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
        yield Fault(pointer="/purchased_on", code="before_registration", detail="before its first registration")


def _mileage_faults(fields: Mapping[str, object], before: Mapping[str, object]) -> Iterator[Fault]:
    now, then = fields.get("mileage_km"), before.get("mileage_km")
    if not isinstance(now, int) or not isinstance(then, int) or now >= then or fields.get("mileage_reason"):
        return
    yield Fault(
        pointer="/mileage_km",
        code="mileage_goes_down",
        detail=f"it had {then} km already; a correction needs mileage_reason",
    )


def _odd_identity(car: Mapping[str, object]) -> Iterator[Fault]:
    for name, read in (("plate", read_plate), ("vin", read_vin)):
        text = car.get(name)
        oddity = read(text).oddity if isinstance(text, str) else None
        if oddity is not None:
            yield Fault(pointer=f"/{name}", code=oddity, detail=oddity.replace("_", " "))


def _odd_mileage(car: Mapping[str, object], *, today: date) -> Iterator[Fault]:
    mileage, registered = car.get("mileage_km"), car.get("first_registration")
    if not isinstance(mileage, int):
        return
    if not car.get("mileage_guaranteed"):
        yield Fault(pointer="/mileage_km", code="mileage_not_guaranteed", detail="printed as non garanti")
    if isinstance(registered, date):
        days = max(DAYS_A_YEAR, (today - registered).days)
        if mileage > KM_A_YEAR_ODD * days // DAYS_A_YEAR:
            yield Fault(pointer="/mileage_km", code="much_mileage", detail="very much for its age")


def _odd_prices(car: Mapping[str, object]) -> Iterator[Fault]:
    trade, retail = car.get("trade_price_cents"), car.get("retail_price_cents")
    if isinstance(trade, int) and isinstance(retail, int) and trade > retail > 0:
        yield Fault(pointer="/trade_price_cents", code="trade_above_retail", detail="above the retail price")


def _due_declaration(car: Mapping[str, object], *, today: date) -> Iterator[Fault]:
    """Within 15 days of buying a car for resale (domain "France")."""
    purchased = car.get("purchased_on")
    if car.get("kind") == "new" or car.get("purchase_declared_on") or not isinstance(purchased, date):
        return
    due = purchased + timedelta(days=PURCHASE_DECLARATION_DAYS)
    yield Fault(
        pointer="/purchase_declared_on",
        code="purchase_declaration_late" if today > due else "purchase_declaration_due",
        detail=due.isoformat(),
    )
