"""Read a file of cars as a table of cells: CSV in whatever encoding and with whatever delimiter, or Excel.

Runs in a worker process. What is no table is said at once; nothing here knows what a cell means.
"""

import csv
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from itertools import islice
from typing import Literal, TypeAlias, TypeVar
from zipfile import BadZipFile, ZipFile

import python_calamine
from msgspec import Struct

from server.kit.workshop import limited_to
from server.stock.exchanging.unpacking import unpacked_bytes

Reason = Literal["empty", "not_text", "unknown_format", "unreadable", "too_large", "too_many_rows", "no_header"]
Encoding = Literal["utf-8", "utf-16", "windows-1252"]
Cell: TypeAlias = object
C = TypeVar("C")
# The number that a spreadsheet shows before the row, from 1, and its cells.
Line: TypeAlias = tuple[int, Sequence[Cell]]

ROWS_MAX = 200_000
# With empty lines and the headers: nothing is read beyond.
LINES_MAX = 2 * ROWS_MAX
COLUMNS_MAX = 200
CELL_LENGTH_MAX = 10_000
LINE_LENGTH_MAX = COLUMNS_MAX * CELL_LENGTH_MAX
# What an Excel file may unfold to: a small one can hold gigabytes of nothing.
UNPACKED_BYTES_MAX = 600 * 2**20
SAMPLE_ROWS = 10
HEAD_LENGTH_MAX = 100
DELIMITERS = ";,\t|"
CONTROLS = frozenset(map(chr, [*range(9), 11, 12, *range(14, 32)]))
# What UTF-8 looks like after somebody took it for the old encoding.
DOUBLY_ENCODED = ("Ã©", "Ã¨", "Ã\xa0", "Ãª", "Ã§", "â‚¬")


class Reading(Struct, frozen=True, kw_only=True):
    """How the file was understood, to be confirmed; `doubly_encoded`: accents are broken in the file itself."""

    format: Literal["csv", "xlsx"]
    encoding: Encoding | None = None
    delimiter: str | None = None
    doubly_encoded: bool = False


class NotATableError(ValueError):
    """The file can't be read as a table."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Inspected(Struct, frozen=True, kw_only=True):
    """A first look: how it is read, its headers, its first rows as text, how many there are."""

    reading: Reading
    headers: list[str]
    sample: list[list[str]]
    rows: int


@limited_to(cpu_seconds=60)
def inspect(content: bytes) -> Inspected | Reason:
    """A first look at a file, or why there is none."""
    try:
        reading, rows = open_table(content)
        headers = header_of(rows)
        sample = [row for _, row in islice(rows, SAMPLE_ROWS)]
        count = len(sample) + sum(
            1 for _ in islice(rows, ROWS_MAX + 1 - len(sample))
        )  # enough to know that there are too many
    except NotATableError as error:
        return error.reason
    if count > ROWS_MAX:
        return "too_many_rows"
    shown = [[text_of(cell)[:HEAD_LENGTH_MAX] for cell in row[: len(headers)]] for row in sample]
    return Inspected(reading=reading, headers=headers, sample=shown, rows=count)


def open_table(content: bytes) -> tuple[Reading, Iterator[Line]]:
    """How the file is read, and its rows, the first being its headers; empty rows are left out, but counted.

    Raises:
        NotATableError: also while rows are read.

    """
    if not content:
        raise NotATableError("empty")
    if content.startswith(b"PK\x03\x04"):
        return Reading(format="xlsx"), _excel_rows(content)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise NotATableError("unknown_format")
    encoding, text = _decoded(content)
    if any(control in text for control in CONTROLS):
        raise NotATableError("not_text")
    first = next((line for line in _lines(text) if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    broken = any(mark in text for mark in DOUBLY_ENCODED)
    reading = Reading(format="csv", encoding=encoding, delimiter=delimiter, doubly_encoded=broken)
    return reading, _csv_rows(text, delimiter)


def header_of(rows: Iterator[Line]) -> list[str]:
    """The headers, told apart where two are the same.

    Raises:
        NotATableError: there are none.

    """
    _, first = next(rows, (0, ()))
    headers: list[str] = []
    for place, cell in enumerate(first[:COLUMNS_MAX], start=1):
        name = " ".join(text_of(cell).split())[:HEAD_LENGTH_MAX] or f"({place})"
        headers.append(name if name not in headers else f"{name} ({place})")
    while headers and headers[-1] == f"({len(headers)})":
        headers.pop()
    if not headers:
        raise NotATableError("no_header")
    return headers


def text_of(cell: Cell) -> str:
    """A cell as somebody would have typed it: 2007.0 is 2007."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _decoded(content: bytes) -> tuple[Encoding, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return "utf-16", content.decode("utf-16")
        except UnicodeDecodeError:
            raise NotATableError("not_text") from None
    if b"\0" in content:
        raise NotATableError("not_text")
    try:
        return "utf-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return "windows-1252", content.decode("cp1252")
    except UnicodeDecodeError:
        raise NotATableError("not_text") from None


def _lines(text: str) -> Iterator[str]:
    """The lines one by one: a list of them all can be many times the file."""
    for line in StringIO(text, newline=""):
        if len(line) > LINE_LENGTH_MAX:
            raise NotATableError("unreadable")
        yield line


def _csv_rows(text: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(CELL_LENGTH_MAX)
    try:
        for line, row in _numbered(csv.reader(_lines(text), delimiter=delimiter)):
            if any(cell and not cell.isspace() for cell in row):
                yield line, row
    except csv.Error:
        raise NotATableError("unreadable") from None


def _excel_rows(content: bytes) -> Iterator[Line]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if unpacked_bytes(content, parts, at_most=UNPACKED_BYTES_MAX) > UNPACKED_BYTES_MAX:
                raise NotATableError("too_large")
            if "xl/workbook.xml" not in archive.namelist():
                raise NotATableError("unknown_format")
        sheet = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        for line, row in _numbered(sheet.iter_rows()):
            if any(cell != "" for cell in row):
                yield line, row
    except (
        BadZipFile,
        zlib.error,
        python_calamine.CalamineError,
        OSError,
        ValueError,
        IndexError,
        NotImplementedError,
    ) as error:
        if isinstance(error, NotATableError):
            raise
        raise NotATableError("unreadable") from None


def _numbered(rows: Iterable[Sequence[C]]) -> Iterator[tuple[int, Sequence[C]]]:
    for line, row in enumerate(rows, start=1):
        if line > LINES_MAX:
            raise NotATableError("too_many_rows")
        yield line, row
