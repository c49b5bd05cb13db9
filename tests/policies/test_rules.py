"""Where cars go, what validates itself, and everything that settings may not say (domain 3)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.kit.ids import ProId
from server.kit.money import Cents
from server.policies.auction_settings import AuctionSettings, SoftCloseSettings
from server.policies.change import NamedChange, RotationBand, Share, Shift, Step, Sum, of
from server.policies.life_line import STATUSES, ExtraStatus, LifeLine, stages_of
from server.policies.price_policy import DestinationRule, ModelRule, PricePolicy
from server.policies.rules import (
    Car,
    Condition,
    auction_faults,
    direct,
    exclusions,
    life_line_faults,
    older_than,
    price_policy_faults,
    reconditioning,
)

TODAY = date(2026, 11, 24)
C3 = Car(make="CITROEN", model="C3", first_registration=date(2009, 5, 12), mileage_km=105_632)
SOUND = Condition(
    damaged=False, imported=False, running=True, outstanding_finance_cents=Cents(0), trade_in_cents=Cents(319_412)
)


def a_rule(years: int | None, km: int | None, *, both: bool) -> DestinationRule:
    return DestinationRule(older_than_years=years, beyond_km=km, both=both)


def a_car(
    born: date | None = date(2009, 5, 12), km: int | None = 105_632, make: str = "CITROEN", model: str = "C3"
) -> Car:
    return Car(make=make, model=model, first_registration=born, mileage_km=km)


def an_extra(key: str, after: str) -> ExtraStatus:
    return ExtraStatus(key=key, label=key.capitalize(), after=after)


def test_a_2009_c3_with_105_632_km_would_go_to_trade() -> None:
    directed = direct(PricePolicy(), C3, today=TODAY)
    assert (directed.destination, directed.of, directed.older, directed.further) == ("trade", "default", True, True)


@pytest.mark.parametrize(
    ("rule", "car", "destination"),
    [
        # "> 10 y and > 100 000 km"
        (a_rule(10, 100_000, both=True), a_car(km=100_001), "trade"),
        (a_rule(10, 100_000, both=True), a_car(km=100_000), "retail"),
        (a_rule(10, 100_000, both=True), a_car(born=date(2020, 1, 1)), "retail"),
        # "> 8 y or > 250 000 km"
        (a_rule(8, 250_000, both=False), a_car(born=date(2025, 1, 1), km=250_001), "trade"),
        (a_rule(8, 250_000, both=False), a_car(km=10), "trade"),
        (a_rule(8, 250_000, both=False), a_car(born=date(2025, 1, 1), km=250_000), "retail"),
        # one bound, none
        (a_rule(8, None, both=True), a_car(km=0), "trade"),
        (a_rule(None, 90_000, both=False), a_car(born=date(2026, 1, 1)), "trade"),
        (a_rule(None, None, both=True), a_car(), "retail"),
        # what is unknown exceeds nothing
        (a_rule(10, 100_000, both=True), a_car(km=None), "retail"),
        (a_rule(10, 100_000, both=False), a_car(km=None), "trade"),
        (a_rule(10, 100_000, both=False), a_car(born=None, km=50_000), "retail"),
        (a_rule(0, None, both=False), a_car(born=TODAY), "retail"),
    ],
)
def test_a_car_goes_where_its_rule_sends_it(rule: DestinationRule, car: Car, destination: str) -> None:
    assert direct(PricePolicy(destination_rule=rule), car, today=TODAY).destination == destination


def test_a_models_rule_comes_before_its_makes_and_that_before_the_default() -> None:
    never, always = a_rule(None, None, both=True), a_rule(0, None, both=True)
    policy = PricePolicy(
        destination_rule=always,
        model_destination_rules=[
            ModelRule(make="Citroën", model=None, rule=always),
            ModelRule(make=" citroen ", model="c3", rule=never),
            ModelRule(make="CITROEN", model=None, rule=always),
        ],
    )
    assert direct(policy, C3, today=TODAY).of == "model"
    assert direct(policy, C3, today=TODAY).destination == "retail"
    assert direct(policy, a_car(model="C4"), today=TODAY).of == "make"
    assert direct(policy, a_car(make="OPEL"), today=TODAY).of == "default"


@pytest.mark.parametrize(
    ("born", "years", "today", "older"),
    [
        (date(2016, 11, 24), 10, date(2026, 11, 24), False),
        (date(2016, 11, 24), 10, date(2026, 11, 25), True),
        (date(2016, 2, 29), 10, date(2026, 2, 28), False),
        (date(2016, 2, 29), 10, date(2026, 3, 1), True),
    ],
)
def test_on_its_birthday_a_car_is_not_older_yet(born: date, years: int, today: date, older: bool) -> None:  # noqa: FBT001 -- an example
    assert older_than(born, years, today=today) is older


@pytest.mark.parametrize(
    ("changed", "exclusion"),
    [
        ({"damaged": True}, "damaged"),
        ({"imported": True}, "imported"),
        ({"running": False}, "not_running"),
        ({"outstanding_finance_cents": Cents(319_413)}, "finance_exceeds_price"),
        ({"trade_in_cents": Cents(99)}, "below_minimum_price"),
        ({"trade_in_cents": None}, "no_market_value"),
    ],
)
def test_what_never_validates_itself(changed: dict[str, Any], exclusion: str) -> None:
    policy = PricePolicy(validates_trade=True)
    assert exclusions(policy, "trade", C3, replace(SOUND, **changed), today=TODAY) == [exclusion]


def test_a_sound_car_validates_itself_where_the_settings_say_so() -> None:
    assert exclusions(PricePolicy(validates_trade=True), "trade", C3, SOUND, today=TODAY) == []
    assert exclusions(PricePolicy(validates_trade=True), "retail", C3, SOUND, today=TODAY) == ["not_automatic"]
    assert exclusions(PricePolicy(validates_retail=True), "retail", C3, SOUND, today=TODAY) == []
    assert "not_automatic" in exclusions(PricePolicy(validates_retail=True), "scrap", C3, SOUND, today=TODAY)


def test_older_cars_than_the_maximum_and_those_of_unknown_age_need_somebody() -> None:
    policy = PricePolicy(validates_trade=True, maximum_age_years=15)
    assert exclusions(policy, "trade", C3, SOUND, today=TODAY) == ["too_old"]
    assert exclusions(policy, "trade", a_car(born=None), SOUND, today=TODAY) == ["age_unknown"]


def test_reconditioning_for_trade_replaces_the_other() -> None:
    assert reconditioning(PricePolicy(reconditioning_cents=Cents(50_000)), "trade") == 50_000
    own = PricePolicy(reconditioning_cents=Cents(50_000), trade_reconditioning_cents=Cents(0))
    assert (reconditioning(own, "trade"), reconditioning(own, "retail")) == (0, 50_000)


def test_parts_and_changes_of_an_amount() -> None:
    amount = Cents(1_000_050)
    assert of(Share(rate_bp=700), amount) == 70_004
    assert of(Sum(amount_cents=Cents(12)), amount) == 12
    assert of(Shift(rate_bp=-150), amount) == -15_001
    assert of(Step(amount_cents=Cents(-99)), amount) == -99


def test_the_products_own_settings_are_without_fault() -> None:
    assert price_policy_faults(PricePolicy()) == []
    assert life_line_faults(LifeLine()) == []
    assert auction_faults(AuctionSettings()) == []


def test_every_fault_of_a_policy_is_named() -> None:
    rule = a_rule(1, None, both=True)
    policy = PricePolicy(
        recipient_pro_ids=[ProId("a"), ProId("b"), ProId("a")],
        model_destination_rules=[
            ModelRule(make="Opel", model=None, rule=rule),
            ModelRule(make="OPEL", model=None, rule=rule),
            ModelRule(make="OPEL", model="Corsa", rule=rule),
        ],
        rotation=[
            RotationBand(up_to_days=30, change=Shift(rate_bp=100)),
            RotationBand(up_to_days=30, change=Shift(rate_bp=0)),
            RotationBand(up_to_days=None, change=Shift(rate_bp=0)),
            RotationBand(up_to_days=60, change=Shift(rate_bp=-100)),
        ],
        outer_colours=[
            NamedChange(name="Noir  Nacré", change=Shift(rate_bp=1)),
            NamedChange(name="noir nacré", change=Shift(rate_bp=2)),
        ],
    )
    assert [fault.pointer for fault in price_policy_faults(policy)] == [
        "/model_destination_rules/1/model",
        "/recipient_pro_ids/2",
        "/rotation/1/up_to_days",
        "/rotation/2/up_to_days",
        "/outer_colours/1/name",
    ]


def test_extra_statuses_stand_behind_what_they_follow() -> None:
    extras = [
        an_extra("photos", "workshop"),
        an_extra("workshop", "physical_entry"),
        an_extra("keys", "physical_entry"),
    ]
    assert stages_of(extras) == [
        "pre_entry",
        "physical_entry",
        "workshop",
        "photos",
        "keys",
        "for_sale",
        "delivery",
        "exited",
    ]
    assert LifeLine(extra_statuses=extras).fixed("photos") == "physical_entry"
    assert life_line_faults(LifeLine(extra_statuses=extras, sellable_from="photos")) == []


def test_circular_and_impossible_life_lines_are_refused_all_at_once() -> None:
    settings = LifeLine(
        extra_statuses=[
            an_extra("a", "b"),
            an_extra("b", "a"),
            an_extra("c", "c"),
            an_extra("for_sale", "pre_entry"),
            an_extra("d", "nowhere"),
            an_extra("e", "exited"),
            an_extra("f", "for_sale"),
            an_extra("f", "delivery"),
        ],
        publishable_from="delivery",
        sellable_from="gone",
    )
    assert {(fault.pointer, fault.code) for fault in life_line_faults(settings)} == {
        ("/extra_statuses/0/after", "circle"),
        ("/extra_statuses/1/after", "circle"),
        ("/extra_statuses/2/after", "circle"),
        ("/extra_statuses/3/key", "twice"),
        ("/extra_statuses/4/after", "unknown_status"),
        ("/extra_statuses/5/after", "after_exit"),
        ("/extra_statuses/7/key", "twice"),
        ("/publishable_from", "leaving"),
        ("/sellable_from", "unknown_status"),
    }


def test_a_car_can_not_be_sold_before_it_may_be_shown() -> None:
    settings = LifeLine(publishable_from="for_sale", sellable_from="physical_entry")
    assert [fault.pointer for fault in life_line_faults(settings)] == ["/sellable_from"]


KEYS = st.sampled_from(["a", "b", "c", "d", *STATUSES])


@given(st.lists(st.builds(an_extra, KEYS, KEYS), max_size=8))
def test_any_life_line_either_has_a_fault_or_places_every_status_once(extras: list[ExtraStatus]) -> None:
    stages = stages_of(extras)
    assert len(stages) == len(set(stages))
    assert [stage for stage in stages if stage in STATUSES] == list(STATUSES)
    if not life_line_faults(LifeLine(extra_statuses=extras)):
        assert {extra.key for extra in extras} <= set(stages)
        assert stages[-1] == "exited"
        for extra in extras:
            assert stages.index(extra.after) < stages.index(extra.key)


@pytest.mark.parametrize(
    ("soft_close", "pointer"),
    [
        ((0, 60, 600), "/soft_close/window_seconds"),
        ((60, 0, 600), "/soft_close/extension_seconds"),
        ((60, 60, 59), "/soft_close/cap_seconds"),
    ],
)
def test_a_soft_close_that_can_not_work_is_refused(soft_close: tuple[int, int, int], pointer: str) -> None:
    window, extension, cap = soft_close
    settings = AuctionSettings(
        soft_close=SoftCloseSettings(window_seconds=window, extension_seconds=extension, cap_seconds=cap)
    )
    assert [fault.pointer for fault in auction_faults(settings)] == [pointer]
    assert auction_faults(AuctionSettings(soft_close=None)) == []
