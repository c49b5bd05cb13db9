"""The table of cars over real HTTP: filters, words, sorts, pages, and nobody else's cars."""

import httpx
import pytest
import pytest_asyncio
from msgspec import Struct

from server.kit.ids import VehicleId, new_id
from server.kit.postgres import transaction
from server.resources import Resources
from server.stock.entering import enter_vehicle
from tests.auctions.sale import a_car
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user

# Make, model, plate, trade price, destination, status.
CARS = (
    ("OPEL", "MOKKA", "GD250GH", 1_418_547, "trade", "for_sale"),
    ("CITROEN", "C2", "EZ785RE", 344_025, "trade", "for_sale"),
    ("FIAT", "FIORINO", "BX816QK", 800_000, "retail", "for_sale"),
    ("FIAT", "PUNTO EVO", "BX815QK", None, "trade", "physical_entry"),
)


class Yard(Struct, kw_only=True):
    dealer: Dealer
    client: httpx.AsyncClient
    cars: dict[str, VehicleId]

    async def plates(self, query: str) -> list[str]:
        answer = await self.client.get(f"/api/vehicles?{query}")
        assert answer.status_code == 200, answer.text
        return [car["plate"] for car in answer.json()["items"]]


@pytest_asyncio.fixture(scope="module")
async def yard(api: Api, resources: Resources) -> Yard:
    dealer = await a_dealer(resources.postgres)
    cars: dict[str, VehicleId] = {}
    async with transaction(resources.postgres) as connection:
        for make, model, plate, price, destination, status in CARS:
            cars[plate] = await enter_vehicle(
                connection,
                a_car(
                    make=make,
                    model=model,
                    plate=plate,
                    trade_price_cents=price,
                    destination=destination,
                    status=status,
                ),
                entity_id=dealer.entity_id,
                point_of_sale_id=dealer.point_of_sale_id,
            )
    return Yard(dealer=dealer, client=await api.client(await a_user(resources.postgres, dealer)), cars=cars)


async def test_the_newest_car_comes_first(yard: Yard) -> None:
    assert await yard.plates("") == ["BX815QK", "BX816QK", "EZ785RE", "GD250GH"]


@pytest.mark.parametrize(
    ("query", "plates"),
    [
        ("status=for_sale&sort=number", ["GD250GH", "EZ785RE", "BX816QK"]),
        ("destination=retail", ["BX816QK"]),
        ("enterable=true&sort=trade_price_cents", ["EZ785RE", "GD250GH"]),
        ("enterable=false&sort=number", ["BX816QK", "BX815QK"]),
        ("q=fiat%20bx815", ["BX815QK"]),
        ("q=MOK", ["GD250GH"]),
        ("q=%25", []),
        ("reserved=true", []),
        ("sort=make", ["EZ785RE", "BX816QK", "BX815QK", "GD250GH"]),
        ("sort=-trade_price_cents&limit=1", ["GD250GH"]),
    ],
)
async def test_filters_and_sorts(yard: Yard, query: str, plates: list[str]) -> None:
    assert await yard.plates(query) == plates


@pytest.mark.parametrize("sort", ["number", "-make", "trade_price_cents", "-entered_at", "mileage_km"])
async def test_pages_follow_each_other_without_loss(yard: Yard, sort: str) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await yard.client.get(f"/api/vehicles?limit=1&sort={sort}{cursor and '&cursor=' + cursor}")).json()
        seen += [car["plate"] for car in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(yard.cars)


async def test_a_car_carries_its_margin(yard: Yard) -> None:
    car = (await yard.client.get(f"/api/vehicles/{yard.cars['GD250GH']}")).json()
    assert (car["trade_price_cents"], car["real_margin_cents"]) == (1_418_547, 848_789)
    assert (car["reserved_for"], car["engagement"]) == (None, None)


@pytest.mark.parametrize("query", ["sort=purchase_price_cents", "limit=0", "status=sold", "cursor=x", "entity_id=x"])
async def test_what_makes_no_sense_is_named(yard: Yard, query: str) -> None:
    assert (await yard.client.get(f"/api/vehicles?{query}")).status_code == 422


async def test_nobody_else_sees_the_cars(yard: Yard, api: Api, resources: Resources) -> None:
    stranger = await api.client(await a_user(resources.postgres, await a_dealer(resources.postgres, name="Autre")))
    assert (await stranger.get("/api/vehicles")).json()["total"] == 0
    assert (await stranger.get(f"/api/vehicles/{yard.cars['GD250GH']}")).status_code == 404
    assert (await stranger.get(f"/api/vehicles?entity_id={yard.dealer.entity_id}")).status_code == 404
    assert (await yard.client.get(f"/api/vehicles/{new_id()}")).status_code == 404
    pro = await api.client(await a_member(resources.postgres, await a_pro(resources.postgres, yard.dealer)))
    assert (await pro.get("/api/vehicles")).status_code == 403
