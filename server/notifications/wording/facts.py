"""Put the facts of a message into words, in French or English. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from server.kit.money import Cents
from server.notifications.wording.amounts import euros, moment, moment_of
from server.notifications.wording.lot_lines import LotLine, line_of

# What a message says besides its kind; amounts end in `_cents`, times in `_at_ms`, or `_at` where they are RFC 3339.
Fact: TypeAlias = str | int | Sequence[str | LotLine]
FactRead: TypeAlias = str | int | list[str | LotLine]
"""The same as a decoder is told it."""

# A subject and a notification name so many, and say how many more there are; a mail has them all.
CARS_NAMED: Final = 2
LOTS_NAMED: Final = 5
MORE_LOTS: Final = {"fr": "et {more} autres lots", "en": "and {more} more lots"}
MORE_CARS: Final = {"fr": "{more} autres véhicules", "en": "{more} more cars"}


def words_of(facts: Mapping[str, Fact], locale: str) -> dict[str, str]:
    """The facts as words: `total_cents` also as `total`, `starts_at_ms`, `starts_at` as `starts`; lists as `listed`.

    Of `cars` the first are named, of lots the first have a line.
    """
    words: dict[str, str] = {"total": "", "amount": ""}
    for name, fact in facts.items():
        if isinstance(fact, int) and name.endswith("_cents"):
            words[name.removesuffix("_cents")] = euros(Cents(fact), locale)
        if isinstance(fact, int) and name.endswith("_at_ms"):
            words[name.removesuffix("_at_ms")] = moment(fact, locale)
        if isinstance(fact, str) and name.endswith("_at"):
            words[name.removesuffix("_at")] = moment_of(fact, locale)
        words[name] = str(fact) if isinstance(fact, str | int) else _list(name, fact, "en" if locale == "en" else "fr")
    return words


def listed(names: Sequence[str], locale: str) -> str:
    """`A`, `A et B`, `A, B et C`; in English with `and`."""
    *before, last = names or ("",)
    return f"{', '.join(before)} {'and' if locale == 'en' else 'et'} {last}" if before else last


def lines_of(things: Sequence[str | LotLine], lang: str) -> list[str]:
    """Each thing of a list as a line of its own."""
    return [line_of(thing, lang) if isinstance(thing, LotLine) else thing for thing in things]


def _list(name: str, things: Sequence[str | LotLine], lang: str) -> str:
    lines = lines_of(things, lang)
    if any(isinstance(thing, LotLine) for thing in things):
        more = len(lines) - LOTS_NAMED
        return "\n".join(lines if more <= 1 else [*lines[:LOTS_NAMED], MORE_LOTS[lang].format(more=more)])
    more = len(lines) - CARS_NAMED
    if name == "cars" and more > 1:
        lines = [*lines[:CARS_NAMED], MORE_CARS[lang].format(more=more)]
    return listed(lines, lang)
