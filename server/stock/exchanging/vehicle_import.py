"""What a file of cars is while it is taken in, and how it is read from its row."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Struct

from server.kit.ids import EntityId, PointOfSaleId
from server.kit.rows import Row, struct
from server.stock.exchanging.converting import LineError
from server.stock.exchanging.reading_tables import Reading

State = Literal["uploaded", "queued", "running", "checked", "imported", "failed"]

# More say the same; the count is exact.
ERRORS_KEPT_MAX = 1_000


class VehicleImport(Struct, frozen=True, kw_only=True):
    """A file of cars and how far it has got; `failure` is a code when it could not be done at all.

    `uploaded` waits to be run; `checked` was tried without effect, or found faulty; `imported` is done.
    """

    id: str
    entity_id: EntityId
    point_of_sale_id: PointOfSaleId
    file_name: str
    state: State
    dry_run: bool
    reading: Reading
    headers: list[str]
    sample: list[list[str]]
    mapping: dict[str, str]
    rows_total: int
    rows_done: int
    rows_good: int
    error_count: int
    errors: list[LineError]
    failure: str | None
    created_at: datetime
    finished_at: datetime | None


class ImportRun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to take the file in: field -> header. A dry run changes nothing.

    `skip_errors`: take the good lines although others are faulty; otherwise one faulty line keeps all out.
    """

    mapping: Annotated[dict[str, Annotated[str, msgspec.Meta(max_length=200)]], msgspec.Meta(max_length=100)]
    dry_run: bool = True
    skip_errors: bool = False


_DECODED = {
    "reading": msgspec.json.Decoder(Reading),
    "sample": msgspec.json.Decoder(list[list[str]]),
    "mapping": msgspec.json.Decoder(dict[str, str]),
    "errors": msgspec.json.Decoder(list[LineError]),
}


def import_of(row: Row) -> VehicleImport:
    """The row as what it says."""
    decoded = {name: decoder.decode(row[name]) for name, decoder in _DECODED.items()}
    return struct({**row, **decoded}, VehicleImport)
