"""Hold one car still while it is changed, and save what changed: version, history and desks go along, always."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from server.accounts.principal import DealerUser, Right
from server.accounts.rights import may, sees_entity
from server.kit.ids import EntityId, VehicleId
from server.kit.postgres import Connection
from server.protocol.refusals import Code, Refusal
from server.stock.chronicle import Actor, FieldChange, changes_of, note, since, without_margins
from server.stock.dossiers.changing import cars_shown_anew
from server.stock.dossiers.dossier import SHOWN
from server.stock.live_updates import vehicles_changed
from server.stock.prices import PriceLines
from server.stock.queries import find_vehicle
from server.stock.vehicle import VehicleRow

_lines: msgspec.json.Decoder[PriceLines] = msgspec.json.Decoder(PriceLines)


class Held(Struct, frozen=True, kw_only=True):
    """A car nobody else changes until the transaction ends; `columns` are all of its row, `price_lines` decoded."""

    vehicle: VehicleRow
    columns: Mapping[str, object]


async def hold(connection: Connection, user: DealerUser, vehicle_id: VehicleId) -> Held:
    """The car, if the user sees its entity.

    Raises:
        Refusal: `not_found`.

    """
    held = await hold_any(connection, vehicle_id)
    if held is None or not sees_entity(user, held.vehicle.entity_id):
        raise Refusal(Code.NOT_FOUND)
    return held


async def hold_any(connection: Connection, vehicle_id: VehicleId) -> Held | None:
    """The car, whoever asks."""
    row = await connection.fetchrow("SELECT * FROM vehicle WHERE id = $1 FOR UPDATE", vehicle_id)
    vehicle = None if row is None else await find_vehicle(connection, vehicle_id)
    if row is None or vehicle is None:
        return None
    return Held(vehicle=vehicle, columns={**row, "price_lines": _lines.decode(row["price_lines"])})


async def demand_version(connection: Connection, user: DealerUser, held: Held, version: int) -> None:
    """Refuse who has seen an older car, with what the others changed since.

    Raises:
        Refusal: `conflict` with `version` and `changes`.

    """
    if held.vehicle.version != version:
        raise await overtaken(connection, user, held, version=version)


async def overtaken(connection: Connection, user: DealerUser, held: Held, *, version: int) -> Refusal:
    """The problem for somebody who was too late: what others did after that version, as the user may see it."""
    changes = await since(connection, held.vehicle.id, version=version)
    if not may(user, Right.SEE_MARGINS):
        changes = [without_margins(event) for event in changes]
    return Refusal(Code.CONFLICT, version=held.vehicle.version, changes=changes)


async def save(
    connection: Connection,
    held: Held,
    values: Mapping[str, object],
    *,
    actor: Actor,
    kind: str,
    told: tuple[FieldChange, ...] = (),
) -> int:
    """Write the columns and what follows; `told` is more for the history than columns say. Gives the new version."""
    columns_changed = changes_of(held.columns, values)
    changes = [*columns_changed, *told]
    version = held.vehicle.version + 1
    columns = {**{name: stored(value) for name, value in values.items()}, "version": version}
    # The names are those of our own Structs and columns.
    assignments = ", ".join(f"{name} = ${place}" for place, name in enumerate(columns, start=2))
    await connection.execute(f"UPDATE vehicle SET {assignments} WHERE id = $1", held.vehicle.id, *columns.values())  # noqa: S608 — our own words only
    await note(connection, held.vehicle.id, version=version, actor=actor, kind=kind, changes=changes)
    await vehicles_changed(connection, [held.vehicle.id])
    if SHOWN & {change.field for change in columns_changed}:
        await cars_shown_anew(connection, [held.vehicle.id])
    return version


def stored(value: object) -> object:
    """As the column takes it."""
    return msgspec.json.encode(value).decode() if isinstance(value, Struct) else value


async def refuse_twins(
    connection: Connection, values: Mapping[str, object], *, entity_id: EntityId, but: VehicleId | None = None
) -> None:
    """Refuse a plate or VIN that a car in the entity's stock has already.

    Raises:
        Refusal: `duplicate`, naming that car.

    """
    marks = {name: value for name in ("plate", "vin") if isinstance(value := values.get(name), str)}
    if not marks:
        return
    for mark in sorted(marks.values()):  # two who write the same plate at once take turns
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))", entity_id, mark)
    row = await connection.fetchrow(
        """
        SELECT id::text, number, plate = $2 AS plate, vin = $3 AS vin FROM vehicle
        WHERE entity_id = $1 AND status <> 'exited' AND id IS DISTINCT FROM $4 AND (plate = $2 OR vin = $3)
        ORDER BY number LIMIT 1
        """,
        entity_id,
        marks.get("plate"),
        marks.get("vin"),
        but,
    )
    if row is not None:
        same = [name for name in marks if row[name]]
        raise Refusal(Code.DUPLICATE, vehicle_id=row["id"], number=row["number"], fields=same)
