"""Makes and models a form proposes: the list that comes with the product, and what a group added.

The list is a CSV `make,model`, one model a line, upper case; a group imports its own in the same form.
"""

import csv
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct

from server.kit.ids import GroupId
from server.kit.postgres import Pool
from server.kit.workshop import WorkFailedError, workshop
from server.protocol.refusals import Code, Refusal
from server.stock.catalogue.reading import CatalogueFault, FileOfModels, Model, read_models
from server.stock.exchanging import csv_writing

STARTER = Path(__file__).parent / "starter.csv"
CHOICES_MAX = 50
# Of what a file would add, so many are shown.
SAMPLE = 20


class Imported(Struct, frozen=True, kw_only=True):
    """What a file brought, or would bring: models that are new, models that are known, lines that name none.

    `sample` is the first of the new ones, `faults` the first of `fault_count`.
    """

    dry_run: bool
    added: int
    known: int
    sample: list[Model]
    fault_count: int
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


async def written(pool: Pool, group_id: GroupId) -> bytes:
    """All models as a file that may be changed and sent back."""
    rows = [(model.make, model.model) for model in sorted(await _known(pool, group_id))]
    return csv_writing.BOM.encode() + csv_writing.lines([("Marque", "Modèle"), *rows])


async def add_models(pool: Pool, group_id: GroupId, content: bytes, *, dry_run: bool) -> Imported:
    """Add the models of a file to the group's own, or say what that would do; lines that name none are left aside.

    Raises:
        Refusal: `not_a_table` with the reason.

    """
    try:
        file = await workshop.run(read_models, content)
    except WorkFailedError:
        file = "unreadable"
    if not isinstance(file, FileOfModels):
        raise Refusal(Code.NOT_A_TABLE, reason=file)
    new = sorted(file.models - await _known(pool, group_id))
    if not dry_run:
        await _add(pool, group_id, new)
    return Imported(
        dry_run=dry_run,
        added=len(new),
        known=len(file.models) - len(new),
        sample=new[:SAMPLE],
        fault_count=file.fault_count,
        faults=file.faults,
    )


def fold(text: str) -> str:
    """As names are compared: `Citroën` and `citroen` are one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter.isalnum())


async def _add(pool: Pool, group_id: GroupId, models: list[Model]) -> None:
    await pool.execute(
        """
        INSERT INTO catalogue_model (group_id, make, model) SELECT $1, make, model
        FROM unnest($2::text[], $3::text[]) AS named (make, model) ON CONFLICT DO NOTHING
        """,
        group_id,
        [model.make for model in models],
        [model.model for model in models],
    )


async def _known(pool: Pool, group_id: GroupId) -> set[Model]:
    rows = await pool.fetch("SELECT make, model FROM catalogue_model WHERE group_id = $1", group_id)
    return {*starter(), *(Model(make=row["make"], model=row["model"]) for row in rows)}


def _best(names: Iterable[str], typed: str) -> list[str]:
    wanted = fold(typed)
    fitting = [name for name in names if wanted in fold(name)]
    return sorted(fitting, key=lambda name: not fold(name).startswith(wanted))[:CHOICES_MAX]
