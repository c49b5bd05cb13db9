"""Read a file of models, in a worker process: two columns, make and model, one model a line."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from server.kit.workshop import limited_to
from server.stock.exchanging.csv_writing import DANGEROUS
from server.stock.exchanging.reading_tables import NotATableError, Reason, header_of, open_table, text_of

Field = Literal["make", "model"]

NAME_LENGTH_MAX = 100
LINES_MAX = 50_000
# Enough to see what is wrong with a file; whose lines are all wrong has one mistake.
FAULTS_MAX = 200
HEADERS: Mapping[Field, Sequence[str]] = {"make": ("make", "marque", "brand"), "model": ("model", "modèle", "modele")}


class Model(Struct, frozen=True, kw_only=True, order=True):
    """A model of a make, both in upper case."""

    make: str
    model: str


class CatalogueFault(Struct, frozen=True, kw_only=True):
    """A line that names no model: `is_required` or `too_long`, and what stands there."""

    line: int
    field: Field
    code: str
    value: str


class FileOfModels(Struct, frozen=True, kw_only=True):
    """What a file names; `fault_count` counts the faults that are left out, too."""

    models: frozenset[Model]
    faults: list[CatalogueFault]
    fault_count: int


@limited_to(cpu_seconds=20)
def read_models(content: bytes) -> FileOfModels | Reason:
    """The models of a file, or why it is none."""
    try:
        return _read(content)
    except NotATableError as error:
        return error.reason


def _read(content: bytes) -> FileOfModels:
    _, rows = open_table(content)
    headers = [header.casefold() for header in header_of(rows)]
    places = {field: _place(headers, names) for field, names in HEADERS.items()}
    models: set[Model] = set()
    faults: list[CatalogueFault] = []
    for line, row in rows:
        if line > LINES_MAX:
            raise NotATableError("too_many_rows")
        names = {field: _name(row, place) for field, place in places.items()}
        found = [fault for field, name in names.items() if (fault := _fault(line, field, name, row))]
        faults += found
        if not found:
            models.add(Model(**names))
    return FileOfModels(models=frozenset(models), faults=faults[:FAULTS_MAX], fault_count=len(faults))


def _place(headers: Sequence[str], names: Sequence[str]) -> int:
    for name in names:
        if name in headers:
            return headers.index(name)
    raise NotATableError("no_header")


def _name(row: Sequence[object], place: int) -> str:
    """As models are written: upper case, single spaces, no apostrophe of ours (`csv_writing.harmless`)."""
    text = text_of(row[place]) if place < len(row) else ""
    if text[:1] == "'" and text[1:].startswith(DANGEROUS):
        text = text[1:]
    return " ".join(text.upper().split())


def _fault(line: int, field: Field, name: str, row: Sequence[object]) -> CatalogueFault | None:
    """What is wrong with a name; without one the line's other cells tell where to look."""
    if not name:
        others = " ".join(text_of(cell) for cell in row).strip()
        return CatalogueFault(line=line, field=field, code="is_required", value=others[:NAME_LENGTH_MAX])
    if len(name) > NAME_LENGTH_MAX:
        return CatalogueFault(line=line, field=field, code="too_long", value=name[:NAME_LENGTH_MAX])
    return None
