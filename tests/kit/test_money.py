"""Integer cents: rounding half up and splitting exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit.money import CENTS_MAX, Cents, cents, divide_half_up, percent, proportion, split

amounts = st.integers(min_value=0, max_value=CENTS_MAX).map(Cents)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0), (149, 100, 1), (150, 100, 2)],
)
def test_halves_are_rounded_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert divide_half_up(numerator, denominator) == rounded


@given(st.integers(), st.integers().filter(bool))
def test_rounding_is_never_off_by_more_than_half(numerator: int, denominator: int) -> None:
    assert abs(divide_half_up(numerator, denominator) - Fraction(numerator, denominator)) <= Fraction(1, 2)


def test_seven_percent_of_the_trade_in_of_the_guide() -> None:
    with_vat = percent(Cents(436_967), 700)
    assert with_vat == 30_588
    assert proportion(Cents(436_967), 700 * 10, 10_000 * 12) == 25_490


def test_the_whole_lot_43_is_shared_to_the_cent() -> None:
    shares = split(Cents(2_090_000), [360_816, 1_418_547, 280_000])
    assert shares == [366_184, 1_439_651, 284_165]


def test_equal_remainders_go_to_the_earlier_share() -> None:
    assert split(Cents(100), [1, 1, 1]) == [34, 33, 33]


def test_weights_that_are_all_zero_share_equally() -> None:
    assert split(Cents(101), [0, 0]) == [51, 50]


@pytest.mark.parametrize(("total", "weights"), [(1, []), (-1, [1]), (1, [2, -1])])
def test_a_split_that_makes_no_sense_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        split(Cents(total), weights)


@given(amounts, st.lists(st.integers(min_value=0, max_value=CENTS_MAX), min_size=1, max_size=50))
def test_shares_sum_to_the_total_and_are_within_a_cent_of_their_part(total: Cents, weights: list[int]) -> None:
    shares = split(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert whole == 0 or abs(share - Fraction(total * weight, whole)) < 1


@given(amounts)
def test_an_amount_within_bounds_is_kept(amount: int) -> None:
    assert cents(amount) == amount


@pytest.mark.parametrize("amount", [-1, CENTS_MAX + 1, True, 1.0, "1", None])
def test_an_amount_out_of_bounds_or_of_another_type_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="an amount"):
        cents(amount)
