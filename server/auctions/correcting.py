"""Correct a car under the eyes of its bidders: all of them are told at once, and the lot keeps it (domain 6.7)."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from msgspec.structs import replace

from server.accounts.principal import DealerUser
from server.auctions.lot_lines import lots_of, named
from server.auctions.messages import auction_message
from server.kit import clock
from server.kit.ids import AuctionId, VehicleId, new_id
from server.kit.postgres import Connection, transaction
from server.notifications import recipients
from server.notifications.sending import send
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.chronicle import FieldChange, Scalar
from server.stock.identity import shown_plate
from server.stock.records.correcting import Correction, correct
from server.stock.records.holding import demand_version, hold

LANGUAGES: Final = ("fr", "en")
FIELDS: Final = {
    "plate": ("immatriculation", "registration"),
    "vin": ("VIN", "VIN"),
    "mileage_km": ("kilométrage", "mileage"),
    "first_registration": ("première mise en circulation", "first registration"),
    "options": ("options", "options"),
    "defect": ("défaut", "defect"),
}


async def correct_in_sale(resources: Resources, user: DealerUser, vehicle_id: VehicleId, form: Correction) -> None:
    """Correct it, tell everybody invited why, and have the rooms show it.

    Raises:
        Refusal: `not_found`; `conflict` with what others changed meanwhile; `invalid` with every wrong field.
        Refusal: `reason_required`, `not_in_sale`, `duplicate`.

    """
    form = replace(form, reason=" ".join(form.reason.split()))
    if not form.reason:
        raise Refusal(Code.REASON_REQUIRED)
    now = clock.now()
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        engaged = held.vehicle.engagement
        if engaged is None or engaged.kind != "auction":
            raise Refusal(Code.NOT_IN_SALE)
        await demand_version(connection, user, held, form.version)
        changes = await correct(connection, user, held, form, today=now.date())
        auction_id = AuctionId(engaged.id)
        lot: int | None = await connection.fetchval(
            "SELECT lot FROM lot_vehicle WHERE auction_id = $1 AND vehicle_id = $2", auction_id, vehicle_id
        )
        assert lot is not None
        await connection.execute(
            """
            INSERT INTO car_correction (id, auction_id, lot, vehicle_id, at, user_id, reason, changes)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
            """,
            new_id(),
            auction_id,
            lot,
            vehicle_id,
            now,
            user.user_id,
            form.reason,
            msgspec.json.encode(changes).decode(),
        )
        await _notify(connection, auction_id, lot, changes, reason=form.reason)


async def _notify(
    connection: Connection, auction_id: AuctionId, lot: int, changes: Sequence[FieldChange], *, reason: str
) -> None:
    facts = {**named(await lots_of(connection, auction_id, [lot])), "reason": reason}
    invited = await recipients.concerned_members(connection, auction_id)
    for place, lang in enumerate(LANGUAGES):
        to = [recipient for recipient in invited if (recipient.locale == "en") == (lang == "en")]
        worded = {**facts, "corrections": " ; ".join(_said(change, place) for change in changes)}
        message = await auction_message(connection, auction_id, "car_corrected", to, worded, at=clock.now())
        await send(connection, message)


def _said(change: FieldChange, place: int) -> str:
    """`kilométrage : 109 465 → 119 465 km`."""
    before, after = _value(change.field, change.before, place), _value(change.field, change.after, place)
    unit = " km" if change.field == "mileage_km" else ""
    return f"{FIELDS[change.field][place]}{(' : ', ': ')[place]}{before} → {after}{unit}"


def _value(field: str, value: Scalar, place: int) -> str:
    if value is None or value == "":
        return "–"
    if field == "plate":
        return shown_plate(str(value))
    if field == "first_registration" and place == 0:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    return f"{value:,}".replace(",", "\u202f" if place == 0 else ",") if isinstance(value, int) else str(value)
