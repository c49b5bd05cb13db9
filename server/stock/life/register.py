"""Read the police register: pages of it, and all of it for paper and CSV (domain 6.2, "France")."""

from collections.abc import AsyncGenerator
from datetime import date, datetime

import msgspec
from msgspec import Struct

from server.kit.ids import EntityId, VehicleId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row, struct
from server.rest.listing import Page, decode_cursor, page_of
from server.stock.life.completing import FIELDS, Completion, Field

BATCH = 500
ENTRIES = """
SELECT entry.*, gone.exited_at, gone.client_name, gone.invoice_number, (
    SELECT coalesce(jsonb_agg(to_jsonb(added) ORDER BY completed_at, field), '[]') FROM police_completion added
    WHERE added.entity_id = entry.entity_id AND added.number = entry.number
) AS completions
FROM police_entry entry
LEFT JOIN vehicle_exit gone ON gone.vehicle_id = entry.vehicle_id AND gone.cancelled_at IS NULL
WHERE entry.entity_id = $1
"""
_completions: msgspec.json.Decoder[list[Completion]] = msgspec.json.Decoder(list[Completion])


class PoliceEntry(Struct, frozen=True, kw_only=True):
    """An entry as it was written, and how the car left since; price incl. VAT.

    `completions` is what was added since, `missing` what is still to be.
    """

    number: int
    vehicle_id: VehicleId
    recorded_at: datetime
    recorded_by: str
    entered_on: date
    make: str
    model: str
    model_version: str
    plate: str
    vin: str
    first_registration: date
    mileage_km: int
    outer_colour: str
    origin: str
    purchase_price_cents: Cents
    seller_name: str
    seller_address: str
    seller_document: str
    payment_method: str
    exited_at: datetime | None
    client_name: str | None
    invoice_number: str | None
    completions: list[Completion]
    missing: list[Field]


async def find_entry(pool: Pool, entity_id: EntityId, number: int) -> PoliceEntry | None:
    """One entry."""
    row = await pool.fetchrow(f"{ENTRIES} AND entry.number = $2", entity_id, number)
    return None if row is None else _entry(row)


async def missing_of(database: Pool | Connection, vehicle_id: VehicleId) -> list[Field]:
    """What the entry of a car still lacks; a car without an entry lacks nothing."""
    said = " UNION ALL ".join(f"SELECT '{name}' AS field, {name} AS value FROM entry" for name in FIELDS)  # noqa: S608 — our own words only
    rows = await database.fetch(
        f"""
        WITH entry AS (SELECT * FROM police_entry WHERE vehicle_id = $1)
        SELECT field FROM ({said}) AS said WHERE value = '' AND NOT EXISTS (
            SELECT FROM police_completion added, entry
            WHERE added.entity_id = entry.entity_id AND added.number = entry.number AND added.field = said.field)
        """,  # noqa: S608 — our own words only
        vehicle_id,
    )
    found = {row["field"] for row in rows}
    return [name for name in FIELDS if name in found]


def _entry(row: Row) -> PoliceEntry:
    completions = _completions.decode(row["completions"])
    known = {completion.field for completion in completions}
    missing = [name for name in FIELDS if not row[name] and name not in known]
    return struct({**row, "completions": completions, "missing": missing}, PoliceEntry)


async def find_entries(pool: Pool, entity_id: EntityId, *, limit: int, cursor: str | None) -> Page[PoliceEntry]:
    """A page, last entries first.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    before = after[0] if after and isinstance(after[0], int) else None
    rows = await pool.fetch(
        f"{ENTRIES} AND ($2::bigint IS NULL OR entry.number < $2) ORDER BY entry.number DESC LIMIT $3",
        entity_id,
        before,
        limit + 1,
    )
    total = await pool.fetchval("SELECT count(*) FROM police_entry WHERE entity_id = $1", entity_id)
    entries = [_entry(row) for row in rows]
    return page_of(entries, limit=limit, total=total or 0, key=lambda entry: (entry.number, entry.vehicle_id))


async def every_entry(
    database: Pool | Connection, entity_id: EntityId, *, entered_from: date | None, entered_to: date | None
) -> AsyncGenerator[list[PoliceEntry]]:
    """The entries in their order, so many at a time; whoever reads slowly holds no connection meanwhile."""
    last = 0
    while True:
        rows = await database.fetch(
            f"""
            {ENTRIES} AND entry.number > $2
                AND entry.entered_on BETWEEN coalesce($3, '-infinity'::date) AND coalesce($4, 'infinity'::date)
            ORDER BY entry.number LIMIT $5
            """,
            entity_id,
            last,
            entered_from,
            entered_to,
            BATCH,
        )
        if not rows:
            return
        last = rows[-1]["number"]
        yield [_entry(row) for row in rows]
