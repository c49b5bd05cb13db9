"""The committed schema is what the migrations make, and each slice's tables.py; a change of one shows in the others.

After a migration: `UPDATE_SCHEMA=1 pytest tests/architecture/test_schema.py` writes the files anew.
"""

import os
import re

import asyncpg

from server.embedded.servers import Servers
from tests.architecture.piccolo_tables import written
from tests.architecture.tree import ROOT, within
from tests.servers import a_settings, run_postgres_program

SCHEMA = ROOT / "server" / "schema.sql"

# What differs from one machine or minute to the next: versions, and the key psql is locked by.
UNSTEADY = re.compile(r"^(?:-- Dumped .*|\\(?:un)?restrict .*)\n", re.MULTILINE)


async def dumped(url: str) -> str:
    text = await run_postgres_program("pg_dump", "--schema-only", "--no-owner", "--no-privileges", url)
    return re.sub(r"\n{3,}", "\n\n", UNSTEADY.sub("", text)).strip() + "\n"


async def test_the_committed_schema_is_what_the_migrations_make(servers: Servers, migrated_template: str) -> None:
    made = await dumped(a_settings(servers, database=migrated_template).database_url)
    if os.environ.get("UPDATE_SCHEMA"):
        SCHEMA.write_text(made, encoding="utf-8")
    assert made == SCHEMA.read_text(encoding="utf-8")


async def test_the_tables_piccolo_sees_are_those_of_the_schema(servers: Servers, migrated_template: str) -> None:
    connection = await asyncpg.connect(a_settings(servers, database=migrated_template).database_url)
    try:
        modules = await written(connection)
    finally:
        await connection.close()
    if os.environ.get("UPDATE_SCHEMA"):
        for path, text in modules.items():
            path.write_text(text, encoding="utf-8")
    assert modules == {path: path.read_text(encoding="utf-8") for path in within("server/*/tables.py")}


async def test_every_foreign_key_has_an_index(servers: Servers, migrated_template: str) -> None:
    """Without one, removing or locking the row it points to reads the whole table."""
    connection = await asyncpg.connect(a_settings(servers, database=migrated_template).database_url)
    try:
        bare = await connection.fetch("""
            SELECT conrelid::regclass::text AS table, conname FROM pg_constraint
            WHERE contype = 'f' AND NOT EXISTS (
                SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = ANY (conkey))
        """)
    finally:
        await connection.close()
    assert not [(row["table"], row["conname"]) for row in bare]


async def test_every_function_finds_its_tables_from_everywhere(servers: Servers, migrated_template: str) -> None:
    """A dump is restored without a search path. What has none of its own is plain SQL over what Postgres brings."""
    connection = await asyncpg.connect(a_settings(servers, database=migrated_template).database_url)
    try:
        bare = await connection.fetch("""
            SELECT proname, prosrc, lanname FROM pg_proc
            JOIN pg_language ON pg_language.oid = prolang JOIN pg_namespace ON pg_namespace.oid = pronamespace
            WHERE nspname = 'public' AND proconfig IS NULL AND lanname IN ('sql', 'plpgsql')
        """)
        ours = {row[0] for row in await connection.fetch("SELECT relname FROM pg_class WHERE relkind = 'r'")}
        ours |= {row["proname"] for row in bare}
    finally:
        await connection.close()
    assert not [row["proname"] for row in bare if row["lanname"] == "plpgsql"]
    named = {row["proname"]: set(re.findall(r"(?<![.\w])([a-z_]+)", row["prosrc"])) & ours for row in bare}
    assert not {name: found for name, found in named.items() if found}
