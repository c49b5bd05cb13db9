"""The stock with many cars, beside the bare work of the same rows: `python -m bench.stock [CARS]`.

Pages: processor time of the server for a page over HTTP (signing in, search, counting, encoding included), beside a
bare asyncpg query of the same rows and their encoding. Goal: at most 2 of it. Beside it a bare route of the framework
that does no more than that (bench/stock_floor.py), which no list of ours can go below. Import: a file of cars, parsed,
checked and written with its history, beside a bare COPY of the same cars into the same table. Goal: 0.3 of its speed.
Exports: how much memory the server takes while it writes all of it. Goal: flat.
"""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import psutil

from bench.stage import run, table
from bench.stock_floor import statement_of
from server.accounts import founding
from server.accounts.founding import Address, Credentials
from server.accounts.guards import cookie_name
from server.accounts.principal import DealerUser, Right
from server.accounts.principals import principal_of_account
from server.accounts.sessions import open_session
from server.demo.cars import stock_cars
from server.embedded.servers import Servers
from server.kit import clock
from server.kit.ids import AccountId, EntityId, PointOfSaleId, new_id
from server.kit.postgres import transaction
from server.listening import listen
from server.resources import Resources
from server.stock.entering import NewVehicle, columns_of
from server.stock.exchanging import csv_writing
from server.stock.exchanging.importing import start, take_file
from server.stock.exchanging.loading import load
from server.stock.exchanging.vehicle_import import ImportRun

CARS = 100_000
PAGES = 150
IDLE_SECONDS = 5.0
# What the windowed table asks for at once; a page of fewer rows weighs the request itself more.
LIMIT = 200
GOAL_PAGE, GOAL_IMPORT = 2.0, 0.3
MEGABYTE = 2**20
# Nobody signs in by it.
NO_PASSWORD = "none"  # noqa: S105 — the absence of one
SOMEWHERE = Address(address="", postcode="71000", city="Mâcon", phone="")
SEARCHES = (
    "", "limit=100", "limit=50", "sort=-entered_at", "sort=trade_price_cents", "skip=50000", "status=pre_entry",
    "destination=trade",
    "reserved=false", "enterable=true", "energy=Hybride", "make=FIAT&model=500",
    "retail_price_min_cents=500000&retail_price_max_cents=600000", "mileage_max_km=10000", "days_in_stock_min=140",
    "registered_from=2026-01-01", "late=true", "q=peugeot", "q=peugot%20208", "q=golf%20tdi", "q={plate}", "q={typo}",
)  # fmt: skip
# What a file of another program holds.
FILE_COLUMNS = (
    "make", "model", "model_version", "trim", "plate", "vin", "internal_number", "first_registration", "mileage_km",
    "mileage_guaranteed", "first_owner", "origin", "energy", "gearbox", "body", "doors", "fiscal_power_cv", "power_hp",
    "co2_g_km", "outer_colour", "inner_colour", "purchase_price_cents", "market_value_cents", "retail_price_cents",
    "trade_price_cents", "destination", "status", "entered_at", "sale_target_on",
)  # fmt: skip


# A client that is signed in, and the process that answers it.
Served = tuple[httpx.AsyncClient, psutil.Process]


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """A dealer with a user."""

    user: DealerUser
    entity_id: EntityId
    point_of_sale_id: PointOfSaleId
    token: str


async def measure(resources: Resources, servers: Servers) -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CARS
    ground = await found_ground(resources)
    cars = [unique(car, place) for place, car in enumerate(stock_cars(count))]
    await _measure_import(resources, ground, cars)
    await resources.postgres.execute("VACUUM ANALYZE vehicle", timeout=600)
    await resources.postgres.execute("ANALYZE stock_word")
    serve = ("server.cli", "serve", "--fd", "{fd}")
    floor = ("bench.stock_floor", "{fd}", str(ground.entity_id))
    async with serving(resources, servers, ground, serve) as ours, serving(resources, servers, ground, floor) as bare:
        await _measure_pages(resources, ground, ours, bare)
        await _measure_exports(*ours)


async def found_ground(resources: Resources) -> Ground:
    async with transaction(resources.postgres) as connection:
        group_id = await founding.found_group(connection, "Bench")
        entity_id = await founding.found_entity(connection, group_id, "Bench")
        place_id = await founding.found_point_of_sale(connection, entity_id, name="Bench", where=SOMEWHERE)
        await founding.found_user_group(connection, group_id, name="all", validation_right="all", rights=tuple(Right))
        await founding.add_user(
            connection,
            group_id,
            user_group="all",
            entity_ids=[entity_id],
            credentials=Credentials(email="bench@bench.example", password_hash=NO_PASSWORD, name="Bench", locale="fr"),
        )
        account_id = AccountId(str(await connection.fetchval("SELECT id FROM account")))
        token = (await open_session(connection, account_id, user_agent="bench")).token
    user = await principal_of_account(resources.postgres, account_id)
    assert isinstance(user, DealerUser)
    return Ground(user=user, entity_id=entity_id, point_of_sale_id=place_id, token=token)


def unique(car: NewVehicle, place: int) -> NewVehicle:
    """Plates repeat in so large a crowd, and nothing is in stock twice."""
    letters = "ABCDEFGHJKLMNPQR"
    plate = f"{letters[place // 16_000 % 16]}{letters[place // 1_000 % 16]}{place % 999 + 1:03d}{(car.plate or '')[5:]}"
    vin = f"{(car.vin or '')[:11]}{place:06d}"
    # A file tells of no deliveries, and of days without hours.
    status = "for_sale" if car.status == "delivery" else car.status
    entered = car.entered_at and car.entered_at.replace(hour=12)
    target = entered and (entered + timedelta(days=60)).date()
    return msgspec.structs.replace(
        car, plate=plate.replace("SS", "ST"), vin=vin, status=status, entered_at=entered, sale_target_on=target
    )


async def _measure_import(resources: Resources, ground: Ground, cars: Sequence[NewVehicle]) -> None:
    """Each into an empty table, the bare one first."""
    bare = await bare_copy(resources, ground, cars)
    await resources.postgres.execute("DELETE FROM vehicle", timeout=600)
    await resources.postgres.execute("VACUUM FULL vehicle", timeout=600)
    await resources.postgres.execute("TRUNCATE stock_word")
    csv = _csv(cars)
    file = await take_file(
        resources.postgres,
        ground.user,
        csv,
        entity_id=ground.entity_id,
        point_of_sale_id=ground.point_of_sale_id,
        file_name="bench.csv",
    )
    await start(resources.postgres, ground.user, file.id, ImportRun(mapping=file.mapping, dry_run=False))
    await resources.postgres.execute("UPDATE vehicle_import SET state = 'running'")
    began = time.perf_counter()
    await asyncio.to_thread(load, resources.settings.database_url, file.id)
    ours = time.perf_counter() - began
    row = await resources.postgres.fetchrow("SELECT state, error_count, rows_good, errors FROM vehicle_import")
    assert row is not None
    assert row["state"] == "imported", (row["state"], row["error_count"], row["errors"][:500])
    table(
        ("import", "cars", "seconds", "cars/s", "of the bare speed"),
        [
            ("bare COPY", len(cars), f"{bare:.1f}", round(len(cars) / bare), "1.00"),
            (f"file of {len(csv) / MEGABYTE:.0f} MB", row["rows_good"], f"{ours:.1f}", round(len(cars) / ours),
             f"{bare / ours:.2f} (goal {GOAL_IMPORT})"),
        ],
    )  # fmt: skip


async def bare_copy(resources: Resources, ground: Ground, cars: Sequence[NewVehicle]) -> float:
    now = clock.now()
    rows = [
        {
            "id": new_id(),
            "entity_id": ground.entity_id,
            "point_of_sale_id": ground.point_of_sale_id,
            "number": number,
            "version": 1,
            "created_at": now,
            **columns_of(car),
        }
        for number, car in enumerate(cars, start=1)
    ]
    records = [tuple(row.values()) for row in rows]
    connection = await resources.own_connection()
    began = time.perf_counter()
    await connection.copy_records_to_table("vehicle", records=records, columns=list(rows[0]), timeout=600)
    took = time.perf_counter() - began
    await connection.close()
    return took


def _csv(cars: Sequence[NewVehicle]) -> bytes:
    def cell(car: NewVehicle, name: str) -> object:
        value = getattr(car, name)
        if name == "entered_at":
            return car.entered_at and car.entered_at.date()
        return csv_writing.Money(value) if name.endswith("_cents") and value is not None else value

    rows = ([cell(car, name) for name in FILE_COLUMNS] for car in cars)
    return csv_writing.lines([FILE_COLUMNS]) + csv_writing.lines(rows)


@asynccontextmanager
async def serving(
    resources: Resources, servers: Servers, ground: Ground, module: Sequence[str]
) -> AsyncIterator[Served]:
    """A server in a process of its own: the real one, or its floor."""
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    variables = {**os.environ, **servers.variables, "ADJUGE_PORT": str(port), "ADJUGE_LOG_LEVEL": "error"}
    child = await asyncio.to_thread(_start, variables, listener.fileno(), module)
    process = psutil.Process(child.pid)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=600) as client:
            client.cookies.set(cookie_name(resources.settings), ground.token)
            yield client, process
    finally:
        child.terminate()
        child.wait()
        listener.close()


def _start(variables: dict[str, str], fd: int, module: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *(word.format(fd=fd) for word in module)]
    return subprocess.Popen(command, env=variables, pass_fds=[fd])


async def _measure_pages(resources: Resources, ground: Ground, ours: Served, floor: Served) -> None:
    plate: str = await resources.postgres.fetchval("SELECT plate FROM vehicle WHERE number = 424")
    swapped = plate[:2] + plate[3] + plate[2] + plate[4:] if plate[2] != plate[3] else plate[:-1]
    postgres = _postgres_of(resources)
    for client, _ in (ours, floor):
        for _ in range(20):
            await client.get("/api/vehicles")
    await asyncio.sleep(IDLE_SECONDS)
    idle = await _idle(ours[1])
    rows = []
    for search in SEARCHES:
        query = search.format(plate=plate.lower(), typo=swapped.lower())
        if "limit=" not in query:
            query = f"limit={LIMIT}&{query}".rstrip("&")
        page = (await ours[0].get(f"/api/vehicles?{query}")).raise_for_status().json()
        await floor[0].get(f"/api/vehicles?{query}")
        bare = await _bare_page(resources, ground, query)
        before = postgres()
        spent, wall = await _spent(*ours, query)
        database = (postgres() - before) / PAGES
        spent -= idle * wall
        least, _ = await _spent(*floor, query)
        rows.append(
            (search or "(all)", page["total"], len(page["items"]), f"{bare * 1e3:.2f}", f"{least * 1e3:.2f}",
             f"{spent * 1e3:.2f}", f"{spent / bare:.1f}", f"{spent / least:.1f}", f"{database * 1e3:.1f}",
             f"{wall * 1e3:.1f}")
        )  # fmt: skip
    print()
    table(
        (
            "search",
            "found",
            "rows",
            "bare ms",
            "route ms",
            "server ms",
            "of bare",
            "of route",
            "Postgres ms",
            "wall ms",
        ),
        rows,
    )
    print(f"goal: server at most {GOAL_PAGE} times bare, of a page of {LIMIT}; an idle server's {idle:.1%} taken off")


async def _spent(client: httpx.AsyncClient, process: psutil.Process, query: str) -> tuple[float, float]:
    """Processor time of the server's process for a page, and how long it took, in seconds."""
    before, began = process.cpu_times(), time.perf_counter()
    for _ in range(PAGES):
        await client.get(f"/api/vehicles?{query}")
    after, wall = process.cpu_times(), time.perf_counter() - began
    return (after.user + after.system - before.user - before.system) / PAGES, wall / PAGES


async def _idle(process: psutil.Process) -> float:
    """How much of a processor the server takes while nobody asks: its feeds and clocks go on meanwhile."""
    before, began = process.cpu_times(), time.perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    after = process.cpu_times()
    return (after.user + after.system - before.user - before.system) / (time.perf_counter() - began)


async def _bare_page(resources: Resources, ground: Ground, query: str) -> float:
    """Processor time of the same rows, fetched by asyncpg and encoded, and nothing else."""
    statement, arguments = await statement_of(resources.postgres, query, ground.entity_id)
    encoder = msgspec.json.Encoder()
    async with resources.postgres.acquire() as connection:
        await connection.fetch(statement, *arguments)
        began = time.process_time()
        for _ in range(PAGES):
            encoder.encode([dict(row) for row in await connection.fetch(statement, *arguments)])
        return (time.process_time() - began) / PAGES


def _postgres_of(resources: Resources) -> Callable[[], float]:
    """Processor time of all the database's processes so far, as a function."""
    main = next(
        found
        for found in psutil.process_iter(["name", "cmdline"])
        if "postgres" in (found.info["name"] or "") and _socket(resources) in " ".join(found.info["cmdline"] or ())
    )

    def seconds() -> float:
        total = 0.0
        for child in main.children():
            try:
                times = child.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total

    return seconds


def _socket(resources: Resources) -> str:
    return str(Path(httpx.URL(resources.settings.database_url).params["host"]))


async def _measure_exports(client: httpx.AsyncClient, process: psutil.Process) -> None:
    rows = []
    for form in ("csv", "xlsx"):
        peak, at_rest = _Peak(process), process.memory_info().rss
        before, began = process.cpu_times(), time.perf_counter()
        received = 0
        with peak:
            async with client.stream("GET", f"/api/vehicles/export.{form}") as answer:
                async for piece in answer.aiter_bytes():
                    received += len(piece)
        after = process.cpu_times()
        cpu = after.user + after.system - before.user - before.system
        rows.append(
            (form, f"{received / MEGABYTE:.1f}", f"{time.perf_counter() - began:.1f}", f"{cpu:.1f}",
             f"{at_rest / MEGABYTE:.0f}", f"{(peak.most - at_rest) / MEGABYTE:+.0f}")
        )  # fmt: skip
    print()
    table(("export", "MB", "seconds", "server cpu s", "resident before MB", "at most more MB"), rows)


class _Peak:
    """The most memory a process held during the block, looked at a hundred times a second."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.most = 0

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self.most = max(self.most, self._process.memory_info().rss)


if __name__ == "__main__":
    run(measure)
