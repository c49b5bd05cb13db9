"""Every figure of the guide, and the properties that keep sums exact."""

from hypothesis import given
from hypothesis import strategies as st

from server.kit.money import Cents, split
from server.stock.margins import (
    LotFigures,
    margin_at,
    margin_at_rate,
    margin_of_lot,
    real_margin,
    totals,
    trade_in_price,
)

amounts = st.integers(0, 10**12)


def a_lot(
    start: int, margin: int = 0, *, sale: int | None = None, price: int | None = None, reserve: int | None = None
) -> LotFigures:
    """A lot that starts at its sale price, unless that is given."""
    return LotFigures(
        starting_price_cents=Cents(start),
        sale_price_cents=Cents(start if sale is None else sale),
        real_margin_cents=Cents(margin),
        price_cents=None if price is None else Cents(price),
        reserve_cents=None if reserve is None else Cents(reserve),
    )


def margin_vat(sale: int, purchase: int) -> int:
    return real_margin(regime="margin", sale_cents=Cents(sale), purchase_cents=Cents(purchase), costs_cents=Cents(0))


def test_the_mokka_under_margin_vat_earns_472_85() -> None:
    assert margin_vat(1_418_547, 1_361_805) == 47_285


def test_the_cruze_earns_338_23_from_its_prices_and_from_its_rate() -> None:
    assert margin_vat(579_816, 539_229) == 33_823
    assert margin_at_rate(sale_cents=Cents(579_816), rate_bp=700) == 33_823


def test_the_xsara_sold_at_its_cost_earns_nothing() -> None:
    assert margin_vat(360_816, 360_816) == 0


def test_a_loss_rounds_as_a_gain_does() -> None:
    assert margin_vat(539_229, 579_816) == -33_823


def test_recoverable_vat_takes_both_prices_without_their_vat() -> None:
    prices = {"sale_cents": Cents(1_200_000), "purchase_cents": Cents(960_000)}
    assert real_margin(regime="standard", **prices, costs_cents=Cents(0)) == 200_000
    assert real_margin(regime="standard", **prices, costs_cents=Cents(20_000)) == 180_000


def test_costs_lower_the_margin_by_what_they_are() -> None:
    """They are excl. VAT already, as the margin is."""
    margin = real_margin(
        regime="margin", sale_cents=Cents(1_418_547), purchase_cents=Cents(1_361_805), costs_cents=Cents(20_000)
    )
    assert margin == 27_285


def test_the_trade_in_ladder_ends_at_3_194_12() -> None:
    margin = margin_at_rate(sale_cents=Cents(436_967), rate_bp=700)
    assert margin == 25_490
    ladder = trade_in_price(
        resale_cents=Cents(350_000), margin_cents=margin, fees_cents=Cents(0), reconditioning_cents=Cents(0)
    )
    assert ladder.vat_on_margin_cents == 5_098
    assert ladder.trade_in_cents == 319_412


def test_fees_and_reconditioning_lower_the_trade_in_price() -> None:
    ladder = trade_in_price(
        resale_cents=Cents(350_000),
        margin_cents=Cents(25_490),
        fees_cents=Cents(4_000),
        reconditioning_cents=Cents(15_000),
    )
    assert ladder.trade_in_cents == 300_412


def test_auction_43_gains_306_37_and_ends_at_779_22_or_728_16() -> None:
    start = 360_816 + 1_418_547 + 280_000
    assert start == 2_059_363
    margin = margin_of_lot(a_lot(start, 47_285, price=2_090_000, reserve=2_079_900))
    assert (margin.real_cents, margin.gain_cents) == (47_285, 30_637)
    assert (margin.final_cents, margin.net_cents) == (77_922, 72_816)


def test_auction_43_is_shared_to_the_cent() -> None:
    assert split(Cents(2_090_000), [360_816, 1_418_547, 280_000]) == [366_184, 1_439_651, 284_165]


def test_auction_36_counts_the_offers_of_two_lots_out_of_three() -> None:
    sums = totals(
        [a_lot(579_816, 33_823, price=619_000), a_lot(344_025, 66_247), a_lot(350_000, 0, price=460_000, reserve=None)],
    )
    earned = sums.margin
    assert earned is not None
    assert (sums.lots, sums.lots_with_offer) == (3, 2)
    assert sums.starting_cents == 1_273_841
    assert sums.starting_with_offer_cents == 929_816
    assert sums.last_offers_cents == 1_079_000
    assert earned.real_cents == 100_070
    assert earned.gain_cents == 149_184
    assert (earned.final_cents, earned.net_cents) == (249_254, 224_390)


def test_the_auction_of_five_lots_starts_at_32_033_88() -> None:
    lots = [
        a_lot(360_816, 0, price=375_000),
        a_lot(1_418_547, 47_285, price=1_425_000),
        a_lot(280_000, 0, price=295_000),
        a_lot(800_000, 0, price=840_000),
        a_lot(344_025, 66_247, price=344_200, reserve=350_000),
    ]
    sums = totals(lots)
    earned = sums.margin
    assert earned is not None
    assert sums.starting_cents == 3_203_388
    assert earned.real_cents == 113_532
    assert sums.last_offers_cents == 3_279_200
    assert earned.gain_cents == 75_812
    assert sums.reserve_cents == 350_000


def test_the_form_shows_what_the_starting_price_leaves() -> None:
    margin = margin_of_lot(a_lot(1_400_000, 47_285, sale=1_418_547))
    assert (margin.gain_cents, margin.final_cents, margin.net_cents) == (0, 28_738, 31_829)
    assert margin_of_lot(a_lot(360_816, 0)).final_cents == 0


def test_a_bid_below_the_sale_price_is_a_loss_whatever_the_lot_started_at() -> None:
    dacia = real_margin(
        regime="margin", sale_cents=Cents(1_191_000), purchase_cents=Cents(1_071_000), costs_cents=Cents(0)
    )
    lot = a_lot(971_000, dacia, sale=1_191_000, price=971_000)
    margin = margin_of_lot(lot)
    assert (margin.real_cents, margin.gain_cents, margin.final_cents, margin.net_cents) == (
        100_000,
        0,
        -120_000,
        -83_333,
    )
    assert totals([lot]).margin == margin


def test_the_margin_of_a_price_does_not_depend_on_where_the_bidding_began() -> None:
    low, high = (margin_of_lot(a_lot(start, 47_285, sale=1_418_547, price=1_425_000)) for start in (1, 1_425_000))
    assert (low.final_cents, low.net_cents) == (high.final_cents, high.net_cents) == (53_738, 52_663)
    assert (low.gain_cents, high.gain_cents) == (1_424_999, 0)


def test_the_totals_take_each_lot_at_the_price_it_has_reached() -> None:
    """A lot without an offer counts at its starting price, which is all that it would bring now."""
    sums = totals([a_lot(900_000, 50_000, sale=1_000_000), a_lot(900_000, 50_000, sale=1_000_000, price=1_060_000)])
    assert sums.margin == margin_at(
        real_cents=Cents(100_000), gain_cents=Cents(160_000), above_sale_cents=Cents(-40_000)
    )


def test_a_lot_that_starts_at_its_sale_price_and_has_no_offer_keeps_its_real_margin() -> None:
    margin = margin_of_lot(a_lot(344_025, 66_247))
    assert (margin.gain_cents, margin.final_cents, margin.net_cents) == (0, 66_247, 66_247)


def test_no_lot_sums_to_nothing() -> None:
    margin = totals([]).margin
    assert margin is not None
    assert (margin.real_cents, margin.gain_cents, margin.final_cents, margin.net_cents) == (0, 0, 0, 0)


@given(st.lists(st.tuples(amounts, amounts, st.integers(-(10**9), 10**9), st.none() | amounts), max_size=8))
def test_totals_are_the_sums_of_the_lots(rows: list[tuple[int, int, int, int | None]]) -> None:
    lots = [a_lot(start, margin, sale=sale, price=price) for start, sale, margin, price in rows]
    margins = [margin_of_lot(lot) for lot in lots]
    earned = totals(lots).margin
    assert earned is not None
    assert earned.gain_cents == sum(margin.gain_cents for margin in margins)
    assert earned.final_cents == sum(margin.final_cents for margin in margins)
    assert abs(earned.net_cents - sum(margin.net_cents for margin in margins)) <= len(lots)
