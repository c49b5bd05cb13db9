"""Another window follows live: what somebody does to a car is heard at the entity's desk, and nowhere else."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from server.kit.money import Cents
from server.protocol.refusals import Refusal
from server.resources import Resources
from server.stock.life import moving
from server.stock.life.form import Transition
from server.stock.records import writing
from server.stock.records.form import VehicleChange, VehicleForm
from tests.realtime.market import Market, a_market


@pytest_asyncio.fixture(scope="module")
async def market(resources: Resources) -> AsyncGenerator[Market]:
    async with a_market(resources) as market:
        yield market


async def test_the_desk_hears_of_a_new_car_its_changes_and_moves(market: Market, resources: Resources) -> None:
    house = market.house
    form = VehicleForm(
        entity_id=house.dealer.entity_id,
        point_of_sale_id=house.dealer.point_of_sale_id,
        make="FIAT",
        model="500",
        purchase_price_cents=Cents(500_000),
    )
    async with market.client(house.manager) as window:
        await window.enter(f"desk:{house.dealer.entity_id}")
        car = await writing.create(resources, house.manager, form)
        created = (await window.hear_until("row_changed"))[-1]
        assert (created["kind"], created["id"], created["summary"]["status"]) == ("vehicle", car, "pre_entry")
        await writing.change(resources, house.manager, car, VehicleChange(version=1, outer_colour="Rouge"))
        changed = (await window.hear_until("row_changed"))[-1]
        assert (changed["id"], changed["summary"]["version"]) == (car, 2)


async def test_what_is_undone_is_never_heard(market: Market, resources: Resources) -> None:
    house = market.house
    first = await house.car()
    async with market.client(house.manager) as window:
        await window.enter(f"desk:{house.dealer.entity_id}")
        with pytest.raises(Refusal):
            await moving.move(resources, house.manager, first, Transition(to="exited"))
        await moving.move(resources, house.manager, first, Transition(to="physical_entry"))
        heard = (await window.hear_until("row_changed"))[-1]
        assert (heard["id"], heard["summary"]["status"]) == (first, "physical_entry")
