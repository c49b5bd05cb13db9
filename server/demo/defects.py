"""What is broken on some of the demonstration's cars, where, and the picture that shows it."""

import random

from msgspec import Struct

from server.kit.money import Cents
from server.stock.dossiers.place import Place


class Broken(Struct, frozen=True, kw_only=True):
    """A defect as a person would note it; `layers` is its close-up."""

    name: str
    amount_cents: Cents
    place: Place | None
    layers: str


BROKEN = (
    Broken(
        name="Rayure portière avant gauche",
        amount_cents=Cents(22_000),
        place=Place(view="left", x=390, y=560),
        layers="scratch",
    ),
    Broken(
        name="Enfoncement portière arrière gauche",
        amount_cents=Cents(18_000),
        place=Place(view="left", x=700, y=540),
        layers="dent",
    ),
    Broken(
        name="Impacts de gravillons capot",
        amount_cents=Cents(15_000),
        place=Place(view="top", x=340, y=160),
        layers="chip",
    ),
    Broken(
        name="Jante avant gauche frottée",
        amount_cents=Cents(9_000),
        place=Place(view="left", x=205, y=800),
        layers="rim",
    ),
    Broken(name="Assise conducteur usée", amount_cents=Cents(12_000), place=None, layers="worn"),
)
# Out of so many cars in a sale, this one is in good order.
SOUND_ONE_IN = 3
BROKEN_MAX = 3


def broken_on(car_id: str) -> list[Broken]:
    """Up to three defects, always the same for a car."""
    dice = random.Random(f"defects {car_id}")
    if dice.randrange(SOUND_ONE_IN) == 0:
        return []
    return dice.sample(BROKEN, dice.randint(1, BROKEN_MAX))
