"""Photograph the demonstration's cars, beside the running servers: those in a sale first and fully, then the others.

Pictures lie where uploads would, and are told as uploads are. Each car is looked after once in a process, so that
somebody who takes its photos away sees them gone.
"""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Never

import structlog
from msgspec import Struct

from server.accounts.principal import DealerUser
from server.accounts.principals import principal_of_account
from server.demo.cars import GUIDE_PLATES
from server.demo.cast import email
from server.demo.defects import Broken, broken_on
from server.demo.pictures import SHORT_TOUR, Shot, close_up, is_rendered, shots, take
from server.kit import clock
from server.kit.ids import AccountId, TradeInId, VehicleId, new_id
from server.kit.postgres import UNAVAILABLE, Connection, Pool, transaction
from server.kit.rows import struct
from server.kit.workshop import workshop
from server.resources import Resources, open_resources
from server.settings import Settings
from server.stock.photos.api import photos_changed
from server.stock.photos.developing import Developed
from server.stock.photos.photo import SubjectKind
from server.stock.photos.subject import Subject
from server.stock.photos.uploading import KEY_BYTES, MEDIA_TYPE, cover_key, lock
from server.stock.records import attaching
from server.stock.records.holding import hold
from server.tradeins import condition

PHOTOGRAPHER = "parc"
REST_SECONDS = 2.0
BATCH = 20
# A car of a sale shows its whole tour, others the beginning of it; trade-ins only while pros are asked.
WANTING = """
WITH car AS (
    SELECT 'vehicle' AS kind, v.id, v.plate, v.model, v.body, v.outer_colour, v.inner_colour, v.mileage_km,
        v.status = 'for_sale' AS shown, EXISTS (
            SELECT FROM vehicle_engagement e WHERE e.vehicle_id = v.id AND e.kind = 'auction') AS in_sale
    FROM vehicle v
    UNION ALL
    SELECT 'trade_in', t.id, t.plate, t.model, t.body, t.outer_colour, t.inner_colour, t.mileage_km, true, EXISTS (
        SELECT FROM quotation q JOIN auction a ON a.id = q.auction_id
        WHERE q.trade_in_id = t.id AND a.state IN ('scheduled', 'open'))
    FROM trade_in t WHERE t.state = 'in_quotation'
), looked AS (
    SELECT car.*, (SELECT count(*) FROM photo p WHERE p.subject_id = car.id AND p.defect_id IS NULL) AS photos FROM car
)
SELECT kind, id::text, plate, model, body, outer_colour, inner_colour, coalesce(mileage_km, 0) AS mileage_km, in_sale,
    photos
FROM looked WHERE id <> ALL($1::uuid[]) AND (photos = 0 OR in_sale AND photos = $2)
ORDER BY in_sale DESC, shown DESC, id DESC LIMIT $3
"""


class Wanting(Struct, frozen=True, kw_only=True):
    """A car that lacks photos, and how many it has."""

    kind: SubjectKind
    id: str
    plate: str | None
    model: str
    body: str | None
    outer_colour: str | None
    inner_colour: str | None
    mileage_km: int
    in_sale: bool
    photos: int


class Photographer:
    """Takes what cars lack; the same picture of two cars is made once."""

    def __init__(self, resources: Resources, user: DealerUser) -> None:
        self._resources = resources
        self._user = user
        self._taken: dict[str, Developed] = {}
        self._whole: set[str] = set()
        self._begun: set[str] = set()

    async def look_round(self) -> int:
        """Photograph a few cars, those of sales first; how many there were."""
        cars = await self._wanting()
        for car in cars:
            await self._photograph(car)
            # A car that comes into a sale later is looked at again.
            self._begun.add(car.id)
            if car.in_sale:
                self._whole.add(car.id)
                return 1
        return len(cars)

    async def _wanting(self) -> list[Wanting]:
        rows = await self._resources.postgres.fetch(WANTING, list(self._whole), SHORT_TOUR, BATCH)
        cars = [struct(dict(row), Wanting) for row in rows]
        return [car for car in cars if car.in_sale or car.id not in self._begun]

    async def _photograph(self, car: Wanting) -> None:
        tour = shots(
            model=car.model,
            body=car.body,
            outer=car.outer_colour,
            inner=car.inner_colour,
            mileage_km=car.mileage_km,
        )
        wanted = tour[car.photos :] if car.in_sale else tour[car.photos : SHORT_TOUR]
        subject = Subject(kind=car.kind, id=car.id)
        await self._keep(subject, wanted, defect_ids=[None] * len(wanted))
        if not car.in_sale or car.plate in GUIDE_PLATES:
            return
        broken = [each for each in broken_on(car.id) if is_rendered(each.layers)]
        defect_ids = [await self._note(subject, each) for each in broken]
        close_ups = [close_up(each.layers, outer=car.outer_colour, inner=car.inner_colour) for each in broken]
        await self._keep(subject, close_ups, defect_ids=defect_ids)

    async def _note(self, subject: Subject, broken: Broken) -> str:
        """Have the defect on the car's record; its id."""
        said = {"name": broken.name, "amount_cents": broken.amount_cents, "place": broken.place}
        if subject.kind == "vehicle":
            async with transaction(self._resources.postgres) as connection:
                held = await hold(connection, self._user, VehicleId(subject.id))
                await attaching.write_defect(connection, self._user, held, **said)
            table, column = "vehicle_defect", "vehicle_id"
        else:
            await condition.add_defect(self._resources, self._user, TradeInId(subject.id), **said)
            table, column = "trade_in_defect", "trade_in_id"
        return await self._resources.postgres.fetchval(
            f"SELECT id::text FROM {table} WHERE {column} = $1 AND name = $2",  # noqa: S608 — our own words only
            subject.id,
            broken.name,
        )

    async def _keep(self, subject: Subject, wanted: Sequence[Shot], *, defect_ids: Sequence[str | None]) -> None:
        """Keep the files first, then say in one transaction that they are there."""
        taken = [(secrets.token_urlsafe(KEY_BYTES), await self._take(shot)) for shot in wanted]
        storage = self._resources.storage
        for key, developed in taken:
            for size, picture in developed.pictures.items():
                await storage.put(f"{key}/{size}.webp", picture, media_type=MEDIA_TYPE)
        async with transaction(self._resources.postgres) as connection:
            await lock(connection, subject)
            last: int | None = await connection.fetchval(
                "SELECT max(position) FROM photo WHERE subject_kind = $1 AND subject_id = $2",
                subject.kind,
                subject.id,
            )
            for place, ((key, developed), defect_id) in enumerate(zip(taken, defect_ids, strict=True), (last or 0) + 1):
                await _insert(connection, subject, developed, key=key, defect_id=defect_id, position=place)
            changed = photos_changed if subject.kind == "vehicle" else condition.photos_changed
            await changed(connection, subject, await cover_key(connection, subject))

    async def _take(self, shot: Shot) -> Developed:
        if shot.mileage_km is not None:
            return await workshop.run(take, shot)
        name = repr(shot)
        if name not in self._taken:
            self._taken[name] = await workshop.run(take, shot)
        return self._taken[name]


async def _insert(
    connection: Connection, subject: Subject, developed: Developed, *, key: str, defect_id: str | None, position: int
) -> None:
    size_bytes = len(developed.pictures["large"])
    await connection.execute(
        """
        INSERT INTO photo (id, subject_kind, subject_id, defect_id, key, position, state, size_bytes, received_bytes,
            width, height, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, 'ready', $7, $7, $8, $9, $10)
        """,
        new_id(),
        subject.kind,
        subject.id,
        defect_id,
        key,
        position,
        size_bytes,
        developed.width,
        developed.height,
        clock.now(),
    )


async def photographer(resources: Resources) -> Photographer:
    """The demonstration's park manager with a camera."""
    return Photographer(resources, await _manager(resources.postgres))


async def run_photographer(settings: Settings) -> Never:
    """Photograph what comes, until cancelled; a server that is away is waited for."""
    log = structlog.get_logger()
    async with open_resources(settings) as resources:
        camera = await photographer(resources)
        while True:
            try:
                if not await camera.look_round():
                    await asyncio.sleep(REST_SECONDS)
            except UNAVAILABLE as error:
                log.warning("no photos can be taken", error=repr(error))
                await asyncio.sleep(REST_SECONDS)
    raise AssertionError("a photographer never ends by itself")


async def _manager(pool: Pool) -> DealerUser:
    account_id = await pool.fetchval("SELECT id FROM account WHERE email = $1", email(PHOTOGRAPHER))
    person = await principal_of_account(pool, AccountId(str(account_id)))
    assert isinstance(person, DealerUser)
    return person
