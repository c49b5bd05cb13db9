"""Take a file of cars in: look at it, wait in the queue, and be told how far it got."""

import msgspec

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import EntityId, PointOfSaleId, new_id
from server.kit.postgres import Pool, transaction
from server.kit.workshop import WorkFailedError, workshop
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.rest.listing import Page, decode_cursor, page_of
from server.stock.chronicle import actor_of
from server.stock.exchanging.mapping import mapping_faults, proposed
from server.stock.exchanging.reading_tables import Inspected, inspect
from server.stock.exchanging.vehicle_import import ImportRun, VehicleImport, import_of
from server.stock.live_updates import import_changed

# Rings the processes that work on imports.
RING = "vehicle_import"
COLUMNS = """
id, entity_id, point_of_sale_id, file_name, state, dry_run, reading, headers, sample, mapping, rows_total, rows_done,
rows_good, error_count, errors, failure, created_at, finished_at
"""


async def take_file(
    pool: Pool,
    user: DealerUser,
    content: bytes,
    *,
    entity_id: EntityId,
    point_of_sale_id: PointOfSaleId,
    file_name: str,
) -> VehicleImport:
    """Keep the file, with a first look at it and a proposal of what its columns are.

    Raises:
        Refusal: `invalid` for somebody else's point of sale.
        Refusal: `not_a_table` with the reason.

    """
    known = await pool.fetchval(
        "SELECT true FROM point_of_sale WHERE id = $1 AND entity_id = $2", point_of_sale_id, entity_id
    )
    if not known:
        raise Refusal(Code.INVALID, errors=[field_error("point_of_sale_id", Fault.UNKNOWN)])
    try:
        inspected = await workshop.run(inspect, content)
    except WorkFailedError:
        inspected = "unreadable"
    if not isinstance(inspected, Inspected):
        raise Refusal(Code.NOT_A_TABLE, reason=inspected)
    import_id = new_id()
    await pool.execute(
        """
        INSERT INTO vehicle_import (id, entity_id, point_of_sale_id, account_id, actor, file_name, content, reading,
            headers, sample, mapping, state, dry_run, skip_errors, rows_total, rows_done, rows_good, error_count,
            errors, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'uploaded', true, false, $12, 0, 0, 0, '[]', $13)
        """,
        import_id,
        entity_id,
        point_of_sale_id,
        user.account_id,
        actor_of(user).name,
        file_name,
        content,
        msgspec.json.encode(inspected.reading).decode(),
        inspected.headers,
        msgspec.json.encode(inspected.sample).decode(),
        msgspec.json.encode(proposed(inspected.headers)).decode(),
        inspected.rows,
        clock.now(),
    )
    return await find_import(pool, user, import_id)


async def start(pool: Pool, user: DealerUser, import_id: str, asked: ImportRun) -> VehicleImport:
    """Put it in the queue.

    Raises:
        Refusal: `not_found`; `invalid` for a mapping that can't be.
        Refusal: `import_under_way`.

    """
    found = await find_import(pool, user, import_id)
    faults = mapping_faults(asked.mapping, found.headers)
    if faults:
        raise Refusal(Code.INVALID, errors=faults)
    async with transaction(pool) as connection:
        changed = await connection.fetchval(
            """
            UPDATE vehicle_import SET state = 'queued', mapping = $2, dry_run = $3, skip_errors = $4, rows_done = 0,
                rows_good = 0, error_count = 0, errors = '[]', failure = NULL, finished_at = NULL, beaten_at = NULL
            WHERE id = $1 AND state IN ('uploaded', 'checked', 'failed') AND content IS NOT NULL RETURNING true
            """,
            import_id,
            msgspec.json.encode(asked.mapping).decode(),
            asked.dry_run,
            asked.skip_errors,
        )
        if not changed:
            raise Refusal(Code.IMPORT_UNDER_WAY, state=found.state)
        await import_changed(connection, found.entity_id, import_id, {"state": "queued"})
        await connection.execute(f"NOTIFY {RING}")
    return await find_import(pool, user, import_id)


async def find_import(pool: Pool, user: DealerUser, import_id: str) -> VehicleImport:
    """One file.

    Raises:
        Refusal: `not_found`.

    """
    row = await pool.fetchrow(
        f"SELECT {COLUMNS} FROM vehicle_import WHERE id = $1 AND entity_id = ANY($2::uuid[])",  # noqa: S608 — our own words only
        import_id,
        list(user.entity_ids),
    )
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    return import_of(row)


async def find_imports(pool: Pool, user: DealerUser, *, limit: int, cursor: str | None) -> Page[VehicleImport]:
    """The files of the user's entities, latest first.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    rows = await pool.fetch(
        f"""
        SELECT {COLUMNS} FROM vehicle_import
        WHERE entity_id = ANY($1::uuid[]) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
        """,  # noqa: S608 — our own words only
        list(user.entity_ids),
        None if after is None else after[1],
        limit + 1,
    )
    total = await pool.fetchval(
        "SELECT count(*) FROM vehicle_import WHERE entity_id = ANY($1::uuid[])", list(user.entity_ids)
    )
    found = [import_of(row) for row in rows]
    return page_of(found, limit=limit, total=total or 0, key=lambda file: (None, file.id))


async def forget(pool: Pool, user: DealerUser, import_id: str) -> None:
    """Forget a file that isn't being worked on.

    Raises:
        Refusal: `not_found`.
        Refusal: `import_under_way`.

    """
    found = await find_import(pool, user, import_id)
    if not await pool.fetchval(
        "DELETE FROM vehicle_import WHERE id = $1 AND state NOT IN ('queued', 'running') RETURNING true", import_id
    ):
        raise Refusal(Code.IMPORT_UNDER_WAY, state=found.state)
