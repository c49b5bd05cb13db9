"""Decide what an auction may look like: every wrong field of the form at once, times, lots (domain 7.1-7.3)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from server.auctions.auction import VEHICLES_MAX, AuctionForm, AuctionVehicleForm, SoftCloseForm
from server.kit.ids import VehicleId
from server.kit.money import Cents
from server.policies.auction_settings import AuctionSettings
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
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


def form_faults(form: AuctionForm, *, now: datetime) -> list[FieldError]:
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


def entry_faults(listed: Sequence[Entry]) -> list[FieldError]:
    """The refusals of cars as faults of the form."""
    return [
        field_error(f"/vehicles/{place}/vehicle_id", Fault(code))
        for place, entry in enumerate(listed)
        for code in entry.refusals
    ]


def warnings(form: AuctionForm, listed: Sequence[Entry]) -> list[FieldError]:
    """What is allowed and probably a mistake: a reserve that the first bid meets already."""
    odd = [
        f"/vehicles/{place}/reserve_cents"
        for place, entry in enumerate(listed)
        if 0 < (entry.reserve_cents or 0) < (entry.starting_price_cents or 0)
    ]
    start = sum(entry.starting_price_cents or 0 for entry in listed)
    if form.kind == "whole_lot" and 0 < (form.reserve_cents or 0) < start:
        odd.append("/reserve_cents")
    return [field_error(pointer, Fault.RESERVE_BELOW_START) for pointer in odd]


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


def _times(form: AuctionForm, *, now: datetime) -> Iterator[FieldError]:
    if not DURATION_SECONDS_MIN <= form.duration_seconds <= DURATION_SECONDS_MAX:
        yield _bounds("/duration_seconds", DURATION_SECONDS_MIN, DURATION_SECONDS_MAX)
    if form.starts_at is None:
        return
    if form.starts_at.tzinfo is None:
        yield field_error("/starts_at", Fault.NO_TIME_ZONE)
    elif form.starts_at < now - LATE_START_MAX:
        yield field_error("/starts_at", Fault.IN_THE_PAST)
    elif form.starts_at > now + AHEAD_MAX:
        yield field_error("/starts_at", Fault.TOO_FAR, last=(now + AHEAD_MAX).isoformat(timespec="seconds"))


def _soft_close(form: AuctionForm) -> Iterator[FieldError]:
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
        yield field_error("/soft_close/cap_seconds", Fault.CAP)
    if chosen.window_seconds > 0 and chosen.extension_seconds == 0:
        yield field_error("/soft_close/extension_seconds", Fault.EXTENSION)


def _prices(form: AuctionForm) -> Iterator[FieldError]:
    if form.minimum_raise_cents < 1:
        yield field_error("/minimum_raise_cents", Fault.TOO_LOW, least=1)
    if form.kind == "per_unit" and form.reserve_cents is not None:
        yield field_error("/reserve_cents", Fault.WRONG_KIND)
    if not 1 <= len(form.vehicles) <= VEHICLES_MAX:
        yield _bounds("/vehicles", 1, VEHICLES_MAX)
    for place, line in enumerate(form.vehicles):
        if line.starting_price_cents is not None and line.starting_price_cents < 1:
            yield field_error(f"/vehicles/{place}/starting_price_cents", Fault.TOO_LOW, least=1)
        if form.kind == "whole_lot" and line.reserve_cents is not None:
            yield field_error(f"/vehicles/{place}/reserve_cents", Fault.WRONG_KIND)


def _bounds(pointer: str, least: int, most: int) -> FieldError:
    return field_error(pointer, Fault.OUT_OF_BOUNDS, least=least, most=most)
