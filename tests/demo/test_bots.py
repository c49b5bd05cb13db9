"""Bots are people: they sign in, bid what they find a car worth, and there is always an auction to watch."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from msgspec import Struct

from server.accounts.passwords import Passwords
from server.auctions.queries import AuctionRow, ProAuctionRow
from server.demo.bots import MAXIMUM_BIDDER, OPEN_AUCTIONS, bid_once, choose_lot, is_guides, open_one, worth
from server.demo.browsing import Browser, Refused
from server.demo.cars import GUIDE_PLATES, stock_cars
from server.demo.cast import engage_cast
from server.demo.customers import RUNNING, ask_for_one, quote_once
from server.kit.ids import new_id
from server.kit.postgres import transaction
from server.protocol.snapshots import DealerSnapshot, ProSnapshot
from server.resources import Resources
from server.rest.listing import Page
from server.tradeins.trade_in import TradeIn, TradeInRow
from server.workers import run_workers
from tests.http import Api
from tests.waiting import until

PASSWORD = "abcd-efgh-ijkl"


class Fair(Struct, kw_only=True):
    """The cast with an empty yard, behind the real server."""

    resources: Resources
    host: str
    port: int
    browsers: list[Browser]

    def browser(self, sign_in: str, password: str = PASSWORD) -> Browser:
        self.browsers.append(Browser(host=self.host, port=self.port, sign_in=sign_in, password=password))
        return self.browsers[-1]


@pytest_asyncio.fixture(scope="module")
async def fair(api: Api, resources: Resources) -> AsyncIterator[Fair]:
    async with transaction(resources.postgres) as connection:
        await engage_cast(connection, await Passwords().hash(PASSWORD))
    workers = asyncio.create_task(run_workers(resources))
    address = urlsplit(api.base_url)
    fair = Fair(resources=resources, host=str(address.hostname), port=address.port or 0, browsers=[])
    yield fair
    for browser in fair.browsers:
        browser.close()
    workers.cancel()
    with suppress(asyncio.CancelledError):
        await workers


async def test_an_empty_yard_is_stocked_and_an_auction_opened_and_bid_in(fair: Fair) -> None:
    host, dice = fair.browser("parc"), random.Random(7)
    await open_one(fair.resources.postgres, host, dice)

    async def is_open() -> bool:
        return (await host.get(OPEN_AUCTIONS, Page[AuctionRow])).total == 1

    await until(is_open)
    bidders = [fair.browser(sign_in) for sign_in in ("bonneoccaze", "encheriste")]
    for _ in range(6):
        for bidder in bidders:
            assert await bid_once(bidder, dice)
    row = (await host.get(OPEN_AUCTIONS, Page[AuctionRow])).items[0]
    seen = await host.get(f"/api/auctions/{row.id}", DealerSnapshot)
    assert sum(lot.bids for lot in seen.lots) >= 6
    assert row.totals.lots_with_offer >= 2
    assert not is_guides(seen)


async def test_one_bot_lets_the_book_raise_for_it(fair: Fair) -> None:
    assert await bid_once(fair.browser(MAXIMUM_BIDDER), random.Random(7))
    maxima = await fair.resources.postgres.fetchval("SELECT count(*) FROM ledger WHERE kind = 'maximum_set'")
    assert maxima > 0


async def test_a_customer_comes_and_bots_name_their_prices(fair: Fair) -> None:
    estimator, dice = fair.browser("chef"), random.Random(7)
    await ask_for_one(estimator, dice)
    (row,) = (await estimator.get(RUNNING, Page[TradeInRow])).items
    assert row.state == "in_quotation"

    async def all_answered() -> bool:
        for bidder in ("bonneoccaze", "auto71", "occasionselect", "encheriste"):
            await quote_once(fair.browser(bidder), dice)
        asked = (await estimator.get(f"/api/trade-ins/{row.id}", TradeIn)).quotation
        return asked is not None and asked.answered == 4

    await until(all_answered)
    asked = (await estimator.get(f"/api/trade-ins/{row.id}", TradeIn)).quotation
    assert asked is not None
    prices = [answer.amount_cents for answer in asked.answers if answer.amount_cents]
    assert prices
    assert max(prices) == asked.best_cents
    assert all(price % 5_000 == 0 for price in prices)


async def test_a_bot_pays_no_more_than_the_car_is_worth_to_it(fair: Fair) -> None:
    browser, dice = fair.browser("occasionselect"), random.Random(7)
    listed = await browser.get(OPEN_AUCTIONS, Page[ProAuctionRow])
    seen = await browser.get(f"/api/auctions/{listed.items[0].id}", ProSnapshot)
    for _ in range(20):
        lot = choose_lot(seen, "occasionselect", dice)
        assert lot is not None
        assert lot.next_min_cents <= worth(seen, lot, "occasionselect") <= lot.starting_price_cents * 1.45


async def test_an_unconnected_pro_finds_nothing_to_bid_on(fair: Fair) -> None:
    assert not await bid_once(fair.browser("garagedulac"), random.Random(7))


async def test_a_wrong_password_is_told(fair: Fair) -> None:
    with pytest.raises(Refused) as refused:
        await fair.browser("parc", "wrong password").get(OPEN_AUCTIONS, Page[AuctionRow])
    assert refused.value.status == 401


async def test_a_server_that_is_away_is_told(fair: Fair) -> None:
    nowhere = Browser(host="127.0.0.1", port=9, sign_in="parc", password=PASSWORD)
    with pytest.raises(Refused) as refused:
        await nowhere.post("/api/auctions", {}, key=new_id())
    assert refused.value.status == 0


def test_stock_cars_are_the_same_each_time_and_none_is_the_guides() -> None:
    cars = list(stock_cars(320))
    assert cars == list(stock_cars(320))
    assert not {car.plate for car in cars} & GUIDE_PLATES
    assert len({car.plate for car in cars}) == 320
    assert all((car.trade_price_cents or 0) > 0 for car in cars)
    assert sum(car.status == "for_sale" and car.destination == "trade" for car in cars) > 60
