"""What cars are worth: the median of comparable ones, and the group's own lines that sum to the price (domain 3.8)."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit.money import CENTS_MAX, Cents
from server.policies.change import NamedChange, RotationBand, Share, Shift, Step, Sum
from server.policies.price_policy import PricePolicy
from server.valuation.rules import (
    NEIGHBOURS_MAX,
    MarketValue,
    Neighbour,
    Subject,
    market_of,
    market_value,
    months_between,
    sale_value,
    trade_price,
)

BORN = date(2019, 6, 1)


def a_subject(**changed: object) -> Subject:
    values: dict[str, object] = {
        "make": "OPEL",
        "model": "MOKKA",
        "first_registration": BORN,
        "mileage_km": 80_000,
        **changed,
    }
    return Subject(**values)  # pyrefly: ignore[bad-argument-type] -- the values are the fields'


def a_neighbour(
    price: int = 1_000_000, born: date = BORN, km: int = 80_000, *, sold: bool = True, days: int | None = 40
) -> Neighbour:
    return Neighbour(price_cents=Cents(price), first_registration=born, mileage_km=km, sold=sold, days_in_stock=days)


def test_one_odd_price_moves_nothing() -> None:
    usual = [a_neighbour(price) for price in (990_000, 1_000_000, 1_010_000, 1_005_000)]
    odd = [*usual, a_neighbour(9_900_000)]
    assert market_value(a_subject(), usual).value_cents == 1_002_500
    assert market_value(a_subject(), odd).value_cents == 1_005_000


def test_it_says_how_many_cars_it_used_and_how_fast_they_sell() -> None:
    found = market_value(
        a_subject(),
        [a_neighbour(days=30), a_neighbour(days=50), a_neighbour(sold=False, days=400), a_neighbour(days=40)],
    )
    assert (found.used, found.sold, found.days_to_sell) == (4, 3, 40)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_cars_are_no_market(count: int) -> None:
    found = market_value(a_subject(), [a_neighbour()] * count)
    assert (found.value_cents, found.used) == (None, count)
    assert sale_value(PricePolicy(), a_subject(), found) is None


def test_younger_and_less_driven_cars_are_brought_to_the_subjects_age_and_mileage() -> None:
    a_year_younger = market_value(a_subject(), [a_neighbour(born=date(2020, 6, 1))] * 3)
    assert a_year_younger.value_cents == 898_000  # 12 months of 0.85 %
    further = market_value(a_subject(), [a_neighbour(km=90_000)] * 3)
    assert further.value_cents == 1_030_000  # 10 000 km of 0.30 % a thousand
    assert market_value(a_subject(), [a_neighbour(born=date(2018, 6, 1), km=90_000)] * 3).value_cents == 1_132_000


@pytest.mark.parametrize(
    "neighbour",
    [
        a_neighbour(born=date(2014, 1, 1)),
        a_neighbour(born=date(2023, 1, 1)),
        a_neighbour(km=200_000),
        a_neighbour(price=0),
    ],
)
def test_cars_too_far_apart_are_no_neighbours(neighbour: Neighbour) -> None:
    assert market_value(a_subject(), [neighbour] * 5).used == 0


@pytest.mark.parametrize("unknown", ["first_registration", "mileage_km"])
def test_a_car_of_unknown_age_or_mileage_has_no_market_value(unknown: str) -> None:
    assert market_value(a_subject(**{unknown: None}), [a_neighbour()] * 5).value_cents is None


def test_the_nearest_are_enough() -> None:
    near, far = [a_neighbour(1_000_000)] * NEIGHBOURS_MAX, [a_neighbour(500_000, km=130_000)] * 200
    shuffled = [*near, *far]
    random.Random(1).shuffle(shuffled)
    found = market_value(a_subject(), shuffled)
    assert (found.value_cents, found.used) == (1_000_000, NEIGHBOURS_MAX)


def test_each_adjustment_is_a_line_and_they_sum_to_the_price() -> None:
    policy = PricePolicy(
        adjustment=Shift(rate_bp=200),
        monthly_depreciation_bp=100,
        recoverable_vat=Shift(rate_bp=300),
        first_owner=Step(amount_cents=Cents(15_000)),
        rotation=[
            RotationBand(up_to_days=30, change=Shift(rate_bp=150)),
            RotationBand(up_to_days=None, change=Shift(rate_bp=-250)),
        ],
        origins=[NamedChange(name="Import", change=Shift(rate_bp=-500))],
        inner_colours=[NamedChange(name="Noir", change=Step(amount_cents=Cents(100)))],
        outer_colours=[NamedChange(name="blanc  nacré", change=Shift(rate_bp=50))],
    )
    subject = a_subject(
        vat_regime="standard",
        first_owner=True,
        origin="import",
        inner_colour="Rouge",
        outer_colour="Blanc Nacré",
        months_in_stock=2,
    )
    market = MarketValue(value_cents=Cents(1_234_567), used=9, sold=5, days_to_sell=45)
    valued = sale_value(policy, subject, market)
    assert valued
    assert [(line.kind, line.amount_cents, line.name) for line in valued.lines] == [
        ("market_value", 1_234_567, None),
        ("adjustment", 24_691, None),
        ("monthly_depreciation", -24_691, None),
        ("recoverable_vat", 37_037, None),
        ("first_owner", 15_000, None),
        ("rotation", -30_864, None),
        ("origin", -61_728, "Import"),
        ("outer_colour", 6_173, "blanc  nacré"),
    ]
    assert valued.proposed_cents == sum(line.amount_cents for line in valued.lines) == 1_200_185


def test_what_does_not_touch_the_car_is_no_line() -> None:
    policy = PricePolicy(recoverable_vat=Shift(rate_bp=300), first_owner=Shift(rate_bp=300))
    valued = sale_value(policy, a_subject(first_owner=None), market_of(Cents(500_000)))
    assert valued
    assert [line.kind for line in valued.lines] == ["market_value"]


def test_the_trade_price_is_the_proposed_price_less_the_discount() -> None:
    assert trade_price(PricePolicy(professional_discount=Share(rate_bp=1_250)), Cents(480_000)) == 420_000
    assert trade_price(PricePolicy(professional_discount=Sum(amount_cents=Cents(60_000))), Cents(480_000)) == 420_000
    assert trade_price(PricePolicy(professional_discount=Sum(amount_cents=Cents(60_000))), Cents(50_000)) == 0


CHANGES = st.one_of(
    st.builds(Shift, rate_bp=st.integers(-10_000, 10_000)),
    st.builds(Step, amount_cents=st.integers(-(10**9), 10**9).map(Cents)),
)


@given(
    st.integers(0, CENTS_MAX).map(Cents),
    st.builds(
        PricePolicy,
        adjustment=CHANGES,
        recoverable_vat=CHANGES,
        first_owner=CHANGES,
        monthly_depreciation_bp=st.integers(0, 2_000),
    ),
    st.integers(0, 600),
)
def test_whatever_the_settings_the_lines_sum_to_the_price_or_it_is_nothing(
    value: Cents, policy: PricePolicy, months: int
) -> None:
    subject = a_subject(vat_regime="standard", first_owner=True, months_in_stock=months)
    valued = sale_value(policy, subject, market_of(value))
    assert valued
    assert valued.proposed_cents == max(0, sum(line.amount_cents for line in valued.lines))
    assert valued.lines[0].amount_cents == value


@given(st.lists(st.integers(1, 10**9), min_size=3, max_size=60), st.randoms())
def test_the_market_value_lies_among_the_prices_whatever_their_order(prices: list[int], chance: random.Random) -> None:
    found = market_value(a_subject(), [a_neighbour(price) for price in prices])
    assert found.value_cents is not None
    assert min(prices) <= found.value_cents <= max(prices)
    chance.shuffle(prices)
    if len(prices) <= NEIGHBOURS_MAX:
        assert market_value(a_subject(), [a_neighbour(price) for price in prices]) == found


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2025, 11, 24), date(2026, 11, 24), 12),
        (date(2026, 5, 1), date(2026, 4, 1), -1),
    ],
)
def test_months_are_whole(earlier: date, later: date, months: int) -> None:
    assert months_between(earlier, later) == months
