"""Read a form against the stock: what the auction would be, and everything that speaks against it (domain 7.2, 6.6)."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from server.accounts.principal import DealerUser, Principal, Right
from server.accounts.rights import may, sees_entity
from server.auctions.auction import AuctionForm, SoftCloseForm
from server.auctions.rules import (
    Entry,
    Schedule,
    entries,
    entry_faults,
    form_faults,
    schedule,
    soft_close,
    warnings,
)
from server.kit import clock
from server.kit.ids import EntityId, ProId, VehicleId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.policies.auction_settings import AuctionSettings
from server.policies.reading import auction_settings
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.protocol.lots import Margin
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.margins import GainBasis, LotFigures, margin_at, margin_of_lot
from server.stock.queries import vehicles_by_id
from server.stock.rules import EntryRefusal


class Draft(Struct, frozen=True, kw_only=True):
    """A form with what the database knows about it; `faults` are all its wrong fields, refused cars aside."""

    form: AuctionForm
    entries: tuple[Entry, ...]
    faults: tuple[FieldError, ...]
    schedule: Schedule
    soft_close: SoftCloseForm
    settings: AuctionSettings
    pro_ids: tuple[ProId, ...]


class PreviewVehicle(Struct, frozen=True, kw_only=True):
    """A car of the form with its figures at the starting price (domain 7.2); `refusals` keep it out."""

    vehicle_id: VehicleId
    label: str | None = None
    market_value_cents: Cents | None = None
    sale_price_cents: Cents | None = None
    real_margin_cents: Cents | None = None
    starting_price_cents: Cents | None
    reserve_cents: Cents | None
    margin: Margin | None = None
    refusals: tuple[EntryRefusal, ...]


class PreviewTotals(Struct, frozen=True, kw_only=True):
    """Sums over the cars that may enter; the market value counts only those that have one."""

    vehicles: int
    market_value_cents: int
    sale_price_cents: int
    starting_price_cents: int
    reserve_cents: int
    margin: Margin | None


class Preview(Struct, frozen=True, kw_only=True):
    """What the form would make: `pros` is how many would be told, `errors` are wrong fields, `warnings` odd ones."""

    pros: int
    starts_at: datetime
    ends_at: datetime
    soft_close: SoftCloseForm | None
    gain_basis: GainBasis
    vehicles: tuple[PreviewVehicle, ...]
    totals: PreviewTotals
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...]


async def preview(resources: Resources, principal: Principal, form: AuctionForm) -> Preview:
    """The form's figures, refusals and wrong fields, margins for who may see them; changes nothing.

    Raises:
        Refusal: `forbidden` without the right to run auctions, `not_found` for an entity that isn't the user's.

    """
    allowed(principal, form.entity_id)
    draft = await read_draft(resources.postgres, form, now=clock.now())
    cars = tuple(_preview_vehicle(entry) for entry in draft.entries)
    totals = _preview_totals(form, cars)
    if not may(principal, Right.SEE_MARGINS):
        cars = tuple(replace(car, real_margin_cents=None, margin=None) for car in cars)
        totals = replace(totals, margin=None)
    return Preview(
        pros=len(draft.pro_ids),
        starts_at=draft.schedule.starts_at,
        ends_at=draft.schedule.ends_at,
        soft_close=draft.soft_close if draft.soft_close.window_seconds else None,
        gain_basis=draft.settings.gain_basis,
        vehicles=cars,
        totals=totals,
        errors=draft.faults,
        warnings=tuple(warnings(form, draft.entries)),
    )


def allowed(principal: Principal, entity_id: EntityId) -> DealerUser:
    """The dealer's user who may run auctions of the entity.

    Raises:
        Refusal: `forbidden` or `not_found`.

    """
    if not isinstance(principal, DealerUser) or not may(principal, Right.RUN_AUCTIONS):
        raise Refusal(Code.FORBIDDEN)
    if not sees_entity(principal, entity_id):
        raise Refusal(Code.NOT_FOUND)
    return principal


async def read_draft(database: Pool | Connection, form: AuctionForm, *, now: datetime, lock: bool = False) -> Draft:
    """The form with its cars, settings and pros; with `lock` the cars stay as they are until the transaction ends."""
    faults = form_faults(form, now=now)
    cars = await vehicles_by_id(
        database, {line.vehicle_id for line in form.vehicles}, entity_id=form.entity_id, lock=lock
    )
    faults += await _unknown_references(database, form)
    settings = await auction_settings(database, form.entity_id)
    if not settings.enabled:
        faults.append(field_error("/entity_id", Fault.AUCTIONS_OFF))
    pro_ids = await _pros_to_invite(database, form)
    if not pro_ids:
        faults.append(field_error("/distribution_list_id", Fault.NO_PRO))
    return Draft(
        form=form,
        entries=tuple(entries(form, cars)),
        faults=tuple(faults),
        schedule=schedule(form, now=now),
        soft_close=soft_close(form, settings),
        settings=settings,
        pro_ids=pro_ids,
    )


def all_faults(draft: Draft) -> list[FieldError]:
    """What forbids making the auction: wrong fields and refused cars."""
    return [*draft.faults, *entry_faults(draft.entries)]


async def _unknown_references(database: Pool | Connection, form: AuctionForm) -> list[FieldError]:
    row = await database.fetchrow(
        """
        SELECT EXISTS (SELECT FROM point_of_sale WHERE id = $1 AND entity_id = $2) AS point_of_sale,
            $3::uuid IS NULL OR EXISTS (SELECT FROM distribution_list WHERE id = $3 AND entity_id = $2) AS list
        """,
        form.point_of_sale_id,
        form.entity_id,
        form.distribution_list_id,
    )
    assert row is not None
    checks = {"/point_of_sale_id": row["point_of_sale"], "/distribution_list_id": row["list"]}
    return [field_error(pointer, Fault.UNKNOWN) for pointer, known in checks.items() if not known]


async def _pros_to_invite(database: Pool | Connection, form: AuctionForm) -> tuple[ProId, ...]:
    """The connected pros of the list, or every connected pro (domain 2.4, 2.7)."""
    rows = await database.fetch(
        """
        SELECT pro_id FROM connection
        WHERE entity_id = $1 AND ended_at IS NULL
            AND ($2::uuid IS NULL OR pro_id IN (SELECT pro_id FROM distribution_list_pro WHERE list_id = $2))
        ORDER BY pro_id
        """,
        form.entity_id,
        form.distribution_list_id,
    )
    return tuple(ProId(str(row["pro_id"])) for row in rows)


def _preview_vehicle(entry: Entry) -> PreviewVehicle:
    car = entry.vehicle
    if car is None:
        return PreviewVehicle(
            vehicle_id=entry.vehicle_id,
            starting_price_cents=entry.starting_price_cents,
            reserve_cents=entry.reserve_cents,
            refusals=entry.refusals,
        )
    margin = None
    if car.real_margin_cents is not None and car.trade_price_cents and entry.starting_price_cents is not None:
        margin = margin_of_lot(
            LotFigures(
                starting_price_cents=entry.starting_price_cents,
                sale_price_cents=car.trade_price_cents,
                real_margin_cents=car.real_margin_cents,
            )
        )
    return PreviewVehicle(
        vehicle_id=entry.vehicle_id,
        label=car.label,
        market_value_cents=car.market_value_cents,
        sale_price_cents=car.trade_price_cents,
        real_margin_cents=car.real_margin_cents,
        starting_price_cents=entry.starting_price_cents,
        reserve_cents=entry.reserve_cents,
        margin=margin,
        refusals=entry.refusals,
    )


def _preview_totals(form: AuctionForm, cars: Sequence[PreviewVehicle]) -> PreviewTotals:
    entering = [car for car in cars if not car.refusals]
    start = sum(car.starting_price_cents or 0 for car in entering)
    sale = sum(car.sale_price_cents or 0 for car in entering)
    reserves = sum(car.reserve_cents or 0 for car in entering)
    return PreviewTotals(
        vehicles=len(entering),
        market_value_cents=sum(car.market_value_cents or 0 for car in entering),
        sale_price_cents=sale,
        starting_price_cents=start,
        reserve_cents=reserves if form.kind == "per_unit" else form.reserve_cents or 0,
        margin=margin_at(
            real_cents=Cents(sum(car.real_margin_cents or 0 for car in entering)),
            gain_cents=Cents(0),
            above_sale_cents=Cents(start - sale),
        ),
    )
