"""A dealer's user without the right hears a whole evening and none of its figures (domain 1.2, 1.6)."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest_asyncio

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import AuctionId, new_id
from server.resources import Resources
from tests.auctions.sale import a_car
from tests.organisation import a_user
from tests.realtime.market import Market, a_bid, a_market

COST_CANARY, QUOTE_CANARY = 11_111_991, 361_237


@pytest_asyncio.fixture(scope="module")
async def market(resources: Resources) -> AsyncGenerator[Market]:
    async with a_market(resources) as market:
        yield market


async def a_seller(market: Market) -> DealerUser:
    house = market.house
    return await a_user(house.resources.postgres, house.dealer, rights=(), validation_right="none")


def a_quote(auction: AuctionId, entered: dict[str, Any], cents: int) -> dict[str, Any]:
    command = {"type": "quote", "id": 41, "command_id": new_id(), "auction_id": auction, "lot": 1}
    return command | {"epoch": entered["epoch"], "amount_cents": cents}


def told_in(room: str, wait: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """What came in the room itself, without what a person is told alone."""
    return [(message["type"], message["seq"]) for message in wait if message.get("room") == room]


async def test_no_byte_of_an_auction_tells_a_seller_what_a_car_cost_or_earns(market: Market) -> None:
    house = market.house
    car = await house.car(a_car(trade_price_cents=500_000, purchase_price_cents=COST_CANARY))
    auction = await house.auction(car)
    room = f"auction:{auction}"
    async with (
        market.client(await a_seller(market)) as seller,
        market.client(house.manager) as manager,
        market.client(house.alice) as alice,
    ):
        wait, whole = [await seller.enter(room)], [await manager.enter(room)]
        await alice.say(a_bid(auction, await alice.enter(room), 505_000))
        await alice.hear_until("bid_result")
        await house.end(auction)
        wait += await seller.hear_until("auction_closed")
        whole += await manager.hear_until("auction_closed")
        assert told_in(room, wait) == told_in(room, whole)
        assert {"bid_placed", "lot_closed"} <= {message["type"] for message in wait}
        for secret in ("margin", "purchase_price_cents", "costs_cents"):
            assert f"'{secret}':" not in str(wait), secret
        assert str(COST_CANARY) not in str(wait)
        assert str(COST_CANARY) in str(whole)
        assert "'margin':" in str(whole[1:])


async def test_no_byte_of_a_quotation_tells_a_seller_a_price(market: Market) -> None:
    house = market.house
    auction = await house.quotation()
    room = f"auction:{auction}"
    async with (
        market.client(await a_seller(market)) as seller,
        market.client(house.manager) as manager,
        market.client(house.alice) as alice,
    ):
        wait, whole = [await seller.enter(room)], [await manager.enter(room)]
        await alice.say(a_quote(auction, await alice.enter(room), QUOTE_CANARY))
        await alice.hear_until("bid_result")
        await house.end(auction)
        wait += await seller.hear_until("auction_closed")
        whole += await manager.hear_until("auction_closed")
        assert told_in(room, wait) == told_in(room, whole)
        (answer,) = [message for message in wait if message["type"] == "quote_received"]
        assert (answer["pro"]["name"], answer["answered"]) == ("Top Used Cars", 1)
        assert str(QUOTE_CANARY) not in str(wait)
        assert str(QUOTE_CANARY) in str(whole)
        assert str(QUOTE_CANARY) not in str(await seller.enter(room))


async def test_the_right_given_and_taken_back_changes_the_room_within_seconds(market: Market) -> None:
    house = market.house
    seller = await a_seller(market)
    auction = await house.auction(await house.car())
    room = f"auction:{auction}"
    async with market.client(seller) as client:
        entered = await client.enter(room)
        at = {"epoch": entered["epoch"], "seq": entered["seq"]}
        assert "margin" not in entered["snapshot"]["totals"]
        steps: list[tuple[list[str], bool]] = [(["see_margins"], True), ([], False)]
        for rights, sees in steps:
            begun = clock.now_ms()
            await house.resources.postgres.execute(
                "UPDATE user_group SET rights = $2 WHERE id = (SELECT user_group_id FROM dealer_user WHERE id = $1)",
                seller.user_id,
                rights,
            )
            assert (await client.hear_until("resync"))[-1]["rooms"] == [room]
            assert clock.now_ms() - begun < 5_000
            again = await client.enter(room, since=at)
            assert (again["mode"], "margin" in again["snapshot"]["totals"]) == ("snapshot", sees)
