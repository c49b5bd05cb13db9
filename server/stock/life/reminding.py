"""Remind of purchases to declare before their time is over: once for each car, every morning (domain "France").

Any number of processes may: who writes a car's line of `purchase_reminder` first tells of it, in that transaction.
"""

from datetime import date, timedelta
from typing import Final, Never

import structlog

from server.kit import clock
from server.kit.ids import VehicleId
from server.kit.loops import repeat
from server.kit.postgres import Pool, transaction
from server.stock.life.notifying import purchase_to_declare
from server.stock.queries import find_vehicle
from server.stock.records.rules import PURCHASE_DECLARATION_DAYS

# Before people come to work (UTC).
HOUR: Final = 4
# So many days before the last one; who was not there to be told is told late, but not of purchases long past.
DAYS_BEFORE: Final = 5
DAYS_LATE_MAX: Final = 15
CARS_MAX: Final = 100

TAKE: Final = """
INSERT INTO purchase_reminder (vehicle_id, told_at)
SELECT id, $4 FROM vehicle
WHERE purchased_on BETWEEN $1 AND $2 AND purchase_declared_on IS NULL AND kind <> 'new'
    AND NOT EXISTS (SELECT FROM purchase_reminder WHERE vehicle_id = vehicle.id)
ORDER BY purchased_on, id LIMIT $3
ON CONFLICT DO NOTHING RETURNING vehicle_id::text
"""

log = structlog.get_logger()


async def keep_reminding(pool: Pool) -> Never:
    """Remind at the start, for a morning that was missed, and every morning."""
    await repeat(
        lambda: remind(pool, today=clock.now().date()),
        every=_seconds_until_morning,
        failed="nobody can be reminded of purchases to declare",
        at_once=True,
    )


async def remind(pool: Pool, *, today: date) -> int:
    """Tell those who manage the stock of each car that is to be declared by now; how many cars."""
    told = 0
    while cars := await _remind_some(pool, today=today):
        told += cars
    return told


async def _remind_some(pool: Pool, *, today: date) -> int:
    due_after = today - timedelta(days=PURCHASE_DECLARATION_DAYS)
    async with transaction(pool) as connection:
        rows = await connection.fetch(
            TAKE,
            due_after - timedelta(days=DAYS_LATE_MAX),
            due_after + timedelta(days=DAYS_BEFORE),
            CARS_MAX,
            clock.now(),
        )
        for row in rows:
            car = await find_vehicle(connection, VehicleId(row["vehicle_id"]))
            assert car is not None, "a line of it holds the car"
            await purchase_to_declare(connection, car)
    return len(rows)


def _seconds_until_morning() -> float:
    now = clock.now()
    morning = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return ((morning if morning > now else morning + timedelta(days=1)) - now).total_seconds()
