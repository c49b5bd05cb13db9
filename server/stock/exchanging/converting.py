"""Make cars of the rows of a file, or say line by line what keeps them from being cars. Pure.

One pass, whatever the size: everything that hangs on the mapping is prepared before the first row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time

from msgspec import Struct

from server.stock.exchanging.columns import COLUMNS, NEEDED
from server.stock.exchanging.reading_tables import Cell, Line, text_of
from server.stock.exchanging.reading_values import BadCellError, Read, reader
from server.stock.prices import PriceLines, proposed_price
from server.stock.records.rules import faults

VALUE_LENGTH_MAX = 80
NOON = time(12, tzinfo=UTC)
# A file tells of cars as they stand; deliveries and exits have facts that it doesn't hold.
STATUSES_IN = frozenset({"pre_entry", "physical_entry", "for_sale"})
# Fields that may not be null, as the database has them.
FILLED: Mapping[str, object] = {
    "kind": "used",
    "model_version": "",
    "trim": "",
    "mileage_guaranteed": False,
    "vat_regime": "margin",
    "destination": "retail",
    "status": "pre_entry",
    "sale_to_professionals_allowed": False,
    "comment": "",
}
NO_LINES = PriceLines()


class LineError(Struct, frozen=True, kw_only=True):
    """What is wrong on a line of the file (1 is the headers); no field is the line as a whole."""

    line: int
    field: str | None
    header: str | None
    code: str
    value: str


class Twins(Struct, frozen=True, kw_only=True):
    """Plates and VINs that are in stock already, or came earlier in the file; filled while it is read."""

    plates: set[str]
    vins: set[str]


class Converter:
    """Rows into cars: `good` is called for each car with its columns, in the order of `names`."""

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str], twins: Twins, *, today: date) -> None:
        places = {header: place for place, header in enumerate(headers)}
        self._readers: list[tuple[int, str, Read]] = [
            (places[header], name, reader(COLUMNS[name])) for name, header in mapping.items()
        ]
        self._mapping = mapping
        self._twins = twins
        self._today = today
        self.names = (*dict.fromkeys([*mapping, *FILLED]), "proposed_price_cents", "proposed_trade_price_cents")

    def convert(self, rows: Iterable[Line]) -> Iterator[dict[str, object] | list[LineError]]:
        """For each row the car or what is wrong with it."""
        for line, row in rows:
            yield self._convert(line, row)

    def _convert(self, line: int, row: Sequence[Cell]) -> dict[str, object] | list[LineError]:
        values: dict[str, object] = dict(FILLED)
        errors: list[LineError] = []
        width = len(row)
        for place, name, read in self._readers:
            if place >= width:
                values.setdefault(name, None)
                continue
            try:
                value = read(row[place])
            except BadCellError as error:
                errors.append(self._error(line, name, error.code, row[place]))
                continue
            if value is not None or name not in FILLED:
                values[name] = value
        errors += [self._error(line, name, "is_required", "") for name in NEEDED if values.get(name, 0) is None]
        errors += self._wrong(line, values)
        if errors:
            return errors
        return _complete(values)

    def _wrong(self, line: int, values: Mapping[str, object]) -> Iterator[LineError]:
        """What the rules of a record say, and twins."""
        for fault in faults(values, before={}, today=self._today):
            name = fault.pointer[1:]
            yield self._error(line, name, fault.code, values.get(name))
        if values["status"] not in STATUSES_IN:
            yield self._error(line, "status", "status_not_importable", values["status"])
        entered = values.get("entered_at")
        if isinstance(entered, date) and entered > self._today:
            yield self._error(line, "entered_at", "in_the_future", entered)
        for name, known in (("plate", self._twins.plates), ("vin", self._twins.vins)):
            mark = values.get(name)
            if isinstance(mark, str):
                if mark in known:
                    yield self._error(line, name, "duplicate", mark)
                known.add(mark)

    def _error(self, line: int, name: str, code: str, value: object) -> LineError:
        shown = text_of(value)[:VALUE_LENGTH_MAX]
        return LineError(line=line, field=name, header=self._mapping.get(name), code=code, value=shown)


def _complete(values: dict[str, object]) -> dict[str, object]:
    market, entered = values.get("market_value_cents"), values.get("entered_at")
    proposed = proposed_price(market, NO_LINES) if isinstance(market, int) else None  # pyrefly: ignore[bad-argument-type] — an amount was read as cents
    values["proposed_price_cents"] = values["proposed_trade_price_cents"] = proposed
    if isinstance(entered, date):
        values["entered_at"] = datetime.combine(entered, NOON)
    return values
