"""Customers of the demonstration who bring a car, and bots that say what they would give for it (domain 4.6)."""

import asyncio
import random
from datetime import date
from typing import Never

import structlog

from server.accounts.organisation import PointOfSale
from server.auctions.bidding_api import DeclineForm, QuoteForm
from server.auctions.quotations import MyQuotation
from server.demo.browsing import Browser, Refused
from server.demo.cars import stock_cars, used_value
from server.kit.ids import EntityId, PointOfSaleId, new_id
from server.kit.money import Cents, proportion
from server.protocol.lots import Vehicle
from server.rest.listing import Page
from server.tradeins.trade_in import QuotationForm, TradeIn, TradeInForm, TradeInRow

REST_SECONDS = 5.0
LOOK_SECONDS = (4.0, 30.0)
RUNNING = "/api/trade-ins?state=in_quotation&limit=1"
COMMENTS = (
    "Carnet d'entretien complet, deux clés.",
    "Distribution faite à 110 000 km.",
    "Pare-chocs avant à reprendre, pneus neufs.",
    "Véhicule roulant, contrôle technique de moins de six mois.",
)
CONDITIONS = ("Bon état général.", "Rayures portière gauche.", "Choc avant droit, optique cassée.", "")
# What a bidder gives, in percent of what the car is worth to most.
OFFER_PERCENT = (62, 88)
DECLINES, IMPROVES = 0.2, 0.15

log = structlog.get_logger()


def a_customers_car(entity_id: EntityId, point_of_sale_id: PointOfSaleId, dice: random.Random) -> TradeInForm:
    """A car that somebody would like to part with."""
    (car,) = stock_cars(1, seed=dice.randrange(2**32))
    return TradeInForm(
        entity_id=entity_id,
        point_of_sale_id=point_of_sale_id,
        make=car.make,
        model=car.model,
        model_version=car.model_version,
        trim=car.trim,
        plate=car.plate,
        vin=car.vin,
        energy=car.energy,
        gearbox=car.gearbox,
        body=car.body,
        mileage_km=car.mileage_km,
        mileage_guaranteed=car.mileage_guaranteed,
        first_registration=car.first_registration,
        fiscal_power_cv=car.fiscal_power_cv,
        power_hp=car.power_hp,
        co2_g_km=car.co2_g_km,
        outer_colour=car.outer_colour,
        inner_colour=car.inner_colour,
        condition=dice.choice(CONDITIONS),
    )


async def keep_asking(browser: Browser, dice: random.Random) -> Never:
    """See to it that there is always a quotation to answer."""
    while True:
        try:
            if (await browser.get(RUNNING, Page[TradeInRow])).total == 0:
                await ask_for_one(browser, dice)
        except Refused as refused:
            log.debug("no customer comes", why=str(refused))
        await asyncio.sleep(REST_SECONDS)


async def ask_for_one(browser: Browser, dice: random.Random) -> None:
    """A customer comes, and the pros are asked."""
    place = (await browser.get("/api/points-of-sale", Page[PointOfSale])).items[0]
    car = a_customers_car(EntityId(place.entity_id), PointOfSaleId(place.id), dice)
    made = await browser.make("/api/trade-ins", car, TradeIn, key=new_id())
    form = QuotationForm(comment_for_pros=dice.choice(COMMENTS))
    await browser.post(f"/api/trade-ins/{made.id}/quotation", form, key=new_id())


async def keep_quoting(browser: Browser, dice: random.Random) -> Never:
    """Answer for one pro, unhurriedly."""
    while True:
        await asyncio.sleep(dice.uniform(*LOOK_SECONDS))
        try:
            await quote_once(browser, dice)
        except Refused as refused:
            log.debug("a bot rests", bot=browser.sign_in, why=str(refused))
            await asyncio.sleep(REST_SECONDS)


async def quote_once(browser: Browser, dice: random.Random) -> bool:
    """Answer one request, or think better of a price given; whether anything was said."""
    for asked in (await browser.get("/api/my/quotations", Page[MyQuotation])).items:
        if asked.state != "open" or asked.standing == "declined":
            continue
        page = f"/api/auctions/{asked.auction_id}/lots/1"
        if asked.my_quote_cents is None and dice.random() < DECLINES:
            await browser.post(f"{page}/decline", DeclineForm(), key=new_id())
            return True
        if asked.my_quote_cents is None or dice.random() < IMPROVES:
            offer = max(_offer(asked.car, browser.sign_in, dice), asked.my_quote_cents or Cents(0))
            await browser.post(f"{page}/quote", QuoteForm(amount_cents=offer), key=new_id())
            return True
    return False


def _offer(car: Vehicle, bidder: str, dice: random.Random) -> Cents:
    """About the same for the same car and bidder, to fifty euros."""
    taste = random.Random(f"{car.id} {bidder}").randint(*OFFER_PERCENT) + dice.randint(0, 3)
    value = used_value(
        car.make, car.model, registered=car.first_registration or date(2018, 1, 1), mileage_km=car.mileage_km or 0
    )
    return Cents(max(5_000, proportion(value, taste, 100) // 5_000 * 5_000))
