"""Write each slice's tables.py from the migrated schema: in Piccolo's words what the SQL made."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import asyncpg
from piccolo.table import Table

from server.migrating import SLICES
from tests.architecture.tree import ROOT

COLUMNS = {
    "bigint": "BigInt",
    "boolean": "Boolean",
    "bytea": "Bytea",
    "date": "Date",
    "integer": "Integer",
    "jsonb": "JSONB",
    "smallint": "SmallInt",
    "text": "Text",
    "timestamp with time zone": "Timestamptz",
    "uuid": "UUID",
}
"""Piccolo's column of each type Postgres names."""

# Piccolo writes every column it knows, so it may not know generated ones. It knows one key column of a table.
DESCRIBED = """
    SELECT relname AS table, attname AS column, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS null,
        attnum = coalesce((SELECT conkey[1] FROM pg_constraint WHERE conrelid = attrelid AND contype = 'p'), 1) AS key
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> 'migration'
        AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    ORDER BY relname, attnum
"""
CREATED = re.compile(r"\bCREATE TABLE (?:IF NOT EXISTS )?(\w+)")
USED = re.compile(r"(?:= |base_column=)([A-Z]\w+)\(")

HEAD = '''\
"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

'''


async def written(connection: asyncpg.Connection) -> dict[Path, str]:
    """The text of every tables.py.

    Raises:
        ValueError: a table belongs to no slice: no SQL beside a migration creates it by its name.

    """
    rows = await connection.fetch(DESCRIBED)
    tables = {str(name): list(group) for name, group in groupby(rows, key=lambda row: row["table"])}
    owned = {name: [table for table in created(name) if table in tables] for name in SLICES}
    if homeless := tables.keys() - {table for names in owned.values() for table in names}:
        raise ValueError(f"which slice do these tables belong to: {sorted(homeless)}")
    return {ROOT / "server" / name / "tables.py": module(names, tables) for name, names in owned.items() if names}


def created(slice_name: str) -> list[str]:
    """The tables the slice's migrations create, in their order; some are dropped by a later one."""
    folder = ROOT / "server" / slice_name / "piccolo_migrations"
    return [name for file in sorted(folder.glob("*.sql")) for name in CREATED.findall(file.read_text(encoding="utf-8"))]


def module(names: Sequence[str], tables: Mapping[str, Sequence[asyncpg.Record]]) -> str:
    classes = [table(name, tables[name]) for name in names]
    used = {word for text in classes for word in USED.findall(text)}
    imported = ", ".join(sorted(used, key=lambda word: (not word.isupper(), word)))
    imports = f"from piccolo.columns import {imported}\nfrom piccolo.table import Table\n"
    return HEAD + "\n\n".join([imports, *classes])


def table(name: str, rows: Sequence[asyncpg.Record]) -> str:
    title = "".join(word.capitalize() for word in name.split("_"))
    return "\n".join([f'class {title}(Table, tablename="{name}"):', *(f"    {column(row)}" for row in rows)]) + "\n"


def column(row: asyncpg.Record) -> str:
    name, kind, many = str(row["column"]), str(row["type"]).removesuffix("[]"), str(row["type"]).endswith("[]")
    given = ["primary_key=True"] * row["key"] + ["null=True"] * row["null"] + ["default=None"]
    if many:
        given.insert(0, f"base_column={COLUMNS[kind]}()")
    if hasattr(Table, name):  # a column may not hide what Piccolo's tables do
        given.append(f'db_column_name="{name}"')
        name += "_"
    return f"{name} = {'Array' if many else COLUMNS[kind]}({', '.join(given)})"
