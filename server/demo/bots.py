"""Bid like people on the demonstration's auctions, and keep one open; through the real server, signed in as anybody.

A bidder looks every few seconds, prefers lots where it was outbid, has its own idea of what each car is worth, mostly
bids the least and now and then a big step; one sets maxima instead. All answer quotations. The guide's own cars are
left to the people who try them by hand.
"""

import asyncio
import random
from typing import Never

import structlog

from server.accounts.organisation import PointOfSale
from server.auctions.auction import AuctionForm, AuctionVehicleForm, SoftCloseForm
from server.auctions.bidding_api import BidForm, MaximumForm
from server.auctions.queries import AuctionRow, ProAuctionRow
from server.demo.browsing import Browser, Refused
from server.demo.cars import GUIDE_PLATES, stock_cars
from server.demo.customers import keep_asking, keep_quoting
from server.kit.ids import EntityId, PointOfSaleId, new_id
from server.kit.money import Cents, proportion
from server.kit.postgres import Pool, transaction
from server.protocol.lots import ProLot
from server.protocol.snapshots import DealerSnapshot, ProSnapshot
from server.resources import open_resources
from server.rest.listing import Page
from server.settings import Settings
from server.stock.entering import enter_vehicle
from server.stock.vehicle import VehicleRow

# Top Used Cars is left to the person in front of the screen.
BIDDERS = ("bonneoccaze", "auto71", "occasionselect", "encheriste")
# Sets maxima, and lets the book raise.
MAXIMUM_BIDDER = "auto71"
HOST, ESTIMATOR = "parc", "chef"
# Where the server listens -> where it is reached.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 — we only ask there

LOOK_SECONDS = (1.5, 7.0)
REST_SECONDS = 5.0
OPEN_AUCTIONS = "/api/auctions?state=open&limit=10"
# What a bidder thinks a lot is worth, in percent of its starting price.
WORTH_PERCENT = (104, 145)
# Steps above the least amount, in raises: most people bid the least.
STEPS = (0, 0, 0, 0, 0, 0, 1, 1, 2, 8)
RIVALRY = 0.7
MINIMUM_RAISE = Cents(5_000)
LOTS, DURATION_SECONDS = 5, 600
SOFT_CLOSE = SoftCloseForm(window_seconds=30, extension_seconds=30, cap_seconds=300)
# Every second lot has a reserve a little above its start.
RESERVE_PERCENT = (102, 115)
FREE_CARS_MIN, RESTOCKED_CARS = 15, 40

log = structlog.get_logger()


async def run_bots(settings: Settings) -> Never:
    """Bid and keep an auction open until cancelled; a server that is away is waited for."""
    password = settings.demo_password
    assert password is not None, "the demonstration tells its bots the password"

    def browser(sign_in: str) -> Browser:
        host = EVERYWHERE.get(settings.host, settings.host)
        return Browser(host=host, port=settings.port, sign_in=sign_in, password=password)

    async with open_resources(settings) as resources, asyncio.TaskGroup() as group:
        group.create_task(keep_open(resources.postgres, browser(HOST), random.Random()))
        group.create_task(keep_asking(browser(ESTIMATOR), random.Random()))
        for sign_in in BIDDERS:
            group.create_task(keep_bidding(browser(sign_in), random.Random()))
            group.create_task(keep_quoting(browser(sign_in), random.Random()))
    raise AssertionError("bots never end by themselves")


async def keep_bidding(browser: Browser, dice: random.Random) -> Never:
    """Bid for one pro, at most once in 1.5 s."""
    while True:
        await asyncio.sleep(dice.uniform(*LOOK_SECONDS))
        try:
            await bid_once(browser, dice)
        except Refused as refused:
            log.debug("a bot rests", bot=browser.sign_in, why=str(refused))
            await asyncio.sleep(REST_SECONDS)


async def bid_once(browser: Browser, dice: random.Random) -> bool:
    """Look at the open auctions and bid on one lot; whether one was worth it."""
    for row in (await browser.get(OPEN_AUCTIONS, Page[ProAuctionRow])).items:
        seen = await browser.get(f"/api/auctions/{row.id}", ProSnapshot)
        lot = None if is_guides(seen) else choose_lot(seen, browser.sign_in, dice)
        if lot is not None:
            await _bid(browser, seen, lot, dice)
            return True
    return False


def choose_lot(seen: ProSnapshot, bidder: str, dice: random.Random) -> ProLot | None:
    """A lot the bidder doesn't lead and finds worth its next amount; rather one where it was outbid."""
    wanted = [
        lot
        for lot in seen.lots
        if lot.outcome is None
        and lot.standing not in {"leading", "leading_below_reserve"}
        and lot.next_min_cents <= worth(seen, lot, bidder)
    ]
    outbid = [lot for lot in wanted if lot.standing == "outbid"]
    if not wanted:
        return None
    return dice.choice(outbid if outbid and dice.random() < RIVALRY else wanted)


def worth(seen: ProSnapshot, lot: ProLot, bidder: str) -> Cents:
    """What this bidder would pay for the lot; always the same answer."""
    taste = random.Random(f"{seen.auction.id} {lot.lot} {bidder}")
    return proportion(lot.starting_price_cents, taste.randint(*WORTH_PERCENT), 100)


def is_guides(seen: ProSnapshot | DealerSnapshot) -> bool:
    """Whether the auction holds a car of the guide."""
    return any(car.plate in GUIDE_PLATES for lot in seen.lots for car in lot.vehicles)


async def _bid(browser: Browser, seen: ProSnapshot, lot: ProLot, dice: random.Random) -> None:
    page = f"/api/auctions/{seen.auction.id}/lots/{lot.lot}"
    if browser.sign_in == MAXIMUM_BIDDER:
        most = MaximumForm(maximum_cents=worth(seen, lot, browser.sign_in), epoch=seen.epoch)
        await browser.post(f"{page}/maximum", most, key=new_id())
        return
    wished = lot.next_min_cents + dice.choice(STEPS) * seen.auction.minimum_raise_cents
    form = BidForm(amount_cents=Cents(min(wished, worth(seen, lot, browser.sign_in))), epoch=seen.epoch)
    await browser.post(f"{page}/bids", form, key=new_id())


async def keep_open(pool: Pool, browser: Browser, dice: random.Random) -> Never:
    """See to it that there is always an auction to watch."""
    while True:
        try:
            if not await _is_one_open(browser):
                await open_one(pool, browser, dice)
        except Refused as refused:
            log.debug("the host rests", why=str(refused))
        await asyncio.sleep(REST_SECONDS)


async def _is_one_open(browser: Browser) -> bool:
    for row in (await browser.get(OPEN_AUCTIONS, Page[AuctionRow])).items:
        if not is_guides(await browser.get(f"/api/auctions/{row.id}", DealerSnapshot)):
            return True
    return False


async def open_one(pool: Pool, browser: Browser, dice: random.Random) -> None:
    """A new auction of a few cars that are free; new cars come in when they run short."""
    place = (await browser.get("/api/points-of-sale", Page[PointOfSale])).items[0]
    free = await _free_cars(browser, place)
    if len(free) < FREE_CARS_MIN:
        await restock(pool, place)
        free = await _free_cars(browser, place)
    form = AuctionForm(
        kind="per_unit",
        entity_id=EntityId(place.entity_id),
        point_of_sale_id=PointOfSaleId(place.id),
        duration_seconds=DURATION_SECONDS,
        minimum_raise_cents=MINIMUM_RAISE,
        soft_close=SOFT_CLOSE,
        vehicles=tuple(
            _line(car, reserved=number % 2 == 1, dice=dice) for number, car in enumerate(dice.sample(free, LOTS))
        ),
    )
    await browser.post("/api/auctions", form, key=new_id())


async def _free_cars(browser: Browser, place: PointOfSale) -> list[VehicleRow]:
    query = f"enterable=true&destination=trade&entity_id={place.entity_id}&limit=200"
    cars = (await browser.get(f"/api/vehicles?{query}", Page[VehicleRow])).items
    return [car for car in cars if car.plate not in GUIDE_PLATES]


def _line(car: VehicleRow, *, reserved: bool, dice: random.Random) -> AuctionVehicleForm:
    reserve = proportion(car.trade_price_cents or Cents(0), dice.randint(*RESERVE_PERCENT), 100)
    return AuctionVehicleForm(vehicle_id=car.id, reserve_cents=reserve if reserved else None)


async def restock(pool: Pool, place: PointOfSale) -> None:
    """New cars on the yard: the demonstration sells some thirty an hour."""
    async with transaction(pool) as connection:
        known = await connection.fetchval("SELECT count(*) FROM vehicle")
        for car in stock_cars(RESTOCKED_CARS, seed=known or 0):
            await enter_vehicle(
                connection,
                car,
                entity_id=EntityId(place.entity_id),
                point_of_sale_id=PointOfSaleId(place.id),
            )
