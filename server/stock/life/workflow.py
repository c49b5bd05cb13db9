"""Decide where a car may go on its life-line, and what has to be known of it there (domain 3.6, 6.1-6.4). Pure."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from server.policies.life_line import STATUSES, LifeLine, Status
from server.stock.vehicle import VehicleRow

Reason = Literal[
    "unknown_status",
    "already_there",
    "exit_must_be_cancelled",
    "skips_a_status",
    "never_goes_back_there",
    "ordered",
    "engaged_in_auction",
    "engaged_in_offer",
    "engaged_in_order",
    "not_sellable",
    "manual_exit_is_off",
    "needs_an_order",
]

# What must be known to reach a fixed status (domain 6.2, 6.3), in the order a form asks it.
REQUIRED: Mapping[Status, tuple[str, ...]] = {
    "pre_entry": (),
    "physical_entry": (
        "outer_colour",
        "inner_colour",
        "origin",
        "plate",
        "vin",
        "police_number",
        "entered_on",
        "first_registration",
        "mileage_km",
        "co2_g_km",
        "trade_price_cents",
    ),
    "for_sale": (),
    "delivery": ("seller_id", "client", "delivered_on", "delivery_point_of_sale_id", "physical_site_id"),
    "exited": (),
}


class Stage(Struct, frozen=True, kw_only=True):
    """A status of the life-line, as a picture shows it; an extra one has a label of the dealer's own."""

    key: str
    label: str | None
    fixed: Status
    reached: bool
    current: bool


class Move(Struct, frozen=True, kw_only=True):
    """Where the car could go next: `missing` are fields to ask for, `reasons` forbid it whatever is filled in."""

    to: str
    missing: list[str]
    reasons: list[Reason]


class Life(Struct, frozen=True, kw_only=True):
    """The life-line of one car."""

    stages: list[Stage]
    moves: list[Move]


def life_of(car: VehicleRow, line: LifeLine, *, known: Mapping[str, object], ordered: bool) -> Life:
    """The picture and every move but those that skip or are never allowed; `ordered`: an order delivers it."""
    stages = line.stages()
    here = stages.index(car.stage) if car.stage in stages else stages.index(car.status)
    labels = {extra.key: extra.label for extra in line.extra_statuses}
    moves = [(stage, reasons_against(car, stage, line, ordered=ordered)) for stage in stages if stage != car.stage]
    hopeless = {"skips_a_status", "never_goes_back_there", "exit_must_be_cancelled"}
    return Life(
        stages=[
            Stage(
                key=stage,
                label=labels.get(stage),
                fixed=line.fixed(stage) or car.status,
                reached=place <= here,
                current=place == here,
            )
            for place, stage in enumerate(stages)
        ],
        moves=[
            Move(to=stage, missing=missing(car, stage, line, known=known), reasons=reasons)
            for stage, reasons in moves
            if not hopeless & set(reasons)
        ],
    )


def reasons_against(car: VehicleRow, to: str, line: LifeLine, *, ordered: bool) -> list[Reason]:
    """Every reason that forbids the move by hand; none: it may be, once nothing is missing."""
    target = line.fixed(to)
    if target is None:
        return ["unknown_status"]
    if to == car.stage:
        return ["already_there"]
    if car.status == "exited":
        return ["exit_must_be_cancelled"]
    steps = STATUSES.index(target) - STATUSES.index(car.status)
    if steps > 1:
        return ["skips_a_status"]
    if steps < 0:
        return _reasons_back(car, target, steps=steps, ordered=ordered)
    if target == "delivery" and steps:
        return _reasons_out(car, line)
    return []


def missing(car: VehicleRow, to: str, line: LifeLine, *, known: Mapping[str, object]) -> list[str]:
    """The fields that must still be given to go there; `known` is everything said of the car and with the move."""
    target = line.fixed(to)
    if target is None or STATUSES.index(target) <= STATUSES.index(car.status):
        return []
    return [name for name in REQUIRED[target] if known.get(name) in (None, "")]


def _reasons_back(car: VehicleRow, target: Status, *, steps: int, ordered: bool) -> list[Reason]:
    """Back into the workshop, or a delivery by hand taken back; the register knows no way back to before entry."""
    if steps < -1 or target == "pre_entry":
        return ["never_goes_back_there"]
    if car.status == "delivery":
        return ["ordered"] if ordered else []
    return _engaged(car)


def _reasons_out(car: VehicleRow, line: LifeLine) -> list[Reason]:
    """By hand only as the settings say, and only cars that aren't sold to private people (domain 3.6)."""
    reasons: list[Reason] = []
    if not line.manual_exit:
        reasons.append("manual_exit_is_off")
    if car.destination == "retail":
        reasons.append("needs_an_order")
    if not car.sellable:
        reasons.append("not_sellable")
    # An offer is no hindrance to the pro it is made out to, for whom the car is kept.
    if car.engagement is not None and not (car.engagement.kind == "offer" and car.reserved_for is not None):
        reasons += _engaged(car)
    return reasons


def _engaged(car: VehicleRow) -> list[Reason]:
    if car.engagement is None:
        return []
    match car.engagement.kind:
        case "auction":
            return ["engaged_in_auction"]
        case "offer":
            return ["engaged_in_offer"]
        case "order":
            return ["engaged_in_order"]
