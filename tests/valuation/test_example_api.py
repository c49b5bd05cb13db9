"""The live example beside the settings, and what a car in stock is worth, over real HTTP."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec import Struct
from msgspec.structs import replace

from server.kit import clock
from server.kit.ids import VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import Pool, transaction
from server.stock.entering import enter_vehicle
from tests.auctions.sale import a_car
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_user, another_entity

C3 = {"make": "Citroën", "model": "C3", "first_registration": "2009-05-12", "mileage_km": 105_632}


class Desk(Struct, kw_only=True):
    dealer: Dealer
    client: httpx.AsyncClient

    async def tried(self, car: dict[str, Any], **more: object) -> dict[str, Any]:
        path = f"/api/entities/{self.dealer.entity_id}/price-policy/example"
        answer = await self.client.post(path, json={**car, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest_asyncio.fixture
async def desk(api: Api, pg_pool: Pool) -> Desk:
    dealer = await a_dealer(pg_pool)
    return Desk(dealer=dealer, client=await api.client(await a_user(pg_pool, dealer)))


async def stocked(
    pool: Pool, dealer: Dealer, price: int, *, born: date, km: int, exited_days_ago: int | None
) -> VehicleId:
    now = clock.now()
    async with transaction(pool) as connection:
        car = replace(
            a_car(make="CITROËN", model="C3"),
            retail_price_cents=Cents(price),
            first_registration=born,
            mileage_km=km,
            plate=None,
            vin=None,
        )
        vehicle_id = await enter_vehicle(
            connection, car, entity_id=dealer.entity_id, point_of_sale_id=dealer.point_of_sale_id
        )
        await connection.execute(
            "UPDATE vehicle SET entered_at = $2 WHERE id = $1", vehicle_id, now - timedelta(days=50)
        )
        if exited_days_ago is not None:
            exited = now - timedelta(days=exited_days_ago)
            await connection.execute(
                "UPDATE vehicle SET status = 'exited', exited_at = $2, entered_at = $3 WHERE id = $1",
                vehicle_id,
                exited,
                exited - timedelta(days=40),
            )
    return vehicle_id


async def test_a_2009_c3_with_105_632_km_would_go_to_trade(desk: Desk) -> None:
    tried = await desk.tried(C3)
    assert tried["directed"]["destination"] == "trade"
    assert (tried["directed"]["older"], tried["directed"]["further"], tried["directed"]["of"]) == (
        True,
        True,
        "default",
    )
    assert tried["market"] == {"value_cents": None, "used": 0, "sold": 0, "days_to_sell": None}
    assert (tried["sale_value"], tried["price"]) == (None, None)
    assert tried["exclusions"] == ["not_automatic", "no_market_value"]


async def test_the_guides_ladder_comes_out(desk: Desk) -> None:
    tried = await desk.tried(C3, market_value_cents=436_967, resale_cents=350_000)
    assert tried["price"] == {
        "resale_cents": 350_000,
        "margin_cents": 25_490,
        "vat_on_margin_cents": 5_098,
        "fees_cents": 0,
        "reconditioning_cents": 0,
        "trade_in_cents": 319_412,
    }


async def test_settings_are_tried_before_they_are_kept(desk: Desk) -> None:
    own = {
        "destination_rule": {"older_than_years": None, "beyond_km": 200_000, "both": True},
        "validates_retail": True,
        "retail_fees_cents": 10_000,
        "reconditioning_cents": 20_000,
        "outer_colours": [{"name": "Rouge", "change": {"kind": "percent", "rate_bp": -300}}],
    }
    tried = await desk.tried(C3, own=own, market_value_cents=400_000, outer_colour="rouge")
    assert tried["directed"]["destination"] == "retail"
    assert tried["sale_value"] == {
        "lines": [
            {"kind": "market_value", "amount_cents": 400_000, "name": None},
            {"kind": "outer_colour", "amount_cents": -12_000, "name": "Rouge"},
        ],
        "proposed_cents": 388_000,
    }
    assert (tried["price"]["fees_cents"], tried["price"]["reconditioning_cents"]) == (10_000, 20_000)
    assert (tried["automatic"], tried["exclusions"]) == (True, [])
    assert (await desk.tried(C3))["directed"]["destination"] == "trade"


async def test_settings_that_can_not_be_are_refused_with_every_fault(desk: Desk) -> None:
    colours = [{"name": "Noir", "change": {"kind": "amount", "amount_cents": 1}}] * 2
    bands = [{"up_to_days": None, "change": {"kind": "percent", "rate_bp": 1}}] * 2
    path = f"/api/entities/{desk.dealer.entity_id}/price-policy/example"
    answer = await desk.client.post(path, json={**C3, "own": {"inner_colours": colours, "rotation": bands}})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/own/rotation/0/up_to_days",
        "/own/inner_colours/1/name",
    ]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"first_registration": "2999-01-01"}, "/first_registration"),
        ({"first_registration": "2009-13-01"}, "/first_registration"),
        ({"mileage_km": -1}, "/mileage_km"),
        ({"make": "  "}, "/make"),
        ({"outstanding_finance_cents": -5}, "/outstanding_finance_cents"),
    ],
)
async def test_a_car_that_can_not_be_is_refused(desk: Desk, wrong: dict[str, Any], pointer: str) -> None:
    path = f"/api/entities/{desk.dealer.entity_id}/price-policy/example"
    answer = await desk.client.post(path, json={**C3, **wrong})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_the_market_value_comes_from_the_groups_own_sales_and_offers(desk: Desk, pg_pool: Pool) -> None:
    born, sister = date(2019, 6, 1), await another_entity(pg_pool, desk.dealer)
    subject = {"make": "citroën", "model": "c3 ", "first_registration": "2019-06-01", "mileage_km": 60_000}
    await stocked(pg_pool, desk.dealer, 1_000_000, born=born, km=60_000, exited_days_ago=30)
    await stocked(pg_pool, sister, 1_020_000, born=born, km=60_000, exited_days_ago=300)
    assert (await desk.tried(subject))["market"]["value_cents"] is None
    await stocked(pg_pool, desk.dealer, 1_010_000, born=born, km=60_000, exited_days_ago=None)
    found = (await desk.tried(subject))["market"]
    assert found == {"value_cents": 1_010_000, "used": 3, "sold": 2, "days_to_sell": 40}
    await stocked(pg_pool, desk.dealer, 5_000_000, born=born, km=60_000, exited_days_ago=800)
    await stocked(pg_pool, await a_dealer(pg_pool, name="Autre"), 9_000_000, born=born, km=60_000, exited_days_ago=30)
    assert (await desk.tried(subject))["market"] == found


async def test_a_car_in_stock_does_not_speak_for_itself(desk: Desk, pg_pool: Pool) -> None:
    born = date(2019, 6, 1)
    mine = await stocked(pg_pool, desk.dealer, 9_990_000, born=born, km=60_000, exited_days_ago=None)
    for price in (1_000_000, 1_010_000, 1_020_000):
        await stocked(pg_pool, desk.dealer, price, born=born, km=60_000, exited_days_ago=20)
    valued = (await desk.client.get(f"/api/vehicles/{mine}/sale-value")).json()
    assert (valued["market"]["value_cents"], valued["market"]["used"]) == (1_010_000, 3)
    assert valued["sale_value"]["proposed_cents"] == valued["trade_price_cents"] == 1_010_000


async def test_the_groups_example_uses_the_groups_settings(desk: Desk) -> None:
    answer = await desk.client.post("/api/group/price-policy/example", json=C3)
    assert (answer.status_code, answer.json()["directed"]["destination"]) == (200, "trade")


async def test_nobody_else_tries_or_values(desk: Desk, api: Api, pg_pool: Pool) -> None:
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Autre")))
    path = f"/api/entities/{desk.dealer.entity_id}/price-policy/example"
    assert (await stranger.post(path, json=C3)).status_code == 404
    mine = await stocked(pg_pool, desk.dealer, 1_000_000, born=date(2019, 6, 1), km=1, exited_days_ago=None)
    assert (await stranger.get(f"/api/vehicles/{mine}/sale-value")).status_code == 404
    assert (await desk.client.get(f"/api/vehicles/{new_id()}/sale-value")).status_code == 404
