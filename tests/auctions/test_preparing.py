"""What a form would make, and everything that speaks against it, at once."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from msgspec import Struct
from msgspec.structs import replace

from server.accounts.principal import DealerUser
from server.auctions import creating, preparing
from server.auctions.auction import AuctionVehicleForm, SoftCloseForm
from server.kit import clock
from server.kit.ids import DistributionListId, VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import transaction
from server.partners import lists
from server.partners.professional import NewDistributionList
from server.protocol.refusals import Refusal
from server.resources import Resources
from server.stock.entering import NewVehicle, enter_vehicle
from server.stock.queries import vehicles_by_id
from tests.auctions.sale import a_car, a_form
from tests.organisation import Dealer, a_dealer, a_pro, a_user, another_entity


class Office(Struct, kw_only=True):
    resources: Resources
    dealer: Dealer
    manager: DealerUser

    async def car(self, car: NewVehicle | None = None, *, dealer: Dealer | None = None) -> VehicleId:
        place = dealer or self.dealer
        async with transaction(self.resources.postgres) as connection:
            return await enter_vehicle(
                connection, car or a_car(), entity_id=place.entity_id, point_of_sale_id=place.point_of_sale_id
            )


@pytest_asyncio.fixture(scope="module")
async def office(resources: Resources) -> AsyncIterator[Office]:
    dealer = await a_dealer(resources.postgres)
    await a_pro(resources.postgres, dealer)
    await a_pro(resources.postgres, dealer)
    yield Office(resources=resources, dealer=dealer, manager=await a_user(resources.postgres, dealer))


async def test_the_guides_form_adds_up(office: Office) -> None:
    xsara = await office.car(a_car(trade_price_cents=360_816, purchase_price_cents=360_816))
    mokka = await office.car(a_car(trade_price_cents=1_418_547, purchase_price_cents=1_361_805))
    shown = await preparing.preview(
        office.resources, office.manager, a_form(office.dealer, xsara, mokka, kind="whole_lot", reserve_cents=1_820_000)
    )
    assert shown.pros == 2
    assert shown.totals.starting_price_cents == 1_779_363
    assert shown.totals.margin is not None
    assert (shown.totals.margin.real_cents, shown.totals.margin.final_cents) == (47_285, 47_285)
    assert shown.totals.reserve_cents == 1_820_000
    assert [car.real_margin_cents for car in shown.vehicles] == [0, 47_285]
    assert shown.errors == ()


async def test_a_lower_start_lowers_the_final_margin(office: Office) -> None:
    mokka = await office.car(a_car(trade_price_cents=1_418_547, purchase_price_cents=1_361_805))
    line = AuctionVehicleForm(vehicle_id=mokka, starting_price_cents=Cents(1_400_000))
    (car,) = (await preparing.preview(office.resources, office.manager, a_form(office.dealer, line))).vehicles
    assert car.margin is not None
    assert (car.margin.gain_cents, car.margin.final_cents, car.margin.net_cents) == (0, 28_738, 31_829)


async def test_each_car_is_refused_with_all_its_reasons(office: Office) -> None:
    cars = {
        ("not_for_sale",): await office.car(a_car(status="physical_entry")),
        ("for_scrap",): await office.car(a_car(destination="scrap")),
        ("sale_to_professionals_not_allowed",): await office.car(a_car(destination="retail")),
        ("no_professional_price",): await office.car(a_car(trade_price_cents=None)),
        ("not_for_sale", "no_professional_price"): await office.car(a_car(status="delivery", trade_price_cents=None)),
        ("unknown_vehicle",): VehicleId(new_id()),
        (): await office.car(a_car(destination="retail", allowed=True)),
    }
    shown = await preparing.preview(office.resources, office.manager, a_form(office.dealer, *cars.values()))
    assert [car.refusals for car in shown.vehicles] == list(cars)
    assert shown.totals.vehicles == 1


async def test_a_car_of_another_entity_is_unknown_and_one_listed_twice_refused(office: Office) -> None:
    elsewhere = await another_entity(office.resources.postgres, office.dealer)
    foreign, own = await office.car(dealer=elsewhere), await office.car()
    shown = await preparing.preview(office.resources, office.manager, a_form(office.dealer, foreign, own, own))
    assert [car.refusals for car in shown.vehicles] == [("unknown_vehicle",), (), ("listed_twice",)]


async def test_a_reserved_car_is_refused(office: Office) -> None:
    car, pro = await office.car(), await a_pro(office.resources.postgres)
    await office.resources.postgres.execute("UPDATE vehicle SET reserved_for_pro_id = $2 WHERE id = $1", car, pro)
    (shown,) = (await preparing.preview(office.resources, office.manager, a_form(office.dealer, car))).vehicles
    assert shown.refusals == ("reserved",)


async def test_all_wrong_fields_are_named_at_once(office: Office) -> None:
    form = a_form(
        office.dealer,
        AuctionVehicleForm(vehicle_id=await office.car(), starting_price_cents=Cents(0)),
        duration_seconds=9,
        minimum_raise_cents=0,
        reserve_cents=100,
        starts_at=clock.now() - timedelta(hours=1),
        soft_close=SoftCloseForm(window_seconds=-1, extension_seconds=3_601, cap_seconds=86_401),
    )
    form = replace(
        form, point_of_sale_id=form.vehicles[0].vehicle_id, distribution_list_id=DistributionListId(new_id())
    )
    shown = await preparing.preview(office.resources, office.manager, form)
    assert {(fault.pointer, fault.code) for fault in shown.errors} == {
        ("/duration_seconds", "out_of_bounds"),
        ("/starts_at", "in_the_past"),
        ("/soft_close/window_seconds", "out_of_bounds"),
        ("/soft_close/extension_seconds", "out_of_bounds"),
        ("/soft_close/cap_seconds", "out_of_bounds"),
        ("/minimum_raise_cents", "too_low"),
        ("/reserve_cents", "wrong_kind"),
        ("/vehicles/0/starting_price_cents", "too_low"),
        ("/point_of_sale_id", "unknown"),
        ("/distribution_list_id", "unknown"),
        ("/distribution_list_id", "no_pro"),
    }
    with pytest.raises(Refusal) as refused:
        await creating.create(office.resources, office.manager, form, idempotency_key=None)
    assert (refused.value.code, len(refused.value.errors)) == ("invalid", 11)


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        ("2026-12-01T10:00:00", "no_time_zone"),
        ("9999-12-31T23:59:59+00:00", "too_far"),
        ("9999-12-31T23:59:59-14:00", "too_far"),
        ("9999-12-31T23:59:59", "no_time_zone"),
        ("0001-01-01T00:00:00+14:00", "in_the_past"),
    ],
)
async def test_a_start_that_cannot_be_is_named(office: Office, starts_at: str, code: str) -> None:
    form = a_form(office.dealer, await office.car(), starts_at=datetime.fromisoformat(starts_at))
    for seconds in (600, 2**31 - 1, -(2**31)):
        asked = replace(form, duration_seconds=seconds)
        shown = await preparing.preview(office.resources, office.manager, asked)
        assert {fault.code for fault in shown.errors} - {"out_of_bounds"} == {code}
        with pytest.raises(Refusal) as refused:
            await creating.create(office.resources, office.manager, asked, idempotency_key=None)
        assert (refused.value.code, refused.value.errors[0].code is not None) == ("invalid", True)


async def test_a_soft_close_is_refused_as_the_settings_refuse_it(office: Office) -> None:
    soft_close = SoftCloseForm(window_seconds=60, extension_seconds=60, cap_seconds=59)
    form = a_form(office.dealer, await office.car(), soft_close=soft_close)
    shown = await preparing.preview(office.resources, office.manager, form)
    assert [(fault.pointer, fault.code) for fault in shown.errors] == [("/soft_close/cap_seconds", "cap")]
    idle = replace(form, soft_close=replace(soft_close, extension_seconds=0))
    shown = await preparing.preview(office.resources, office.manager, idle)
    assert [(fault.pointer, fault.code) for fault in shown.errors] == [("/soft_close/extension_seconds", "extension")]


async def test_a_reserve_that_the_first_bid_meets_is_warned_of(office: Office) -> None:
    low = AuctionVehicleForm(vehicle_id=await office.car(), reserve_cents=Cents(499_999))
    enough = AuctionVehicleForm(vehicle_id=await office.car(), reserve_cents=Cents(500_000))
    shown = await preparing.preview(office.resources, office.manager, a_form(office.dealer, enough, low))
    assert [(odd.pointer, odd.code) for odd in shown.warnings] == [("/vehicles/1/reserve_cents", "reserve_below_start")]
    assert shown.errors == ()
    cars = [low.vehicle_id, enough.vehicle_id]
    whole = a_form(office.dealer, *cars, kind="whole_lot", reserve_cents=999_999)
    shown = await preparing.preview(office.resources, office.manager, whole)
    assert [(odd.pointer, odd.code) for odd in shown.warnings] == [("/reserve_cents", "reserve_below_start")]


async def test_only_the_pros_of_the_list_are_told(office: Office) -> None:
    dealer = await another_entity(office.resources.postgres, office.dealer)
    manager = await a_user(office.resources.postgres, dealer)
    chosen = await a_pro(office.resources.postgres, dealer)
    await a_pro(office.resources.postgres, dealer)
    async with transaction(office.resources.postgres) as connection:
        made = await lists.create(
            connection,
            NewDistributionList(entity_id=dealer.entity_id, name="Marchands", pro_ids=[chosen]),
            entity_ids=[dealer.entity_id],
        )
    form = a_form(dealer, await office.car(dealer=dealer))
    assert (await preparing.preview(office.resources, manager, form)).pros == 2
    listed = replace(form, distribution_list_id=made.id)
    assert (await preparing.preview(office.resources, manager, listed)).pros == 1


async def test_one_car_enters_one_auction(office: Office) -> None:
    car = await office.car()
    await creating.create(office.resources, office.manager, a_form(office.dealer, car), idempotency_key=None)
    known = await vehicles_by_id(office.resources.postgres, [car], entity_id=office.dealer.entity_id)
    assert known[car].engagement is not None
    with pytest.raises(Refusal) as refused:
        await creating.create(office.resources, office.manager, a_form(office.dealer, car), idempotency_key=None)
    assert [error.pointer for error in refused.value.errors] == ["/vehicles/0/vehicle_id"]


async def test_the_same_key_makes_one_auction(office: Office) -> None:
    form = a_form(office.dealer, await office.car())
    key = new_id()
    first = await creating.create(office.resources, office.manager, form, idempotency_key=key)
    again = await creating.create(office.resources, office.manager, form, idempotency_key=key)
    assert (again.id, first.repeated, again.repeated) == (first.id, False, True)
    with pytest.raises(Refusal) as refused:
        await creating.create(
            office.resources, office.manager, replace(form, duration_seconds=700), idempotency_key=key
        )
    assert refused.value.code == "command_mismatch"


async def test_lots_are_numbered_without_a_hole_and_refused_forms_take_none(office: Office) -> None:
    dealer = await another_entity(office.resources.postgres, office.dealer)
    manager = await a_user(office.resources.postgres, dealer)
    await a_pro(office.resources.postgres, dealer)
    cars = [await office.car(dealer=dealer) for _ in range(5)]
    await creating.create(office.resources, manager, a_form(dealer, *cars[:3]), idempotency_key=None)
    with pytest.raises(Refusal):
        await creating.create(office.resources, manager, a_form(dealer, *cars[2:]), idempotency_key=None)
    await creating.create(office.resources, manager, a_form(dealer, *cars[3:], kind="whole_lot"), idempotency_key=None)
    numbers = await office.resources.postgres.fetch(
        "SELECT auction.number AS auction, lot.number AS lot FROM lot JOIN auction ON auction.id = lot.auction_id"
        " WHERE lot.entity_id = $1 ORDER BY lot.number",
        dealer.entity_id,
    )
    assert [tuple(row) for row in numbers] == [(1, 1), (1, 2), (1, 3), (2, 4)]


async def test_without_the_right_nothing_is_prepared(office: Office) -> None:
    seller = await a_user(office.resources.postgres, office.dealer, rights=())
    with pytest.raises(Refusal) as refused:
        await preparing.preview(office.resources, seller, a_form(office.dealer, await office.car()))
    assert refused.value.code == "forbidden"


async def test_another_groups_entity_is_not_found(office: Office) -> None:
    stranger = await a_user(office.resources.postgres, await a_dealer(office.resources.postgres, name="Autre"))
    with pytest.raises(Refusal) as refused:
        await preparing.preview(office.resources, stranger, a_form(office.dealer, await office.car()))
    assert refused.value.code == "not_found"
