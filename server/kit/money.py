"""Count money in integer cents: rounding half up, splitting without losing a cent (domain 7.9).

Nothing here knows what an amount is for. Floats never come in, so nothing drifts.
"""

from collections.abc import Sequence
from typing import NewType

Cents = NewType("Cents", int)

# The order book computes with doubles, exact up to 2^53: 10^12 cents leave room for sums of thousands of lots.
CENTS_MAX = Cents(10**12)
BASIS_POINTS = 10_000


def cents(amount: int) -> Cents:
    """`amount` as an amount on the wire: an integer in 0..10^12.

    Raises:
        ValueError: a boolean, another type than int, or out of bounds.

    """
    if type(amount) is not int:
        raise ValueError(f"an amount is an integer number of cents, not {amount!r}")
    if not 0 <= amount <= CENTS_MAX:
        raise ValueError(f"an amount lies in 0..{CENTS_MAX} cents, not {amount}")
    return Cents(amount)


def divide_half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest integer, halves away from zero, so that a loss rounds as a gain does.

    Raises:
        ZeroDivisionError: `denominator` is 0.

    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def proportion(amount: Cents, numerator: int, denominator: int) -> Cents:
    """`amount x numerator / denominator`, rounded once, half up; negative amounts allowed (losses)."""
    return Cents(divide_half_up(amount * numerator, denominator))


def percent(amount: Cents, rate_bp: int) -> Cents:
    """`rate_bp` basis points (700 = 7 %) of `amount`, rounded half up."""
    return proportion(amount, rate_bp, BASIS_POINTS)


def split(total: Cents, weights: Sequence[int]) -> list[Cents]:
    """Share `total` pro rata to `weights` by largest remainder; the shares sum to `total` exactly (domain 7.9).

    Equal remainders go to the earlier share; weights that are all 0 share equally.

    Raises:
        ValueError: no weight, a negative weight or a negative total.

    """
    if not weights or min(weights) < 0 or total < 0:
        raise ValueError(f"cannot split {total} by {list(weights)}")
    parts = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(parts)
    shares = [total * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda rank: -(total * parts[rank] % whole))
    for rank in by_remainder[: total - sum(shares)]:
        shares[rank] += 1
    return [Cents(share) for share in shares]
