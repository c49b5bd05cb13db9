"""Load one file of cars, in a process of its own: convert every line, then write all cars in one transaction.

Nothing is half done: the cars come by COPY in the transaction that says so. Progress goes by a second connection.
"""

import asyncio
from collections.abc import Iterator, Mapping

import asyncpg
import msgspec
from msgspec import Struct

from server.kit import clock, postgres
from server.kit.ids import EntityId, new_id
from server.kit.postgres import Connection
from server.kit.rows import Row
from server.kit.workshop import limited_to
from server.stock.exchanging.converting import Converter, LineError, Twins
from server.stock.exchanging.reading_tables import NotATableError, header_of, open_table
from server.stock.exchanging.vehicle_import import ERRORS_KEPT_MAX
from server.stock.live_updates import import_changed, stock_changed
from server.stock.numbering import take_numbers

# Whoever waits is told so often.
BEAT_ROWS = 2_000
BEAT_SECONDS = 0.5
COPY_SECONDS_MAX = 600.0
CREATED = "imported"


class Progress(Struct, kw_only=True):
    """How far it is."""

    done: int = 0
    error_count: int = 0
    errors: list[LineError]
    cars: list[dict[str, object]]


@limited_to(cpu_seconds=900)
def load(database_url: str, import_id: str) -> None:
    """Work on a file that is `running`; its row says what came of it."""
    asyncio.run(_load(database_url, import_id))


async def _load(database_url: str, import_id: str) -> None:
    telling = await postgres.connect(database_url, name="adjuge import")
    writing = await postgres.connect(database_url, name="adjuge import", statement_timeout_seconds=COPY_SECONDS_MAX)
    try:
        # Held as long as this process lives, so that nobody takes the file for forsaken.
        if not await writing.fetchval(
            "SELECT pg_try_advisory_lock(hashtext('vehicle_import'), hashtext($1))", import_id
        ):
            return
        row = await telling.fetchrow("SELECT * FROM vehicle_import WHERE id = $1 AND state = 'running'", import_id)
        if row is None:
            return
        await _work(telling, writing, row)
    finally:
        await telling.close()
        await writing.close()


async def _work(telling: Connection, writing: Connection, row: Row) -> None:
    progress = Progress(errors=[], cars=[])
    try:
        names = await _convert(telling, row, progress)
    except NotATableError as error:
        await _finish(telling, row, progress, state="failed", failure=error.reason)
        return
    refused = progress.error_count > 0 and not row["skip_errors"]
    if row["dry_run"] or refused:
        await _finish(telling, row, progress, state="checked", failure=None)
        return
    await _learn_words(telling, progress.cars)
    try:
        async with postgres.transaction_on(writing):
            await _write(writing, row, progress.cars, names)
            await _finish_in(writing, row, progress, state="imported", failure=None)
    except asyncpg.UniqueViolationError:
        await _finish(telling, row, progress, state="failed", failure="duplicate")


async def _convert(telling: Connection, row: Row, progress: Progress) -> tuple[str, ...]:
    """Every line as a car or as errors; somebody who watches sees it go on."""
    entity_id = EntityId(str(row["entity_id"]))
    mapping: Mapping[str, str] = msgspec.json.decode(row["mapping"], type=dict[str, str])
    _, rows = open_table(row["content"])
    converter = Converter(header_of(rows), mapping, await _twins(telling, entity_id), today=clock.now().date())
    told_at = clock.monotonic()
    for found in converter.convert(rows):
        progress.done += 1
        if isinstance(found, dict):
            progress.cars.append(found)
        else:
            progress.error_count += len(found)
            progress.errors += found[: ERRORS_KEPT_MAX - len(progress.errors)]
        if progress.done % BEAT_ROWS == 0 and clock.monotonic() - told_at > BEAT_SECONDS:
            told_at = clock.monotonic()
            await _beat(telling, row, progress)
    await _beat(telling, row, progress)
    return converter.names


async def _twins(telling: Connection, entity_id: EntityId) -> Twins:
    rows = await telling.fetch(
        "SELECT plate, vin FROM vehicle WHERE entity_id = $1 AND status <> 'exited' AND concat(plate, vin) <> ''",
        entity_id,
    )
    return Twins(plates={row["plate"] for row in rows} - {None}, vins={row["vin"] for row in rows} - {None})


async def _learn_words(telling: Connection, cars: list[dict[str, object]]) -> None:
    """Before the cars and by themselves: others who learn the same words would wait for the whole file."""
    named = {" ".join(str(car[name]) for name in ("make", "model", "model_version", "trim")) for car in cars}
    await telling.execute(
        """
        INSERT INTO stock_word SELECT DISTINCT word FROM unnest($1::text[]) AS named, unnest(stock_words(named)) AS word
        WHERE word <> '' ORDER BY word ON CONFLICT DO NOTHING
        """,
        sorted(named),
    )


async def _write(writing: Connection, row: Row, cars: list[dict[str, object]], names: tuple[str, ...]) -> None:
    if not cars:
        return
    entity_id, now = EntityId(str(row["entity_id"])), clock.now()
    numbers = await take_numbers(writing, entity_id, "vehicle", how_many=len(cars))
    ids = [new_id() for _ in cars]
    fixed = (entity_id, row["point_of_sale_id"], 1, now, (), "", "{}")
    columns = (
        *("id", "number", "entity_id", "point_of_sale_id", "version", "created_at"),
        *("options", "comment_for_pros", "price_lines"),
    )

    def records() -> Iterator[tuple[object, ...]]:
        for vehicle_id, number, car in zip(ids, numbers, cars, strict=True):
            yield (vehicle_id, number, *fixed, *[car.get(name) for name in names])

    await writing.copy_records_to_table("vehicle", records=records(), columns=[*columns, *names])
    actor = (row["account_id"], row["actor"], CREATED, "[]")
    await writing.copy_records_to_table(
        "vehicle_event",
        records=((new_id(), vehicle_id, 1, now, *actor) for vehicle_id in ids),
        columns=["id", "vehicle_id", "version", "at", "account_id", "actor", "kind", "changes"],
    )
    await stock_changed(writing, entity_id)


async def _beat(telling: Connection, row: Row, progress: Progress) -> None:
    async with postgres.transaction_on(telling):
        await telling.execute(
            """
            UPDATE vehicle_import SET rows_done = $2, rows_good = $3, error_count = $4, beaten_at = now() WHERE id = $1
            """,
            row["id"],
            progress.done,
            len(progress.cars),
            progress.error_count,
        )
        await import_changed(
            telling,
            EntityId(str(row["entity_id"])),
            str(row["id"]),
            {"state": "running", "rows_done": progress.done, "rows_total": row["rows_total"] or 0},
        )


async def _finish(telling: Connection, row: Row, progress: Progress, *, state: str, failure: str | None) -> None:
    async with postgres.transaction_on(telling):
        await _finish_in(telling, row, progress, state=state, failure=failure)


async def _finish_in(connection: Connection, row: Row, progress: Progress, *, state: str, failure: str | None) -> None:
    """Say what came of it; a file that was imported is no longer needed."""
    await connection.execute(
        """
        UPDATE vehicle_import SET state = $2, failure = $3, rows_done = $4, rows_good = $5, error_count = $6,
            errors = $7, rows_total = $4, finished_at = now(),
            content = CASE WHEN $2 = 'imported' THEN NULL ELSE content END
        WHERE id = $1
        """,
        row["id"],
        state,
        failure,
        progress.done,
        len(progress.cars),
        progress.error_count,
        msgspec.json.encode(progress.errors).decode(),
    )
    await import_changed(
        connection,
        EntityId(str(row["entity_id"])),
        str(row["id"]),
        {"state": state, "rows_done": progress.done, "rows_good": len(progress.cars), "errors": progress.error_count},
    )
