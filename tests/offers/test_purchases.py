"""What a pro bought, over real HTTP: on offers and by hand, latest first, each once (domain 6.3, 6.4)."""

from typing import Any

import httpx
import pytest_asyncio
from msgspec import Struct

from server.kit import clock
from server.kit.ids import ProId, VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import transaction
from server.offers.creating import WonCar, create_offer
from server.rest.listing import encode_cursor
from server.stock.life.reserving import reserve
from tests.http import Api
from tests.offers.test_offers_api import an_auction
from tests.organisation import a_member, a_pro
from tests.stock.yard import VIN, Yard, a_yard


class Buying(Struct, kw_only=True):
    yard: Yard
    pro_id: ProId
    buyer: httpx.AsyncClient
    other: httpx.AsyncClient

    async def bought(self, query: str = "") -> dict[str, Any]:
        answer = await self.buyer.get(f"/api/my/purchases{query}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest_asyncio.fixture
async def buying(api: Api) -> Buying:
    yard = await a_yard(api)
    pro_id = await a_pro(yard.pool, yard.dealer, name="Top Used Cars")
    rival = await a_member(yard.pool, await a_pro(yard.pool, yard.dealer))
    buyer = await api.client(await a_member(yard.pool, pro_id))
    return Buying(yard=yard, pro_id=pro_id, buyer=buyer, other=await api.client(rival))


async def by_hand(buying: Buying, place: int) -> dict[str, Any]:
    yard = buying.yard
    car = await yard.car_for_sale(plate=f"AB-12{place}-CD", vin=f"{VIN[:-1]}{place}")
    said = yard.delivery(client_pro_id=buying.pro_id, price_cents=900_000 + place, delivered_on="2026-11-22")
    return await yard.moved(car, "delivery", **said)


async def test_a_car_handed_over_by_hand_is_among_the_purchases(buying: Buying) -> None:
    car = await by_hand(buying, 1)
    [purchase] = (await buying.bought())["items"]
    assert (purchase["vehicle_id"], purchase["state"], purchase["offer_id"]) == (car["id"], "by_hand", None)
    assert (purchase["amount_cents"], purchase["delivered_on"]) == (900_001, "2026-11-22")
    assert purchase["point_of_sale"]["id"] == buying.yard.dealer.point_of_sale_id
    assert (purchase["plate"], purchase["vehicle_status"]) == ("AB121CD", "delivery")
    facts = [purchase[fact] for fact in ("first_registration", "mileage_km", "mileage_guaranteed")]
    assert facts == [car["first_registration"], car["mileage_km"], car["mileage_guaranteed"]] != [None] * 3
    await buying.yard.moved(car, "exited")
    assert [one["vehicle_status"] for one in (await buying.bought())["items"]] == ["exited"]
    assert (await buying.other.get("/api/my/purchases")).json()["items"] == []


async def test_a_delivery_that_is_taken_back_is_no_purchase(buying: Buying) -> None:
    car = await by_hand(buying, 1)
    await buying.yard.moved(car, "for_sale")
    assert (await buying.bought())["total"] == 0


async def test_a_car_won_and_handed_over_by_hand_is_listed_once_on_its_offer(buying: Buying) -> None:
    yard = buying.yard
    car = await yard.car_for_sale(plate="AB-129-CD", vin=f"{VIN[:-1]}9")
    auction_id = await an_auction(yard.api.resources, yard.dealer, yard.user, VehicleId(car["id"]))
    async with transaction(yard.pool) as connection:
        offer_id = await create_offer(
            connection,
            auction_id=auction_id,
            entity_id=yard.entity_id,
            point_of_sale_id=yard.dealer.point_of_sale_id,
            pro_id=buying.pro_id,
            cars=[WonCar(vehicle_id=VehicleId(car["id"]), label="PEUGEOT 208", amount_cents=Cents(750_000))],
            now=clock.now(),
        )
        await reserve(connection, [VehicleId(car["id"])], pro_id=buying.pro_id)
    await yard.moved(car, "delivery", **yard.delivery())
    [purchase] = (await buying.bought())["items"]
    assert (purchase["offer_id"], purchase["amount_cents"]) == (offer_id, 750_000)
    assert purchase["delivered_on"] == "2026-11-23"


async def test_pages_hold_each_purchase_once_latest_first(buying: Buying) -> None:
    cars = [(await by_hand(buying, place))["id"] for place in range(3)]
    first = await buying.bought("?limit=2")
    rest = await buying.bought(f"?limit=2&cursor={first['next_cursor']}")
    assert [one["vehicle_id"] for one in (*first["items"], *rest["items"])] == cars[::-1]
    assert (first["total"], rest["next_cursor"]) == (3, None)


async def test_a_cursor_of_another_list_is_refused(buying: Buying) -> None:
    foreign = encode_cursor((7, new_id()))
    refused = await buying.buyer.get(f"/api/my/purchases?cursor={foreign}")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "cursor")
