"""A change of an amount: by a rate of it, or by so much. Pure; part of what settings say."""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from server.kit.money import Cents, percent
from server.protocol.scalars import SignedCents, WireCents

Rate = Annotated[int, Meta(ge=0, le=10_000)]
SignedRate = Annotated[int, Meta(ge=-10_000, le=10_000)]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]


class Share(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="percent", tag_field="kind"):
    """So many basis points of it: 700 is 7 %."""

    rate_bp: Rate


class Sum(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="amount", tag_field="kind"):
    """A fixed amount."""

    amount_cents: WireCents


class Shift(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="percent", tag_field="kind"):
    """So many basis points more or less."""

    rate_bp: SignedRate


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="amount", tag_field="kind"):
    """A fixed amount more or less."""

    amount_cents: SignedCents


# What is taken off or earned; never negative.
Part: TypeAlias = Share | Sum
# What is added or taken off.
Change: TypeAlias = Shift | Step

NO_PART, NO_CHANGE = Share(rate_bp=0), Shift(rate_bp=0)


class NamedChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a colour or an origin of that name changes."""

    name: Name
    change: Change


class RotationBand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes when comparable cars take up to so many days to sell; null: any longer time."""

    up_to_days: Annotated[int, Meta(ge=1, le=3_650)] | None
    change: Change


def of(change: Part | Change, amount: Cents) -> Cents:
    """What the change is for this amount, rounded half up to the cent."""
    match change:
        case Share() | Shift():
            return percent(amount, change.rate_bp)
        case Sum() | Step():
            return change.amount_cents
