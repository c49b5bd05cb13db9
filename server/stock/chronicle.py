"""Keep what was done to each car: who, when, what (domain 4.10), in the transaction that does it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import AccountId, VehicleId, new_id
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row, struct
from server.rest.listing import Page, decode_cursor, page_of
from server.stock.vehicle import MARGIN_FIELDS

Scalar: TypeAlias = str | int | bool | None
EVENTS_SHOWN_MAX = 50


class Actor(Struct, frozen=True, kw_only=True):
    """Who did it; no account is the product itself."""

    account_id: AccountId | None
    name: str


class FieldChange(Struct, frozen=True, kw_only=True):
    """One field, what it was and what it is; lists and dates as text."""

    field: str
    before: Scalar
    after: Scalar


class VehicleEvent(Struct, frozen=True, kw_only=True):
    """Something that was done to a car, which made it this `version`."""

    id: str
    version: int
    at: datetime
    account_id: AccountId | None
    actor: str
    kind: str
    changes: list[FieldChange]


_changes: msgspec.json.Decoder[list[FieldChange]] = msgspec.json.Decoder(list[FieldChange])
NOBODY = Actor(account_id=None, name="Adjugé")


def without_margins(event: VehicleEvent) -> VehicleEvent:
    """What was done, but not what the car cost, for who may not see margins (domain 1.6)."""
    hidden = event.kind.startswith("cost")
    changes = [change for change in event.changes if not hidden and change.field not in MARGIN_FIELDS]
    return replace(event, changes=changes)


def actor_of(user: DealerUser) -> Actor:
    """The one signed in."""
    return Actor(account_id=user.account_id, name=user.name)


def changes_of(before: Mapping[str, object], after: Mapping[str, object]) -> list[FieldChange]:
    """What differs in the fields of `after`."""
    pairs = [(name, before.get(name), value) for name, value in after.items()]
    return [
        FieldChange(field=name, before=_scalar(then), after=_scalar(now))
        for name, then, now in pairs
        if _scalar(then) != _scalar(now)
    ]


async def note(
    connection: Connection,
    vehicle_id: VehicleId,
    *,
    version: int,
    actor: Actor,
    kind: str,
    changes: Sequence[FieldChange] = (),
) -> None:
    """Write it down."""
    await connection.execute(
        """
        INSERT INTO vehicle_event (id, vehicle_id, version, at, account_id, actor, kind, changes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
        """,
        new_id(),
        vehicle_id,
        version,
        clock.now(),
        actor.account_id,
        actor.name,
        kind,
        msgspec.json.encode(changes).decode(),
    )


async def note_all(
    connection: Connection,
    versions: Mapping[VehicleId, int],
    *,
    actor: Actor,
    kind: str,
    changes: Sequence[FieldChange] = (),
) -> None:
    """Write the same down for many cars, each with its version after it."""
    await connection.execute(
        """
        INSERT INTO vehicle_event (id, vehicle_id, version, at, account_id, actor, kind, changes)
        SELECT id, vehicle_id, version, $4, $5, $6, $7, $8::jsonb
        FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS noted (id, vehicle_id, version)
        """,
        [new_id() for _ in versions],
        list(versions),
        list(versions.values()),
        clock.now(),
        actor.account_id,
        actor.name,
        kind,
        msgspec.json.encode(changes).decode(),
    )


async def history(
    database: Pool | Connection, vehicle_id: VehicleId, *, limit: int, cursor: str | None
) -> Page[VehicleEvent]:
    """A page of it, newest first.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    rows = await database.fetch(
        """
        SELECT * FROM vehicle_event WHERE vehicle_id = $1 AND ($2::uuid IS NULL OR id < $2)
        ORDER BY id DESC LIMIT $3
        """,
        vehicle_id,
        None if after is None else after[1],
        limit + 1,
    )
    total = await database.fetchval("SELECT count(*) FROM vehicle_event WHERE vehicle_id = $1", vehicle_id)
    return page_of([_event(row) for row in rows], limit=limit, total=total or 0, key=lambda event: (None, event.id))


async def since(database: Pool | Connection, vehicle_id: VehicleId, *, version: int) -> list[VehicleEvent]:
    """What was done after the car was this version, oldest first: the other's change, for who comes too late."""
    rows = await database.fetch(
        "SELECT * FROM vehicle_event WHERE vehicle_id = $1 AND version > $2 ORDER BY id LIMIT $3",
        vehicle_id,
        version,
        EVENTS_SHOWN_MAX,
    )
    return [_event(row) for row in rows]


def _event(row: Row) -> VehicleEvent:
    return struct({**row, "changes": _changes.decode(row["changes"])}, VehicleEvent)


def _scalar(value: object) -> Scalar:
    match value:
        case None | bool() | int() | str():
            return value
        case list() | tuple():
            return ", ".join(map(str, value))
        case Struct():
            return msgspec.json.encode(value).decode()
        case _:
            return str(value)
