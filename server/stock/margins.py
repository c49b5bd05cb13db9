"""What a sale earns: real and final margin, gain, totals, the trade-in ladder (domain "Margins", 4.8).

Pure. Amounts are cents, incl. VAT unless the name or the docstring says otherwise; losses are negative.
Every figure that is shown is rounded half up to the cent, once.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from server.kit.money import BASIS_POINTS, Cents, proportion
from server.protocol.lots import Margin, Totals
from server.protocol.scalars import VatRegime

GainBasis = Literal["as_guide", "net_of_vat"]

VAT_RATE_BP = 2_000
INCL_VAT_BP = BASIS_POINTS + VAT_RATE_BP


class LotFigures(Struct, frozen=True, kw_only=True):
    """What totals need of one lot; `price_cents` is None while nobody has bid.

    `real_margin_cents` is what the lot earns at its sale price, whatever price it starts at.
    """

    starting_price_cents: Cents
    sale_price_cents: Cents
    real_margin_cents: Cents
    price_cents: Cents | None = None
    reserve_cents: Cents | None = None


class TradeInPrice(Struct, frozen=True, kw_only=True):
    """The ladder from what a pro pays down to what the customer is offered (domain 4.8)."""

    resale_cents: Cents
    margin_cents: Cents
    vat_on_margin_cents: Cents
    fees_cents: Cents
    reconditioning_cents: Cents
    trade_in_cents: Cents


def excl_vat(amount: Cents) -> Cents:
    """The amount without its 20 % of VAT."""
    return proportion(amount, BASIS_POINTS, INCL_VAT_BP)


def real_margin(*, regime: VatRegime, sale_cents: Cents, purchase_cents: Cents, costs_cents: Cents) -> Cents:
    """Margin excl. VAT of a sale; both prices incl. VAT, costs excl. VAT (domain "Margins", 6.8)."""
    if regime == "margin":
        return Cents(excl_vat(Cents(sale_cents - purchase_cents)) - costs_cents)
    return Cents(excl_vat(sale_cents) - excl_vat(purchase_cents) - costs_cents)


def margin_at_rate(*, sale_cents: Cents, rate_bp: int) -> Cents:
    """Margin excl. VAT of a rate incl. VAT: 700 of 5 798.16 is 338.23."""
    return proportion(sale_cents, rate_bp, INCL_VAT_BP)


def margin_of_lot(figures: LotFigures) -> Margin:
    """The lot's margin at the price it has reached: its last offer, or its starting price while it has none."""
    reached = _reached(figures)
    return margin_at(
        real_cents=figures.real_margin_cents,
        gain_cents=Cents(reached - figures.starting_price_cents),
        above_sale_cents=Cents(reached - figures.sale_price_cents),
    )


def margin_at(*, real_cents: Cents, gain_cents: Cents, above_sale_cents: Cents) -> Margin:
    """The real margin at the sale price, and both final ones of a price so far above it, incl. VAT (domain "Margins").

    472.85 and 306.37 make 779.22 and 728.16. A price below the sale price is a negative distance: 1 000.00 of a car
    that goes 2 200.00 below leaves -833.33 net. The gain is another thing: the price above the starting price.
    """
    return Margin(
        real_cents=real_cents,
        gain_cents=gain_cents,
        final_cents=Cents(real_cents + above_sale_cents),
        net_cents=Cents(real_cents + excl_vat(above_sale_cents)),
    )


def totals(lots: Iterable[LotFigures]) -> Totals:
    """Sum an auction up (domain 7.7): last offers, their starts and the gain count only lots that have an offer.

    The margins are those of every lot at the price it has reached, as in the guide's auction 36.
    """
    every = list(lots)
    offered = [(lot, lot.price_cents) for lot in every if lot.price_cents is not None]
    starting_with_offer = sum(lot.starting_price_cents for lot, _ in offered)
    last_offers = sum(price for _, price in offered)
    return Totals(
        lots=len(every),
        lots_with_offer=len(offered),
        starting_cents=Cents(sum(lot.starting_price_cents for lot in every)),
        starting_with_offer_cents=Cents(starting_with_offer),
        last_offers_cents=Cents(last_offers),
        reserve_cents=Cents(sum(lot.reserve_cents or 0 for lot in every)),
        margin=margin_at(
            real_cents=Cents(sum(lot.real_margin_cents for lot in every)),
            gain_cents=Cents(last_offers - starting_with_offer),
            above_sale_cents=Cents(sum(_reached(lot) - lot.sale_price_cents for lot in every)),
        ),
    )


def _reached(lot: LotFigures) -> Cents:
    return lot.starting_price_cents if lot.price_cents is None else lot.price_cents


def trade_in_price(
    *,
    resale_cents: Cents,
    margin_cents: Cents,
    fees_cents: Cents,
    reconditioning_cents: Cents,
) -> TradeInPrice:
    """Resale - margin excl. VAT - VAT on it - fees - reconditioning; may be negative (domain 4.8)."""
    vat_on_margin = proportion(margin_cents, VAT_RATE_BP, BASIS_POINTS)
    return TradeInPrice(
        resale_cents=resale_cents,
        margin_cents=margin_cents,
        vat_on_margin_cents=vat_on_margin,
        fees_cents=fees_cents,
        reconditioning_cents=reconditioning_cents,
        trade_in_cents=Cents(resale_cents - margin_cents - vat_on_margin - fees_cents - reconditioning_cents),
    )
