"""Correct what a car is while bidders look at it: a reason is needed, prices can't be touched (domain 6.7)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.accounts.principal import DealerUser
from server.kit.http import ID, Amount, Version
from server.kit.ids import new_id
from server.kit.postgres import Connection
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.rest.days import RegistrationDay
from server.stock.chronicle import FieldChange, actor_of, changes_of
from server.stock.dossiers.changing import cars_shown_anew
from server.stock.dossiers.place import Place, columns_of
from server.stock.records.faulting import refuse_faults
from server.stock.records.form import Mileage, Options, Word
from server.stock.records.holding import Held, refuse_twins, save
from server.stock.records.rules import IDENTITY, emptied, normalised

DEFECTS_MAX: Final = 50


class CorrectedDefect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A defect that was forgotten; what mending it costs is excl. VAT."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S")]
    amount_cents: Amount
    place: Place | None = None


class Correction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was wrong of the car as it was at `version`, and why; who bids is told all of it but the amounts."""

    version: Version
    reason: Annotated[str, msgspec.Meta(max_length=500)]
    plate: Word | UnsetType | None = UNSET
    vin: Word | UnsetType | None = UNSET
    mileage_km: Mileage | UnsetType | None = UNSET
    first_registration: RegistrationDay | UnsetType | None = UNSET
    options: Options | UnsetType = UNSET
    defects_added: Annotated[tuple[CorrectedDefect, ...], msgspec.Meta(max_length=DEFECTS_MAX)] = ()
    defects_removed: Annotated[tuple[Annotated[str, ID], ...], msgspec.Meta(max_length=DEFECTS_MAX)] = ()


def refuse_in_sale(held: Held, fields: Collection[str]) -> None:
    """Keep these of a car in a sale as bidders know them.

    Raises:
        Refusal: `in_sale` with `fields` and `auction_id`.

    """
    engaged = held.vehicle.engagement
    if fields and engaged is not None and engaged.kind == "auction":
        raise Refusal(Code.IN_SALE, fields=sorted(fields), auction_id=engaged.id)


async def correct(
    connection: Connection, user: DealerUser, held: Held, form: Correction, *, today: date
) -> Sequence[FieldChange]:
    """Write it, with the reason in the car's history; gives what a bidder may know of it.

    Raises:
        Refusal: `invalid` with every wrong field, or where nothing would change.
        Refusal: `duplicate`.

    """
    fields = normalised({name: value for name in IDENTITY if (value := getattr(form, name)) is not UNSET})
    said = {**fields, "mileage_reason": form.reason}
    refuse_faults(said, before=held.columns, today=today, further=emptied(fields, held.columns))
    changes = changes_of(held.columns, fields)
    changed = {change.field: fields[change.field] for change in changes}
    await refuse_twins(connection, _marks(changed), entity_id=held.vehicle.entity_id, but=held.vehicle.id)
    defects = [*await _remove(connection, held, form.defects_removed), *await _add(connection, held, form)]
    if not changes and not defects:
        raise Refusal(Code.INVALID, errors=[field_error("", Fault.NO_CHANGE)])
    told = (*defects, FieldChange(field="reason", before=None, after=form.reason))
    await save(connection, held, changed, actor=actor_of(user), kind="corrected", told=told)
    if not changes:
        await cars_shown_anew(connection, [held.vehicle.id])
    return [*changes, *defects]


def _marks(changed: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in changed.items() if name in ("plate", "vin")}


async def _add(connection: Connection, held: Held, form: Correction) -> list[FieldChange]:
    for defect in form.defects_added:
        await connection.execute(
            """
            INSERT INTO vehicle_defect (id, vehicle_id, name, amount_cents, place_view, place_x, place_y)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            new_id(),
            held.vehicle.id,
            defect.name,
            defect.amount_cents,
            *columns_of(defect.place),
        )
    return [FieldChange(field="defect", before=None, after=defect.name) for defect in form.defects_added]


async def _remove(connection: Connection, held: Held, ids: Sequence[str]) -> list[FieldChange]:
    rows = await connection.fetch(
        "DELETE FROM vehicle_defect WHERE vehicle_id = $1 AND id = ANY($2::uuid[]) RETURNING name",
        held.vehicle.id,
        list(ids),
    )
    if len(rows) < len(set(ids)):
        raise Refusal(Code.INVALID, errors=[field_error("/defects_removed", Fault.UNKNOWN)])
    await connection.execute("UPDATE photo SET defect_id = NULL WHERE defect_id = ANY($1::uuid[])", list(ids))
    return [FieldChange(field="defect", before=row["name"], after=None) for row in rows]
