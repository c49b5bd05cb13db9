"""Offers over real HTTP: each side sees its own."""

import httpx
import pytest
import pytest_asyncio
from msgspec import Struct

from server.accounts.principal import DealerUser, ProMember
from server.auctions import creating
from server.kit import clock
from server.kit.ids import AuctionId, OfferId, VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import transaction
from server.offers.creating import WonCar, create_offer
from server.resources import Resources
from server.stock.entering import enter_vehicle
from tests.auctions.sale import a_car, a_form
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user


class Desk(Struct, kw_only=True):
    dealer: Dealer
    auction_id: AuctionId
    offer_id: OfferId
    winner: ProMember
    seller: httpx.AsyncClient
    buyer: httpx.AsyncClient
    other: httpx.AsyncClient


@pytest_asyncio.fixture(scope="module")
async def desk(api: Api, resources: Resources) -> Desk:
    dealer = await a_dealer(resources.postgres)
    manager = await a_user(resources.postgres, dealer)
    winner = await a_member(resources.postgres, await a_pro(resources.postgres, dealer, name="Top Used Cars"))
    other = await a_member(resources.postgres, await a_pro(resources.postgres, dealer))
    cars = [await _car(resources, dealer) for _ in range(2)]
    auction_id = await an_auction(resources, dealer, manager, *cars)
    offer_ids: list[OfferId] = []
    for car, amount in zip(cars, (375_000, 1_425_000), strict=True):
        async with transaction(resources.postgres) as connection:
            won = await create_offer(
                connection,
                auction_id=auction_id,
                entity_id=dealer.entity_id,
                point_of_sale_id=dealer.point_of_sale_id,
                pro_id=winner.pro_id,
                cars=[WonCar(vehicle_id=car, label="PEUGEOT 208", amount_cents=Cents(amount))],
                now=clock.now(),
            )
        offer_ids.append(won)
    assert offer_ids[0] == offer_ids[1]
    return Desk(
        dealer=dealer,
        auction_id=auction_id,
        offer_id=offer_ids[0],
        winner=winner,
        seller=await api.client(manager),
        buyer=await api.client(winner),
        other=await api.client(other),
    )


async def an_auction(resources: Resources, dealer: Dealer, user: DealerUser, *cars: VehicleId) -> AuctionId:
    return (await creating.create(resources, user, a_form(dealer, *cars), idempotency_key=None)).id


async def _car(resources: Resources, dealer: Dealer) -> VehicleId:
    async with transaction(resources.postgres) as connection:
        return await enter_vehicle(
            connection, a_car(), entity_id=dealer.entity_id, point_of_sale_id=dealer.point_of_sale_id
        )


async def test_the_lots_a_pro_won_are_lines_of_one_offer(desk: Desk) -> None:
    offer = (await desk.seller.get(f"/api/offers/{desk.offer_id}")).json()
    assert [(line["position"], line["amount_cents"], line["locked"]) for line in offer["lines"]] == [
        (1, 375_000, True),
        (2, 1_425_000, True),
    ]
    assert (offer["total_cents"], offer["state"], offer["number"]) == (1_800_000, "in_progress", 1)
    assert offer["pro"]["name"] == "Top Used Cars"
    assert offer["auction"] == {"id": desk.auction_id, "number": 1}


async def test_a_sold_cars_card_says_what_was_agreed_and_what_that_earns(desk: Desk) -> None:
    """Not its trade price, which the bidding left behind."""
    lines = (await desk.seller.get(f"/api/offers/{desk.offer_id}")).json()["lines"]
    cards = [(await desk.seller.get(f"/api/vehicles/{line['vehicle_id']}")).json() for line in lines]
    assert [card["agreed_price_cents"] for card in cards] == [375_000, 1_425_000]
    for card in cards:
        apart = card["agreed_price_cents"] - card["trade_price_cents"]
        assert card["agreed_margin_cents"] - card["real_margin_cents"] == pytest.approx(apart / 1.2, abs=1)
        assert apart != 0


async def test_seller_and_buyer_find_it_in_their_lists(desk: Desk) -> None:
    for client in (desk.seller, desk.buyer):
        listed = (await client.get(f"/api/offers?state=in_progress&auction_id={desk.auction_id}")).json()
        assert (listed["total"], listed["items"][0]["id"], listed["items"][0]["lines"]) == (1, desk.offer_id, 2)
    assert (await desk.seller.get("/api/offers?state=abandoned")).json()["total"] == 0


async def test_nobody_else_finds_it(desk: Desk) -> None:
    assert (await desk.other.get("/api/offers")).json()["total"] == 0
    assert (await desk.other.get(f"/api/offers/{desk.offer_id}")).status_code == 404
    assert (await desk.seller.get(f"/api/offers/{new_id()}")).status_code == 404


async def test_a_paper_keeps_the_name_its_buyer_had(desk: Desk) -> None:
    """Nor the company itself nor who keeps the dealer's records changes afterwards who bid and bought."""
    renamed = await desk.buyer.patch("/api/my/company", json={"version": 1, "name": "Auto 71"})
    assert renamed.status_code == 200, renamed.text
    record = (await desk.seller.get(f"/api/professionals/{desk.winner.pro_id}")).json()
    assert (record["name"], record["calls_itself"]) == ("Top Used Cars", "Auto 71")
    offer = (await desk.seller.get(f"/api/offers/{desk.offer_id}")).json()
    assert (offer["pro"]["name"], offer["pro_renamed"]) == ("Top Used Cars", None)

    change = {"version": record["version"], "name": "Top Autos"}
    await desk.seller.patch(f"/api/professionals/{record['id']}", json=change)
    offer = (await desk.seller.get(f"/api/offers/{desk.offer_id}")).json()
    assert (offer["pro"]["name"], offer["pro_renamed"]) == ("Top Used Cars", "Top Autos")
    assert (await desk.seller.get("/api/offers")).json()["items"][0]["pro"]["name"] == "Top Used Cars"
    fairness = (await desk.seller.get(f"/api/auctions/{desk.auction_id}/fairness")).json()
    assert "Top Used Cars" in [told["pro"]["name"] for told in fairness["pros"]]
    own = (await desk.buyer.get(f"/api/offers/{desk.offer_id}")).json()
    assert (own["pro"]["name"], own["pro_renamed"]) == ("Auto 71", None)
