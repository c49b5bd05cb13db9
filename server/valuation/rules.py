"""Estimate what a car is worth: from comparable cars, then by the group's own adjustments, line by line (domain 3.8).

Pure. Amounts are cents incl. VAT. Every line is rounded half up once, so that the lines sum to the price to the cent.
"""

from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import Final, Literal

from msgspec import Struct

from server.kit.money import BASIS_POINTS, Cents, percent, proportion
from server.policies.change import Change, NamedChange, RotationBand, of
from server.policies.price_policy import PricePolicy
from server.policies.rules import named
from server.protocol.scalars import VatRegime

# Fewer neighbours say nothing about a market.
NEIGHBOURS_MIN: Final = 3
# The nearest ones are enough; further ones are other cars.
NEIGHBOURS_MAX: Final = 40
# Further apart than this a car is no neighbour.
AGE_APART_MONTHS_MAX: Final = 36
MILEAGE_APART_KM_MAX: Final = 60_000
# What a month and 1 000 km take off a price, in basis points, where the neighbours themselves don't tell.
MONTH_BP: Final = 85
THOUSAND_KM_BP: Final = 30
# No adjustment of a neighbour may be larger than this: it would say more than its price does.
ADJUSTMENT_BP_MAX: Final = 5_000
# A neighbour as far as this in months or km counts as one step away.
MONTHS_A_STEP, KM_A_STEP = 12, 20_000

LineKind = Literal[
    "market_value",
    "adjustment",
    "monthly_depreciation",
    "recoverable_vat",
    "first_owner",
    "rotation",
    "origin",
    "inner_colour",
    "outer_colour",
]


class Subject(Struct, frozen=True, kw_only=True):
    """The car to be valued; None is unknown."""

    make: str
    model: str
    first_registration: date | None
    mileage_km: int | None
    vat_regime: VatRegime = "margin"
    first_owner: bool | None = None
    origin: str | None = None
    inner_colour: str | None = None
    outer_colour: str | None = None
    months_in_stock: int = 0


class Neighbour(Struct, frozen=True, kw_only=True):
    """A comparable car: at what price it was sold, or is offered; how long it took, or None."""

    price_cents: Cents
    first_registration: date
    mileage_km: int
    sold: bool
    days_in_stock: int | None


class MarketValue(Struct, frozen=True, kw_only=True):
    """What comparable cars say: the value (null: too few of them), from how many, and how fast they sell."""

    value_cents: Cents | None
    used: int
    sold: int
    days_to_sell: int | None


class Line(Struct, frozen=True, kw_only=True):
    """One step from the market value to the group sale value; `name` is the origin or colour it is for."""

    kind: LineKind
    amount_cents: Cents
    name: str | None = None


class SaleValue(Struct, frozen=True, kw_only=True):
    """The group sale value and the lines that sum to it."""

    lines: list[Line]
    proposed_cents: Cents


def market_value(subject: Subject, neighbours: Sequence[Neighbour]) -> MarketValue:
    """The median of what the nearest comparable cars would cost at this age and mileage.

    A median, so that one odd price moves nothing; at least three cars, else there is no market value (domain 4.5).
    """
    near = _nearest(subject, neighbours)
    days = [neighbour.days_in_stock for neighbour in near if neighbour.sold and neighbour.days_in_stock is not None]
    enough = len(near) >= NEIGHBOURS_MIN
    return MarketValue(
        value_cents=Cents(round(median(_adjusted(subject, neighbour) for neighbour in near))) if enough else None,
        used=len(near),
        sold=sum(neighbour.sold for neighbour in near),
        days_to_sell=round(median(days)) if days else None,
    )


def market_of(value_cents: Cents) -> MarketValue:
    """A value somebody knows by himself."""
    return MarketValue(value_cents=value_cents, used=0, sold=0, days_to_sell=None)


def sale_value(policy: PricePolicy, subject: Subject, market: MarketValue) -> SaleValue | None:
    """The market value and every adjustment that touches this car, each a line; None without a market value."""
    value = market.value_cents
    if value is None:
        return None
    lines = [
        Line(kind="market_value", amount_cents=value),
        Line(kind="adjustment", amount_cents=of(policy.adjustment, value)),
    ]
    fallen = min(BASIS_POINTS, policy.monthly_depreciation_bp * subject.months_in_stock)
    lines.append(Line(kind="monthly_depreciation", amount_cents=Cents(-percent(value, fallen))))
    if subject.vat_regime == "standard":
        lines.append(Line(kind="recoverable_vat", amount_cents=of(policy.recoverable_vat, value)))
    if subject.first_owner:
        lines.append(Line(kind="first_owner", amount_cents=of(policy.first_owner, value)))
    band = _band(policy.rotation, market.days_to_sell)
    if band is not None:
        lines.append(Line(kind="rotation", amount_cents=of(band, value)))
    for kind, names, name in (
        ("origin", policy.origins, subject.origin),
        ("inner_colour", policy.inner_colours, subject.inner_colour),
        ("outer_colour", policy.outer_colours, subject.outer_colour),
    ):
        lines += _named_line(kind, names, name, value)
    shown = [line for line in lines if line.kind == "market_value" or line.amount_cents]
    return SaleValue(lines=shown, proposed_cents=Cents(max(0, sum(line.amount_cents for line in shown))))


def trade_price(policy: PricePolicy, proposed_cents: Cents) -> Cents:
    """The proposed trade price: the proposed price less the professional discount, never below nothing (domain 3.9)."""
    return Cents(max(0, proposed_cents - of(policy.professional_discount, proposed_cents)))


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to the other; negative when it is the other way round."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (1 if later.day < earlier.day and months > 0 else 0)


def _nearest(subject: Subject, neighbours: Sequence[Neighbour]) -> list[Neighbour]:
    if subject.first_registration is None or subject.mileage_km is None:
        return []
    near = [
        (months / MONTHS_A_STEP + apart / KM_A_STEP, place, neighbour)
        for place, neighbour in enumerate(neighbours)
        if (months := abs(months_between(subject.first_registration, neighbour.first_registration)))
        <= AGE_APART_MONTHS_MAX
        and (apart := abs(subject.mileage_km - neighbour.mileage_km)) <= MILEAGE_APART_KM_MAX
        and neighbour.price_cents > 0
    ]
    return [neighbour for _, _, neighbour in sorted(near)[:NEIGHBOURS_MAX]]


def _adjusted(subject: Subject, neighbour: Neighbour) -> Cents:
    """The neighbour's price at the subject's age and mileage: younger and less driven ones are brought down to it."""
    assert subject.first_registration is not None
    assert subject.mileage_km is not None
    younger = months_between(subject.first_registration, neighbour.first_registration)
    further = neighbour.mileage_km - subject.mileage_km
    shift = -younger * MONTH_BP + proportion(Cents(further), THOUSAND_KM_BP, 1_000)
    bounded = max(-ADJUSTMENT_BP_MAX, min(ADJUSTMENT_BP_MAX, shift))
    return Cents(neighbour.price_cents + percent(neighbour.price_cents, bounded))


def _band(bands: Sequence[RotationBand], days: int | None) -> Change | None:
    if days is None:
        return None
    return next((band.change for band in bands if band.up_to_days is None or days <= band.up_to_days), None)


def _named_line(kind: LineKind, names: Sequence[NamedChange], name: str | None, value: Cents) -> list[Line]:
    if name is None:
        return []
    found = next((one for one in names if named(one.name) == named(name)), None)
    return [] if found is None else [Line(kind=kind, amount_cents=of(found.change, value), name=found.name)]
