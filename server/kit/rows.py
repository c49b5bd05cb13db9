"""Turn rows into Structs where they are read, so that no dict travels (ids become strings on the way)."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec

T = TypeVar("T", bound=msgspec.Struct)
Row = Mapping[str, Any]


def struct(row: Row, shape: type[T]) -> T:
    """One row as `shape`, whose fields are columns of the row; more columns are ignored.

    Raises:
        msgspec.ValidationError: the query doesn't fit the Struct, a mistake of ours.

    """
    return msgspec.convert({name: plain(value) for name, value in row.items()}, shape)


def structs(rows: Iterable[Any], shape: type[T]) -> list[T]:
    """Every row as `shape`."""
    return [struct(cast("Row", row), shape) for row in rows]


def plain(value: object) -> object:
    """A value of a row, its ids as strings."""
    match value:
        case UUID():
            return str(value)
        case list():
            return [plain(item) for item in cast("list[object]", value)]
        case _:
            return value
