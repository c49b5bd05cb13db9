"""Run Piccolo's queries on the connection that is passed in, and read their rows as Structs.

Awaited by itself, a Piccolo query runs on the connection its task holds, or on any of the pool. With the connection as
an argument the transaction is visible, a task started inside works in it too, and what comes back has a type.
docs/decisions/0003 says which statements are written this way.

`column == None` asks for IS NULL, where `= NULL` finds nothing in SQL: a value that may be None needs its own branch.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeVar, cast

import msgspec
from piccolo.columns import Column
from piccolo.query.base import Query
from piccolo.querystring import QueryString
from piccolo.table import Table

from server.kit.postgres import Connection, Pool
from server.kit.rows import plain, struct, structs

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)
AnyQuery = Query[Any, Any]


async def fetch_all(connection: Connection | Pool, query: AnyQuery, shape: type[S]) -> list[S]:
    """Every row as `shape`, of a select or of what a change returns."""
    text, values = _compiled(query)
    return structs(await connection.fetch(text, *values), shape)


async def fetch_one(connection: Connection | Pool, query: AnyQuery, shape: type[S]) -> S | None:
    """The first row as `shape`, or None if there is none."""
    text, values = _compiled(query)
    row = await connection.fetchrow(text, *values)
    return None if row is None else struct(row, shape)


async def fetch_value(connection: Connection | Pool, query: AnyQuery, kind: Callable[..., T]) -> T | None:
    """The first column of the first row; None if there is no row, or if it is null. Ids are `str`."""
    text, values = _compiled(query)
    value = await connection.fetchval(text, *values)
    return None if value is None else _converted(value, kind)


async def fetch_values(connection: Connection | Pool, query: AnyQuery, kind: Callable[..., T]) -> list[T]:
    """The first column of every row. Ids are `str`."""
    text, values = _compiled(query)
    return [_converted(row[0], kind) for row in await connection.fetch(text, *values)]


async def execute(connection: Connection | Pool, query: AnyQuery) -> int:
    """Run a change or a lock; how many rows it found, so that it tells of a select too whether there is one."""
    text, values = _compiled(query)
    status = await connection.execute(text, *values)
    return int(status.rsplit(" ", 1)[-1])


async def insert(connection: Connection | Pool, row: Table) -> None:
    """Add one row. Every column is written: one that is left out becomes null, or fails if it may not be null."""
    await execute(connection, type(row).insert(row))


def any_of(column: Column, values: Collection[object]) -> QueryString:
    """`column = ANY(values)`: one parameter, however many values. Piccolo's `is_in` has one each, and fails on none."""
    return QueryString("{} = ANY({})", column, list(values))


def _compiled(query: AnyQuery) -> tuple[str, list[Any]]:
    query._validate()  # noqa: SLF001 — as its own `run` begins: it refuses to change or delete every row
    (statement,) = query.querystrings
    return statement.compile_string()


def _converted(value: object, kind: Callable[..., T]) -> T:
    """The value as `kind`: a type, or an id's name, which type checkers take for a function."""
    return msgspec.convert(plain(value), cast("type[T]", kind))
