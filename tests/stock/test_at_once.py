"""Two things done with one car at the very same time, on the real database: exactly one of them happens."""

import asyncio
from typing import Any

import httpx
import pytest
import pytest_asyncio

from server.kit.ids import ProId, VehicleId, new_id
from server.kit.postgres import Pool, transaction
from server.stock.life.reserving import refuse_gone, reserve
from tests.http import Api
from tests.organisation import a_member, a_pro
from tests.stock.yard import VIN, Yard, a_yard
from tests.waiting import until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest_asyncio.fixture
async def yard(api: Api) -> Yard:
    return await a_yard(api)


async def kept(yard: Yard, place: int = 1) -> tuple[dict[str, Any], ProId]:
    """A car for sale that is reserved for a pro."""
    car = await yard.car_for_sale(plate=f"AB-12{place}-CD", vin=f"{VIN[:-1]}{place}")
    pro_id = await a_pro(yard.pool, yard.dealer)
    await a_member(yard.pool, pro_id)
    async with transaction(yard.pool) as connection:
        await reserve(connection, [VehicleId(car["id"])], pro_id=pro_id)
    return car, pro_id


async def release(yard: Yard, car: dict[str, Any]) -> httpx.Response:
    return await yard.client.delete(f"/api/vehicles/{car['id']}/reservation?reason=Impay%C3%A9")


async def test_a_reservation_is_removed_or_its_car_goes_out_never_both(yard: Yard) -> None:
    for place in range(1, 7):
        car, pro_id = await kept(yard, place)
        out = yard.move(
            car, "delivery", **yard.delivery(client_pro_id=pro_id, version=(await yard.get(car))["version"])
        )
        # Each is first to be sent as often as the other.
        sent = [out, release(yard, car)] if place % 2 else [release(yard, car), out]
        answers = await asyncio.gather(*sent)
        moved, removed = answers if place % 2 else reversed(answers)
        now = await yard.get(car)
        told = await yard.pool.fetchval(
            "SELECT count(*) FROM outbox WHERE subject_id = $1 AND kind = 'reservation_removed'", car["id"]
        )
        if moved.status_code == 200:
            assert (removed.status_code, removed.json()["code"]) == (409, "not_movable")
            assert (now["status"], now["delivery"]["pro_id"], now["reserved_for"]["id"]) == ("delivery", pro_id, pro_id)
            assert told == 0
        else:
            assert (removed.status_code, moved.status_code, moved.json()["code"]) == (200, 409, "conflict")
            assert (now["status"], now["delivery"], now["reserved_for"]) == ("for_sale", None, None)
            assert told > 0


async def test_a_reservation_stays_when_an_order_is_made_out_meanwhile(yard: Yard, pg_pool: Pool) -> None:
    car, pro_id = await kept(yard)
    async with transaction(yard.pool) as ordering:
        await refuse_gone(ordering, [VehicleId(car["id"])])
        await ordering.execute("INSERT INTO vehicle_engagement VALUES ($1, 'order', $2, now())", car["id"], new_id())
        removing = asyncio.create_task(release(yard, car))
        await until(lambda: pg_pool.fetchval(WAITING))
        assert not removing.done()
    refused = await removing
    assert (refused.status_code, refused.json()["code"]) == (409, "not_movable")
    assert (await yard.get(car))["reserved_for"]["id"] == pro_id


@pytest.mark.parametrize("engaged", ["auction", "offer"])
async def test_a_car_taken_into_a_sale_meanwhile_does_not_go_out(yard: Yard, pg_pool: Pool, engaged: str) -> None:
    car = await yard.car_for_sale()
    async with transaction(yard.pool) as selling:
        await refuse_gone(selling, [VehicleId(car["id"])])
        await selling.execute("INSERT INTO vehicle_engagement VALUES ($1, $2, $3, now())", car["id"], engaged, new_id())
        moving = asyncio.create_task(yard.move(car, "delivery", **yard.delivery(client_name="Garage Martin")))
        await until(lambda: pg_pool.fetchval(WAITING))
    refused = await moving
    assert (refused.status_code, refused.json()["reasons"]) == (409, [f"engaged_in_{engaged}"])
    assert (await yard.get(car))["status"] == "for_sale"
