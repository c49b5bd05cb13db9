"""Decide by settings: where a car goes, whether its estimate needs nobody, what settings may not say (domain 3).

Pure. Every fault of a setting is named, not the first alone.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from server.kit.money import Cents
from server.policies.auction_settings import AuctionSettings
from server.policies.life_line import STATUSES, ExtraStatus, LifeLine, stages_of
from server.policies.price_policy import DestinationRule, ModelRule, PricePolicy
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error

Destination = Literal["retail", "trade", "scrap"]
Exclusion = Literal[
    "not_automatic",
    "damaged",
    "imported",
    "not_running",
    "finance_exceeds_price",
    "below_minimum_price",
    "too_old",
    "age_unknown",
    "no_market_value",
]

FEBRUARY, LEAP_DAY = 2, 29


class Car(Struct, frozen=True, kw_only=True):
    """What rules look at of a car; None is unknown."""

    make: str
    model: str
    first_registration: date | None
    mileage_km: int | None


class Directed(Struct, frozen=True, kw_only=True):
    """Where a car goes, by which rule, and which of its bounds it exceeds (None: there is none, or it is unknown)."""

    destination: Destination
    rule: DestinationRule
    of: Literal["default", "make", "model"]
    older: bool | None
    further: bool | None


class Condition(Struct, frozen=True, kw_only=True):
    """What keeps an estimate from validating itself (domain 3.4). `trade_in_cents` is the group trade-in price."""

    damaged: bool
    imported: bool
    running: bool
    outstanding_finance_cents: Cents
    trade_in_cents: Cents | None


def direct(policy: PricePolicy, car: Car, *, today: date) -> Directed:
    """Where the car goes by itself: trade when its rule says so, else retail (domain 3.3)."""
    rule, of = _rule_of(policy, car)
    bounds = (rule.older_than_years, car.first_registration)
    older = None if None in bounds else older_than(car.first_registration, rule.older_than_years, today=today)
    further = None if None in (rule.beyond_km, car.mileage_km) else (car.mileage_km or 0) > (rule.beyond_km or 0)
    wanted = [said for bound, said in ((rule.older_than_years, older), (rule.beyond_km, further)) if bound is not None]
    exceeds = bool(wanted) and (all if rule.both else any)(said is True for said in wanted)
    return Directed(destination="trade" if exceeds else "retail", rule=rule, of=of, older=older, further=further)


def exclusions(
    policy: PricePolicy, destination: Destination, car: Car, condition: Condition, *, today: date
) -> list[Exclusion]:
    """Everything that keeps the estimate from being validated without a manager; none: it is (domain 3.4, 4.5)."""
    automatic = {"retail": policy.validates_retail, "trade": policy.validates_trade, "scrap": False}[destination]
    price = condition.trade_in_cents
    said: list[tuple[Exclusion, bool]] = [
        ("not_automatic", not automatic),
        ("damaged", condition.damaged),
        ("imported", condition.imported),
        ("not_running", not condition.running),
        ("no_market_value", price is None),
        ("finance_exceeds_price", price is not None and condition.outstanding_finance_cents > price),
        ("below_minimum_price", price is not None and price < policy.minimum_trade_in_cents),
        ("age_unknown", car.first_registration is None),
        (
            "too_old",
            car.first_registration is not None
            and older_than(car.first_registration, policy.maximum_age_years, today=today),
        ),
    ]
    return [exclusion for exclusion, holds in said if holds]


def older_than(born: date | None, years: int | None, *, today: date) -> bool:
    """Whether the anniversary has passed; on the day itself a car is not older yet."""
    assert born is not None
    assert years is not None
    day = 28 if (born.month, born.day) == (FEBRUARY, LEAP_DAY) else born.day
    return today > date(born.year + years, born.month, day)


def reconditioning(policy: PricePolicy, destination: Destination) -> Cents:
    """Reconditioning costs by destination; trade has its own where they are set (domain 3.5)."""
    if destination == "trade" and policy.trade_reconditioning_cents is not None:
        return policy.trade_reconditioning_cents
    return policy.reconditioning_cents


def _rule_of(policy: PricePolicy, car: Car) -> tuple[DestinationRule, Literal["default", "make", "model"]]:
    make, model = named(car.make), named(car.model)
    of_make = [rule for rule in policy.model_destination_rules if named(rule.make) == make]
    for rule in of_make:
        if rule.model is not None and named(rule.model) == model:
            return rule.rule, "model"
    for rule in of_make:
        if rule.model is None:
            return rule.rule, "make"
    return policy.destination_rule, "default"


def named(name: str) -> str:
    """A name as it is compared: without case, and with single spaces."""
    return " ".join(name.casefold().split())


def price_policy_faults(policy: PricePolicy) -> list[FieldError]:
    """Everything such a policy may not say."""
    return [*_twice_listed(policy), *_bands(policy), *_names(policy)]


def life_line_faults(settings: LifeLine) -> list[FieldError]:
    """Everything such a life-line may not say: unknown or circular places, doubles, an order that can't be."""
    faults = [*_extra_faults(settings.extra_statuses)]
    stages = stages_of(settings.extra_statuses)
    for name in ("publishable_from", "sellable_from"):
        stage: str = getattr(settings, name)
        if stage not in stages:
            faults.append(field_error(f"/{name}", Fault.UNKNOWN_STATUS, status=stage))
        elif stages.index(stage) >= stages.index("delivery"):
            faults.append(field_error(f"/{name}", Fault.LEAVING))
    if not faults and stages.index(settings.sellable_from) < stages.index(settings.publishable_from):
        faults.append(field_error("/sellable_from", Fault.ORDER))
    return faults


def auction_faults(settings: AuctionSettings) -> list[FieldError]:
    """Everything that such auction settings may not say."""
    soft = settings.soft_close
    if soft is None:
        return []
    faults: list[FieldError] = []
    if soft.window_seconds == 0:
        faults.append(field_error("/soft_close/window_seconds", Fault.WINDOW))
    if soft.extension_seconds == 0:
        faults.append(field_error("/soft_close/extension_seconds", Fault.EXTENSION))
    if soft.cap_seconds < soft.extension_seconds:
        faults.append(field_error("/soft_close/cap_seconds", Fault.CAP))
    return faults


def _extra_faults(extras: Sequence[ExtraStatus]) -> Iterator[FieldError]:
    keys = [extra.key for extra in extras]
    stages = stages_of(extras)
    for place, extra in enumerate(extras):
        if extra.key in STATUSES or extra.key in keys[:place]:
            yield field_error(f"/extra_statuses/{place}/key", Fault.TWICE)
        elif extra.after == "exited":
            yield field_error(f"/extra_statuses/{place}/after", Fault.AFTER_EXIT)
        elif extra.after not in STATUSES and extra.after not in keys:
            yield field_error(f"/extra_statuses/{place}/after", Fault.UNKNOWN_STATUS, status=extra.after)
        elif extra.key not in stages:
            yield field_error(f"/extra_statuses/{place}/after", Fault.CIRCLE)


def _twice_listed(policy: PricePolicy) -> Iterator[FieldError]:
    def name_of(rule: ModelRule) -> tuple[str, str | None]:
        return named(rule.make), rule.model and named(rule.model)

    yield from _doubles([name_of(rule) for rule in policy.model_destination_rules], "/model_destination_rules/{}/model")
    yield from _doubles(list(policy.recipient_pro_ids), "/recipient_pro_ids/{}")


def _names(policy: PricePolicy) -> Iterator[FieldError]:
    for field in ("origins", "inner_colours", "outer_colours"):
        yield from _doubles([named(one.name) for one in getattr(policy, field)], f"/{field}/{{}}/name")


def _bands(policy: PricePolicy) -> Iterator[FieldError]:
    last = 0
    for place, band in enumerate(policy.rotation):
        pointer = f"/rotation/{place}/up_to_days"
        if band.up_to_days is None:
            if place != len(policy.rotation) - 1:
                yield field_error(pointer, Fault.LAST)
        elif band.up_to_days <= last:
            yield field_error(pointer, Fault.RISE)
        last = band.up_to_days or last


def _doubles(names: Sequence[object], pointer: str) -> Iterator[FieldError]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield field_error(pointer.format(place), Fault.TWICE)
