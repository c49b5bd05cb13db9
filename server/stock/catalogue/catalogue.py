"""Makes and models a form proposes: the list that comes with the product, and what a group added (issue "Make/model").

The list is a CSV `make,model`, one model a line, upper case; a group imports its own in the same form.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from server.kit.ids import GroupId
from server.kit.postgres import Pool, transaction
from server.stock.exchanging.reading_tables import NotATableError, header_of, open_table, text_of

STARTER = Path(__file__).parent / "starter.csv"
CHOICES_MAX = 50
NAME_LENGTH_MAX = 100
LINES_MAX = 50_000
HEADERS = {"make": ("make", "marque", "brand"), "model": ("model", "modèle", "modele")}


class Model(Struct, frozen=True, kw_only=True, order=True):
    """A model of a make."""

    make: str
    model: str


class CatalogueFault(Struct, frozen=True, kw_only=True):
    """A line that names no model."""

    line: int
    code: str


class Imported(Struct, frozen=True, kw_only=True):
    """What a file brought: models that were new, models that were known, lines that named none."""

    added: int
    known: int
    faults: list[CatalogueFault]


@cache
def starter() -> frozenset[Model]:
    """The list that comes with the product."""
    with STARTER.open(encoding="utf-8", newline="") as file:
        return frozenset(Model(make=row["make"], model=row["model"]) for row in csv.DictReader(file))


async def find_makes(pool: Pool, group_id: GroupId, typed: str) -> list[str]:
    """Makes that fit what was typed, those that begin with it first."""
    return _best(sorted({model.make for model in await _known(pool, group_id)}), typed)


async def find_models(pool: Pool, group_id: GroupId, make: str, typed: str) -> list[str]:
    """Models of the make that fit what was typed."""
    wanted = fold(make)
    return _best(sorted({model.model for model in await _known(pool, group_id) if fold(model.make) == wanted}), typed)


async def add_models(pool: Pool, group_id: GroupId, content: bytes) -> Imported:
    """Add the models of a file to the group's own.

    Raises:
        NotATableError: it is none.

    """
    found, faults = _read(content)
    new = found - await _known(pool, group_id)
    async with transaction(pool) as connection:
        await connection.execute(
            """
            INSERT INTO catalogue_model (group_id, make, model) SELECT $1, make, model
            FROM unnest($2::text[], $3::text[]) AS named (make, model) ON CONFLICT DO NOTHING
            """,
            group_id,
            [model.make for model in sorted(new)],
            [model.model for model in sorted(new)],
        )
    return Imported(added=len(new), known=len(found) - len(new), faults=faults)


def fold(text: str) -> str:
    """As names are compared: `Citroën` and `citroen` are one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter.isalnum())


def _read(content: bytes) -> tuple[set[Model], list[CatalogueFault]]:
    _, rows = open_table(content)
    headers = [header.casefold() for header in header_of(rows)]
    make_at, model_at = (_place(headers, field) for field in ("make", "model"))
    found: set[Model] = set()
    faults: list[CatalogueFault] = []
    for line, row in enumerate(rows, start=2):
        if line > LINES_MAX:
            raise NotATableError("too_many_rows")
        make, model = (_name(row, place) for place in (make_at, model_at))
        if not make or not model:
            faults.append(CatalogueFault(line=line, code="is_required"))
        elif max(len(make), len(model)) > NAME_LENGTH_MAX:
            faults.append(CatalogueFault(line=line, code="too_long"))
        else:
            found.add(Model(make=make, model=model))
    return found, faults


def _place(headers: Sequence[str], field: str) -> int:
    for name in HEADERS[field]:
        if name in headers:
            return headers.index(name)
    raise NotATableError("no_header")


def _name(row: Sequence[object], place: int) -> str:
    return " ".join(text_of(row[place]).upper().split()) if place < len(row) else ""


async def _known(pool: Pool, group_id: GroupId) -> set[Model]:
    rows = await pool.fetch("SELECT make, model FROM catalogue_model WHERE group_id = $1", group_id)
    return {*starter(), *(Model(make=row["make"], model=row["model"]) for row in rows)}


def _best(names: Iterable[str], typed: str) -> list[str]:
    wanted = fold(typed)
    fitting = [name for name in names if wanted in fold(name)]
    return sorted(fitting, key=lambda name: not fold(name).startswith(wanted))[:CHOICES_MAX]
