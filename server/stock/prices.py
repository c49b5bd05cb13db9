"""What a car should sell for: the market value and every line that moves it (domain 3.8, 3.9). Incl. VAT."""

from typing import Annotated

import msgspec
from msgspec import Struct

from server.kit.http import Amount
from server.kit.money import CENTS_MAX, Cents

Adjustment = Annotated[Cents, msgspec.Meta(ge=-CENTS_MAX, le=CENTS_MAX)]
NOTHING = Cents(0)


class PriceLines(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=False):
    """The lines between the market value and the proposed price, and the discount of the trade."""

    adjustment_cents: Adjustment = NOTHING
    depreciation_cents: Adjustment = NOTHING
    recoverable_vat_cents: Adjustment = NOTHING
    first_owner_cents: Adjustment = NOTHING
    rotation_cents: Adjustment = NOTHING
    origin_cents: Adjustment = NOTHING
    inner_colour_cents: Adjustment = NOTHING
    outer_colour_cents: Adjustment = NOTHING
    professional_discount_cents: Amount = NOTHING


def proposed_price(market_value_cents: Cents | None, lines: PriceLines) -> Cents | None:
    """The market value with every line added, never below nothing; None without a market value."""
    if market_value_cents is None:
        return None
    moved = (
        lines.adjustment_cents
        + lines.depreciation_cents
        + lines.recoverable_vat_cents
        + lines.first_owner_cents
        + lines.rotation_cents
        + lines.origin_cents
        + lines.inner_colour_cents
        + lines.outer_colour_cents
    )
    return Cents(min(CENTS_MAX, max(0, market_value_cents + moved)))


def proposed_trade_price(proposed_cents: Cents | None, lines: PriceLines) -> Cents | None:
    """The proposed price less the professional discount (domain 3.9)."""
    if proposed_cents is None:
        return None
    return Cents(max(0, proposed_cents - lines.professional_discount_cents))
