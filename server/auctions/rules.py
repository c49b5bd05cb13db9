"""Decide what an auction may look like: every wrong field of the form at once, times, lots (domain 7.1-7.3)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from server.auctions.auction import VEHICLES_MAX, AuctionForm, AuctionVehicleForm, SoftCloseForm
from server.kit.ids import VehicleId
from server.kit.money import Cents
from server.policies.auction_settings import AuctionSettings
from server.stock.rules import EntryRefusal, entry_refusals
from server.stock.vehicle import VehicleRow

DURATION_SECONDS_MIN = 10
DURATION_SECONDS_MAX = 90 * 86_400
AHEAD_MAX = timedelta(days=365)
# A form sent at the minute it names arrives a little later; then it starts at once.
LATE_START_MAX = timedelta(minutes=2)
SOFT_CLOSE_SECONDS_MAX = 3_600
SOFT_CLOSE_CAP_SECONDS_MAX = 86_400
HARD_END = SoftCloseForm(window_seconds=0, extension_seconds=0, cap_seconds=0)


class FieldFault(Struct, frozen=True, kw_only=True):
    """What is wrong with one field: a JSON pointer into the form, a code for the web, a text for a developer."""

    pointer: str
    code: str
    detail: str


class Entry(Struct, frozen=True, kw_only=True):
    """A car of the form: what it would start at, and every reason that keeps it out. Incl. VAT."""

    vehicle_id: VehicleId
    vehicle: VehicleRow | None
    starting_price_cents: Cents | None
    reserve_cents: Cents | None
    refusals: tuple[EntryRefusal, ...]


class Schedule(Struct, frozen=True, kw_only=True):
    """When bidding opens and, unless extended, ends."""

    starts_at: datetime
    ends_at: datetime


def form_faults(form: AuctionForm, *, now: datetime) -> list[FieldFault]:
    """Every field of the form that is wrong by itself, whatever the cars are."""
    return [*_times(form, now=now), *_soft_close(form), *_prices(form)]


def entries(form: AuctionForm, vehicles: Mapping[VehicleId, VehicleRow]) -> list[Entry]:
    """The form's cars in its order; `vehicles` are those of the entity, any other is unknown (domain 6.6, 6.7)."""
    seen: set[VehicleId] = set()
    listed: list[Entry] = []
    for line in form.vehicles:
        vehicle = vehicles.get(line.vehicle_id)
        refusals: list[EntryRefusal] = ["unknown_vehicle"] if vehicle is None else entry_refusals(vehicle)
        if line.vehicle_id in seen:
            refusals.append("listed_twice")
        seen.add(line.vehicle_id)
        listed.append(_entry(line, vehicle, refusals))
    return listed


def entry_faults(listed: Sequence[Entry]) -> list[FieldFault]:
    """The refusals of cars as faults of the form."""
    return [
        FieldFault(pointer=f"/vehicles/{place}/vehicle_id", code=code, detail=f"the car may not enter: {code}")
        for place, entry in enumerate(listed)
        for code in entry.refusals
    ]


def warnings(form: AuctionForm, listed: Sequence[Entry]) -> list[FieldFault]:
    """What is allowed and probably a mistake: a reserve that the first bid meets already."""
    detail = "the first bid meets it: no reserve is needed"
    odd = [
        f"/vehicles/{place}/reserve_cents"
        for place, entry in enumerate(listed)
        if 0 < (entry.reserve_cents or 0) < (entry.starting_price_cents or 0)
    ]
    start = sum(entry.starting_price_cents or 0 for entry in listed)
    if form.kind == "whole_lot" and 0 < (form.reserve_cents or 0) < start:
        odd.append("/reserve_cents")
    return [FieldFault(pointer=pointer, code="reserve_below_start", detail=detail) for pointer in odd]


def schedule(form: AuctionForm, *, now: datetime) -> Schedule:
    """When it runs: from the date asked for, or from now where there is none or it has just passed.

    A preview shows times whatever the form says, so that one that can't be (`_times` names it) is taken for now.
    """
    starts_at = form.starts_at
    if starts_at is None or starts_at.tzinfo is None or not now < starts_at <= now + AHEAD_MAX:
        starts_at = now
    seconds = min(max(form.duration_seconds, DURATION_SECONDS_MIN), DURATION_SECONDS_MAX)
    return Schedule(starts_at=starts_at, ends_at=starts_at + timedelta(seconds=seconds))


def soft_close(form: AuctionForm, settings: AuctionSettings) -> SoftCloseForm:
    """The form's own, or the entity's; a window of 0 is a hard end (domain "Bids: exact rules")."""
    chosen = form.soft_close
    if isinstance(chosen, SoftCloseForm):
        return chosen
    usual = settings.soft_close
    if chosen is None or usual is None:
        return HARD_END
    return SoftCloseForm(
        window_seconds=usual.window_seconds,
        extension_seconds=usual.extension_seconds,
        cap_seconds=usual.cap_seconds,
    )


def _entry(line: AuctionVehicleForm, vehicle: VehicleRow | None, refusals: list[EntryRefusal]) -> Entry:
    default = None if vehicle is None else vehicle.trade_price_cents
    return Entry(
        vehicle_id=line.vehicle_id,
        vehicle=vehicle,
        starting_price_cents=default if line.starting_price_cents is None else line.starting_price_cents,
        reserve_cents=line.reserve_cents,
        refusals=tuple(refusals),
    )


def _times(form: AuctionForm, *, now: datetime) -> Iterator[FieldFault]:
    if not DURATION_SECONDS_MIN <= form.duration_seconds <= DURATION_SECONDS_MAX:
        yield _bounds("/duration_seconds", DURATION_SECONDS_MIN, DURATION_SECONDS_MAX)
    if form.starts_at is None:
        return
    if form.starts_at.tzinfo is None:
        yield FieldFault(pointer="/starts_at", code="no_time_zone", detail="expected RFC 3339 with an offset")
    elif form.starts_at < now - LATE_START_MAX:
        yield FieldFault(pointer="/starts_at", code="in_the_past", detail="the start has passed")
    elif form.starts_at > now + AHEAD_MAX:
        yield FieldFault(pointer="/starts_at", code="too_far", detail=f"at most {AHEAD_MAX.days} days ahead")


def _soft_close(form: AuctionForm) -> Iterator[FieldFault]:
    chosen = form.soft_close
    if not isinstance(chosen, SoftCloseForm):
        return
    if not 0 <= chosen.window_seconds <= SOFT_CLOSE_SECONDS_MAX:
        yield _bounds("/soft_close/window_seconds", 0, SOFT_CLOSE_SECONDS_MAX)
    if not 0 <= chosen.extension_seconds <= SOFT_CLOSE_SECONDS_MAX:
        yield _bounds("/soft_close/extension_seconds", 0, SOFT_CLOSE_SECONDS_MAX)
    if not 0 <= chosen.cap_seconds <= SOFT_CLOSE_CAP_SECONDS_MAX:
        yield _bounds("/soft_close/cap_seconds", 0, SOFT_CLOSE_CAP_SECONDS_MAX)
    elif 0 < chosen.extension_seconds <= SOFT_CLOSE_SECONDS_MAX and chosen.cap_seconds < chosen.extension_seconds:
        # As the entity's settings say it.
        yield FieldFault(pointer="/soft_close/cap_seconds", code="cap", detail="is shorter than one extension")
    if chosen.window_seconds > 0 and chosen.extension_seconds == 0:
        yield FieldFault(
            pointer="/soft_close/extension_seconds", code="extension", detail="a late bid has to move the end"
        )


def _prices(form: AuctionForm) -> Iterator[FieldFault]:
    if form.minimum_raise_cents < 1:
        yield FieldFault(pointer="/minimum_raise_cents", code="too_low", detail="at least 1 cent")
    if form.kind == "per_unit" and form.reserve_cents is not None:
        yield FieldFault(pointer="/reserve_cents", code="wrong_kind", detail="each car has its own reserve")
    if not 1 <= len(form.vehicles) <= VEHICLES_MAX:
        yield _bounds("/vehicles", 1, VEHICLES_MAX)
    for place, line in enumerate(form.vehicles):
        if line.starting_price_cents is not None and line.starting_price_cents < 1:
            yield FieldFault(
                pointer=f"/vehicles/{place}/starting_price_cents", code="too_low", detail="at least 1 cent"
            )
        if form.kind == "whole_lot" and line.reserve_cents is not None:
            yield FieldFault(
                pointer=f"/vehicles/{place}/reserve_cents", code="wrong_kind", detail="the lot has one reserve"
            )


def _bounds(pointer: str, least: int, most: int) -> FieldFault:
    return FieldFault(pointer=pointer, code="out_of_bounds", detail=f"expected {least} to {most}")
