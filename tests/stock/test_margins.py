"""Every figure of the guide, and the properties that keep sums exact."""

from hypothesis import given
from hypothesis import strategies as st

from server.kit.money import Cents, split
from server.stock.margins import (
    LotFigures,
    margin_at_rate,
    margin_at_start,
    margin_of_lot,
    real_margin,
    totals,
    trade_in_price,
    with_gain,
)

amounts = st.integers(0, 10**12)


def a_lot(start: int, margin: int = 0, *, price: int | None = None, reserve: int | None = None) -> LotFigures:
    return LotFigures(
        starting_price_cents=Cents(start),
        real_margin_cents=Cents(margin),
        price_cents=None if price is None else Cents(price),
        reserve_cents=None if reserve is None else Cents(reserve),
    )


def margin_vat(sale: int, purchase: int) -> int:
    return real_margin(regime="margin", sale_cents=Cents(sale), purchase_cents=Cents(purchase))


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
    assert real_margin(regime="standard", sale_cents=Cents(1_200_000), purchase_cents=Cents(960_000)) == 200_000


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
    assert margin == with_gain(Cents(47_285), gain_cents=Cents(30_637))
    assert (margin.final_cents, margin.net_cents) == (77_922, 72_816)


def test_auction_43_is_shared_to_the_cent() -> None:
    assert split(Cents(2_090_000), [360_816, 1_418_547, 280_000]) == [366_184, 1_439_651, 284_165]


def test_auction_36_counts_the_offers_of_two_lots_out_of_three() -> None:
    sums = totals(
        [a_lot(579_816, 33_823, price=619_000), a_lot(344_025, 66_247), a_lot(350_000, 0, price=460_000, reserve=None)],
    )
    assert (sums.lots, sums.lots_with_offer) == (3, 2)
    assert sums.starting_cents == 1_273_841
    assert sums.starting_with_offer_cents == 929_816
    assert sums.last_offers_cents == 1_079_000
    assert sums.margin.real_cents == 100_070
    assert sums.margin.gain_cents == 149_184
    assert (sums.margin.final_cents, sums.margin.net_cents) == (249_254, 224_390)


def test_the_auction_of_five_lots_starts_at_32_033_88() -> None:
    lots = [
        a_lot(360_816, 0, price=375_000),
        a_lot(1_418_547, 47_285, price=1_425_000),
        a_lot(280_000, 0, price=295_000),
        a_lot(800_000, 0, price=840_000),
        a_lot(344_025, 66_247, price=344_200, reserve=350_000),
    ]
    sums = totals(lots)
    assert sums.starting_cents == 3_203_388
    assert sums.margin.real_cents == 113_532
    assert sums.last_offers_cents == 3_279_200
    assert sums.margin.gain_cents == 75_812
    assert sums.reserve_cents == 350_000


def test_the_form_shows_what_the_starting_price_leaves() -> None:
    margin = margin_at_start(
        real_cents=Cents(47_285), sale_cents=Cents(1_418_547), starting_price_cents=Cents(1_400_000)
    )
    assert (margin.gain_cents, margin.final_cents, margin.net_cents) == (-18_547, 28_738, 31_829)
    unchanged = margin_at_start(real_cents=Cents(0), sale_cents=Cents(360_816), starting_price_cents=Cents(360_816))
    assert unchanged.final_cents == 0


def test_a_lot_without_an_offer_keeps_its_real_margin() -> None:
    assert margin_of_lot(a_lot(344_025, 66_247)) == with_gain(Cents(66_247), gain_cents=Cents(0))


def test_no_lot_sums_to_nothing() -> None:
    assert totals([]).margin == with_gain(Cents(0), gain_cents=Cents(0))


@given(st.lists(st.tuples(amounts, st.integers(-(10**9), 10**9), st.none() | amounts), max_size=8))
def test_totals_are_the_sums_of_the_lots(rows: list[tuple[int, int, int | None]]) -> None:
    lots = [a_lot(start, margin, price=price) for start, margin, price in rows]
    margins = [margin_of_lot(lot) for lot in lots]
    sums = totals(lots)
    assert sums.margin.gain_cents == sum(margin.gain_cents for margin in margins)
    assert sums.margin.final_cents == sum(margin.final_cents for margin in margins)
    assert abs(sums.margin.net_cents - sum(margin.net_cents for margin in margins)) <= len(lots)
