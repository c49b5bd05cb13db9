"""Write tables as CSV that French spreadsheets open by a double click, and that can't run anything there."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.kit.money import Cents

MEDIA_TYPE = "text/csv"
# Spreadsheets take a file without it for one in the old encoding.
BOM = "\ufeff"
DELIMITER = ";"
# What a spreadsheet would take for a formula begins with one of these.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PARIS = ZoneInfo("Europe/Paris")


class Money(int):
    """Cents, to be written as euros."""


def line(cells: Sequence[object]) -> str:
    """One line of the file."""
    return DELIMITER.join(_quoted(shown(cell)) for cell in cells) + "\r\n"


def lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Some lines, encoded."""
    return "".join(map(line, rows)).encode()


def shown(cell: object) -> str:
    """A value as people write it in France: 3 608,16 as 3608,16; dates as 24/11/2026."""
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case Money():
            return euros(Cents(cell))
        case int():
            return str(cell)
        case datetime():
            return in_france(cell).strftime("%d/%m/%Y %H:%M")
        case date():
            return cell.strftime("%d/%m/%Y")
        case _:
            return harmless(str(cell))


def in_france(moment: datetime) -> datetime:
    """As a clock in France shows it; at the end of all time no clock goes further."""
    try:
        return moment.astimezone(PARIS)
    except OverflowError:
        return moment


def harmless(text: str) -> str:
    """Text behind an apostrophe where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def euros(amount: Cents) -> str:
    """`3608,16`, with a sign for losses."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100},{abs(amount) % 100:02d}"


def _quoted(text: str) -> str:
    if any(mark in text for mark in '";\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
