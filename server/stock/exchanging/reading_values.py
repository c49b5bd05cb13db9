"""Understand cells of a file of cars: amounts, dates, flags and names as people and other programs write them. Pure.

Each reader gives the value, None for an empty cell, or raises `BadCellError` with a code for the web.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Literal

from server.kit.money import CENTS_MAX, Cents
from server.stock.exchanging.columns import LABELS, Column
from server.stock.exchanging.csv_writing import DANGEROUS
from server.stock.exchanging.reading_tables import Cell, text_of
from server.stock.identity import read_plate, read_vin

Code = Literal[
    "too_long", "no_integer", "no_amount", "no_date", "no_flag", "no_plate", "no_vin", "unknown_value", "out_of_bounds"
]
Read = Callable[[Cell], object]

YES = frozenset({"oui", "o", "yes", "y", "true", "vrai", "1", "x"})
NO = frozenset({"non", "n", "no", "false", "faux", "0"})
SPACES = re.compile(r"[\s\u00a0\u202f]+")
INTEGER = re.compile(r"-?[0-9]{1,9}")
# 3608, 3608.16, 3608,16, 3 608,16, 3.608,16, 3,608.16, with or without the euro sign.
AMOUNT = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,3}(?:[.,'][0-9]{3})+|[0-9]+)(?:[.,](?P<part>[0-9]{1,2}))?")
DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})(?:[ T].*)?")
YEAR_FIRST = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})(?:[ T].*)?")
# As the database has them.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "mileage_km": (0, 2_000_000),
    "doors": (1, 9),
    "fiscal_power_cv": (1, 5_000),
    "power_hp": (1, 5_000),
    "co2_g_km": (0, 2_000),
}
# Further words for what `columns.LABELS` names.
SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "kind": {"occasion": "used", "neuf": "new", "demonstration": "demo", "démonstration": "demo"},
    "destination": {"particulier": "retail", "vo": "retail", "marchand": "trade", "pro": "trade", "epave": "scrap"},
    "vat_regime": {"marge": "margin", "récupérable": "standard", "recuperable": "standard", "tva": "standard"},
    "status": {"en stock": "for_sale", "stock": "for_sale"},
}
# What a registration certificate says in its field P.3, and other programs with it.
TEXT_SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "energy": {
        "go": "Diesel",
        "gazole": "Diesel",
        "es": "Essence",
        "el": "Électrique",
        "gp": "GPL",
        "eh": "Hybride",
        "gh": "Hybride",
        "ee": "Hybride rechargeable",
        "ge": "Hybride rechargeable",
    },
    "gearbox": {"bva": "Automatique", "bvm": "Manuelle", "auto": "Automatique", "man": "Manuelle"},
}


class BadCellError(ValueError):
    """A cell that is no such value."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


def reader(column: Column) -> Read:
    """How cells of this column are read."""
    match column.form:
        case "text":
            return lambda cell: _word(_text(cell, column.length_max), TEXT_SYNONYMS.get(column.name, {}))
        case "integer":
            lowest, highest = BOUNDS[column.name]
            return lambda cell: _integer(cell, lowest, highest)
        case "money":
            return _money
        case "date":
            return _date
        case "flag":
            return _flag
        case "plate":
            return _plate
        case "vin":
            return _vin
        case "choice":
            known = {label.casefold(): value for value, label in LABELS[column.name].items()}
            known |= {**{value: value for value in LABELS[column.name]}, **SYNONYMS.get(column.name, {})}
            return lambda cell: _choice(cell, known)


def _text(cell: Cell, length_max: int) -> str | None:
    text = cell if isinstance(cell, str) else text_of(cell)
    text = " ".join(text.split())
    if len(text) > length_max:
        raise BadCellError("too_long")
    # What our own exports put before text that a spreadsheet would compute.
    if text[:1] == "'" and text[1:].startswith(DANGEROUS):
        return text[1:]
    return text or None


def _word(text: str | None, known: Mapping[str, str]) -> str | None:
    return None if text is None else known.get(text.casefold(), text)


def _integer(cell: Cell, lowest: int, highest: int) -> int | None:
    text = SPACES.sub("", text_of(cell))
    if not text:
        return None
    digits = text.lower().removesuffix("km").removesuffix("cv").removesuffix("ch").removesuffix("g")
    if not INTEGER.fullmatch(digits):
        raise BadCellError("no_integer")
    number = int(digits)
    if not lowest <= number <= highest:
        raise BadCellError("out_of_bounds")
    return number


def _money(cell: Cell) -> Cents | None:
    if isinstance(cell, float):
        if not isfinite(cell):
            raise BadCellError("no_amount")
        return _bounded(round(cell * 100))
    text = SPACES.sub("", text_of(cell)).removesuffix("€").removesuffix("EUR")
    if not text:
        return None
    found = AMOUNT.fullmatch(text)
    if not found:
        raise BadCellError("no_amount")
    whole = re.sub(r"[.,']", "", found["whole"])
    return _bounded(int(f"{found['sign']}{whole}{(found['part'] or '').ljust(2, '0')}"))


def _bounded(amount: int) -> Cents:
    if not 0 <= amount <= CENTS_MAX:
        raise BadCellError("out_of_bounds")
    return Cents(amount)


def _date(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        return None
    try:
        if found := DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise BadCellError("no_date")


def _flag(cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = text_of(cell).casefold()
    if not text:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadCellError("no_flag")


def _plate(cell: Cell) -> str | None:
    text = text_of(cell)
    if not text:
        return None
    plate = read_plate(text).text
    if plate is None:
        raise BadCellError("no_plate")
    return plate


def _vin(cell: Cell) -> str | None:
    text = text_of(cell)
    if not text:
        return None
    vin = read_vin(text).text
    if vin is None:
        raise BadCellError("no_vin")
    return vin


def _choice(cell: Cell, known: Mapping[str, str]) -> str | None:
    text = text_of(cell).casefold()
    if not text:
        return None
    value = known.get(text)
    if value is None:
        raise BadCellError("unknown_value")
    return value
