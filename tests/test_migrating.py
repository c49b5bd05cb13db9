"""Migrations: each runs once, whoever starts at the same time, and one that fails leaves no half of itself."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from server import migrating
from server.fence.role import MissingRoleError
from server.migrating import SLICES, migrate
from server.settings import Settings
from tests.servers import Servers, a_settings, run_sql

SCRIPT = """
import asyncio
from server import migrating, settings
print(len(asyncio.run(migrating.migrate(settings.read_settings()))))
"""


@pytest_asyncio.fixture
async def empty(servers: Servers) -> AsyncIterator[Settings]:
    """Settings of a database without any table."""
    await run_sql(servers.postgres.url, "CREATE DATABASE unmigrated")
    yield a_settings(servers, database="unmigrated")
    await run_sql(servers.postgres.url, "DROP DATABASE unmigrated WITH (FORCE)")


async def names(settings: Settings) -> list[str]:
    connection = await asyncpg.connect(settings.database_url)
    try:
        rows = await connection.fetch("SELECT app_name || ': ' || name AS ran FROM migration ORDER BY id")
    finally:
        await connection.close()
    return [row["ran"] for row in rows]


async def test_every_slice_is_migrated_in_the_order_of_its_foreign_keys(empty: Settings) -> None:
    ran = await migrate(empty)
    assert await names(empty) == ran
    slices = [name.partition(":")[0] for name in ran]
    assert slices == sorted(slices, key=SLICES.index)
    assert set(slices) == set(SLICES)


async def test_a_second_run_does_nothing(empty: Settings) -> None:
    assert await migrate(empty)
    assert await migrate(empty) == []


async def test_two_processes_at_once_take_turns(empty: Settings) -> None:
    environment = {**os.environ, "DATABASE_URL": empty.database_url, "VALKEY_URL": empty.valkey_url}
    both = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", SCRIPT, env=environment, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    counts = [await process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    made = sorted(int(out.splitlines()[-1]) for out, _ in counts)
    assert made == [0, len(await names(empty))]


async def test_a_migration_that_fails_leaves_no_half_of_itself_and_is_run_again(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, fail = migrating.Migration.insert, True

    def insert(*rows: migrating.Migration) -> object:
        if fail and rows[0].app_name == "stock":
            raise LookupError("in the middle")
        return record(*rows)

    monkeypatch.setattr(migrating.Migration, "insert", insert)
    with pytest.raises(LookupError):
        await migrate(empty)
    assert {name.partition(":")[0] for name in await names(empty)} == {"accounts", "partners", "policies"}
    fail = False
    again = await migrate(empty)
    assert again[0].startswith("stock")


async def test_an_owner_who_may_not_make_the_role_is_told_before_anything_is_migrated(empty: Settings) -> None:
    """Another server, where nobody made it: here the role has another name."""
    await run_sql(empty.database_url, "CREATE ROLE plain LOGIN; GRANT CREATE ON SCHEMA public TO plain")
    plain = replace(empty, database_url=empty.database_url.replace("//postgres@", "//plain@"))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("server.fence.role.ROLE", "nobody_made_this")
            with pytest.raises(MissingRoleError, match=r"^the role nobody_made_this is missing.*CREATE ROLE[^\n]*$"):
                await migrate(plain)
        with pytest.raises(MissingRoleError, match=r"GRANT adjuge_web TO plain"):
            await migrate(plain)
        connection = await asyncpg.connect(empty.database_url)
        try:
            assert await connection.fetchval("SELECT to_regclass('migration')") is None
        finally:
            await connection.close()
        assert await migrate(empty)
    finally:
        await run_sql(empty.database_url, "DROP OWNED BY plain; DROP ROLE plain")
