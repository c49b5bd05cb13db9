"""What a lot earns: by the price reached, less what its cars cost, the same on every screen (domain "Margins", 6.8)."""

from collections.abc import AsyncIterator
from datetime import date

import pytest_asyncio

from server.auctions import preparing
from server.auctions.auction import AuctionVehicleForm
from server.auctions.queries import AuctionFilter, AuctionRow, find_auctions
from server.kit.ids import AuctionId, VehicleId
from server.kit.money import Cents
from server.protocol.lots import Margin
from server.resources import Resources
from server.stock.records import attaching
from server.stock.records.record import find_record
from tests.auctions.sale import House, a_car, a_form, a_house

# Bought at 10 710.00, to be sold at 11 910.00, started at 9 710.00.
DACIA = a_car(make="DACIA", model="DUSTER", trade_price_cents=1_191_000, purchase_price_cents=1_071_000)
START = Cents(971_000)


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


async def listed(house: House, auction_id: AuctionId) -> AuctionRow:
    wanted = AuctionFilter(entity_ids=[house.dealer.entity_id])
    page = await find_auctions(house.resources.postgres, wanted, sort="-starts_at", limit=50, cursor=None, margins=True)
    return next(row for row in page.items if row.id == auction_id)


async def spend(house: House, car: VehicleId, cents: int) -> None:
    await attaching.add_cost(
        house.resources, house.manager, car, label="Pneus", amount_cents=Cents(cents), spent_on=date(2026, 11, 3)
    )


async def test_a_start_below_the_sale_price_is_a_loss_on_every_screen(house: House) -> None:
    line = AuctionVehicleForm(vehicle_id=await house.car(DACIA), starting_price_cents=START)
    shown = await preparing.preview(house.resources, house.manager, a_form(house.dealer, line))
    loss = Margin(real_cents=Cents(100_000), gain_cents=Cents(0), final_cents=Cents(-120_000), net_cents=Cents(-83_333))
    assert (shown.vehicles[0].margin, shown.totals.margin) == (loss, loss)
    auction = await house.auction(line)
    for _ in range(2):  # before the first bid, at the starting price, and after it
        seen = await house.seen_by_dealer(auction)
        assert (seen.lots[0].margin, seen.totals.margin) == (loss, loss)
        assert (await listed(house, auction)).totals == seen.totals
        await house.bid(house.alice, auction, START)
    await house.bid(house.bob, auction, 1_191_000)
    seen = await house.seen_by_dealer(auction)
    assert seen.lots[0].margin == Margin(
        real_cents=Cents(100_000), gain_cents=Cents(220_000), final_cents=Cents(100_000), net_cents=Cents(100_000)
    )
    assert (await listed(house, auction)).totals == seen.totals


async def test_costs_lower_the_margin_of_the_car_the_form_the_lot_and_the_list(house: House) -> None:
    car = await house.car(DACIA)
    await spend(house, car, 20_000)
    record = await find_record(house.resources.postgres, car)
    assert record is not None
    assert (record.costs_cents, record.real_margin_cents) == (20_000, 80_000)
    shown = await preparing.preview(house.resources, house.manager, a_form(house.dealer, car))
    assert shown.totals.margin is not None
    assert shown.totals.margin.real_cents == 80_000
    auction = await house.auction(car)
    before = (await house.seen_by_dealer(auction)).totals.margin
    assert before is not None
    assert before.real_cents == 80_000
    await spend(house, car, 5_000)  # while it runs
    seen = await house.seen_by_dealer(auction)
    (vehicle,) = seen.lots[0].vehicles
    assert (vehicle.costs_cents, vehicle.real_margin_cents) == (25_000, 75_000)
    for margin in (seen.lots[0].margin, seen.totals.margin):
        assert margin is not None
        assert margin.net_cents == 75_000
    assert (await listed(house, auction)).totals == seen.totals
