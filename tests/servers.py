"""The real Postgres and Valkey for tests, started once per run on a temporary folder, thrown away at its end.

Fixtures, all at home in the session's event loop:
    servers        the embedded servers themselves, for tests that kill them
    settings       of a fresh, migrated database for each test module; Valkey is emptied at the same time
    resources      opened with these settings; Piccolo works on them too
    pg_pool        `resources.postgres`
    valkey_client  `resources.valkey`
"""

import asyncio
import shutil
import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from server.embedded.binaries import postgres_program
from server.embedded.servers import Servers, embedded_servers
from server.kit import postgres, valkey
from server.kit.ids import new_id
from server.migrating import migrate
from server.resources import Resources, open_resources
from server.settings import Settings, read_settings

TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    # Not pytest's own folder: a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="adjuge-"))
    try:
        with embedded_servers(folder, durable=False) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session")
async def migrated_template(servers: Servers) -> str:
    """The name of a database with the schema and no row, to be copied."""
    await run_sql(servers.postgres.url, f"CREATE DATABASE {TEMPLATE}")
    await migrate(a_settings(servers, database=TEMPLATE))
    return TEMPLATE


@pytest_asyncio.fixture(scope="module")
async def settings(servers: Servers, migrated_template: str) -> AsyncIterator[Settings]:
    name = f"test_{new_id().replace('-', '')}"
    await run_sql(servers.postgres.url, f"CREATE DATABASE {name} TEMPLATE {migrated_template} STRATEGY FILE_COPY")
    given = a_settings(servers, database=name)
    client = valkey.command_client(given.valkey_url)
    await client.execute_command("FLUSHALL")
    await client.aclose()
    yield given
    await run_sql(servers.postgres.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture(scope="module")
async def resources(settings: Settings) -> AsyncIterator[Resources]:
    async with open_resources(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def pg_pool(resources: Resources) -> postgres.Pool:
    return resources.postgres


@pytest.fixture(scope="module")
def valkey_client(resources: Resources) -> valkey.Client:
    return resources.valkey


# Secrets of tests are sealed too.
SECRET_KEY = b64encode(bytes(range(32))).decode()


def a_settings(servers: Servers, *, database: str = "postgres", **variables: str) -> Settings:
    """Settings that point at the embedded servers; `variables` as in the environment."""
    url = servers.postgres.url.replace("/postgres?", f"/{database}?")
    ours = {
        "DATABASE_URL": url,
        "ADJUGE_LOG_FORMAT": "console",
        "ADJUGE_COMPANY_SEARCH_URL": "off",
        "ADJUGE_SECRET_KEY": SECRET_KEY,
    }
    return read_settings({**servers.variables, **ours, **variables})


async def run_sql(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def run_postgres_program(name: str, *arguments: str) -> str:
    """What `pg_dump` or `pg_restore` says; a failure of it is one of the test."""
    process = await asyncio.create_subprocess_exec(
        postgres_program(name), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()
    return said.decode()
