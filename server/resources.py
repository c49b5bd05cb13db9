"""Open what a process needs of the world, once, and close it in the reverse order.

A server that can't be used is a `MissingServerError` whose text is the one line to show.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg
from msgspec import Struct
from redis.exceptions import RedisError

from server.fence import scope
from server.files.storage import Storage, open_storage
from server.kit import postgres, valkey
from server.settings import Settings

POSTGRES_VERSION_MIN = 15
# Functions appeared in Redis 7; Valkey 8 is the oldest one still kept up.
REDIS_VERSION_MIN, VALKEY_VERSION_MIN = 7, 8


class MissingServerError(RuntimeError):
    """Postgres or Valkey can't be reached, or is not one we can work with."""


class Resources(Struct, frozen=True, kw_only=True):
    """The settings, Postgres by its pool, Valkey by its command client, the storage of files: one for the process."""

    settings: Settings
    postgres: postgres.Pool
    valkey: valkey.Client
    storage: Storage

    async def own_connection(self) -> postgres.Connection:
        """A Postgres connection outside the pool, for advisory locks and LISTEN; whoever asked closes it."""
        return await postgres.connect(self.settings.database_url)


@asynccontextmanager
async def open_resources(settings: Settings, *, fenced: bool = False) -> AsyncGenerator[Resources]:
    """Everything of `Resources`, open and checked; Piccolo's queries use the same pool.

    `fenced`: Postgres shows no more than the present scope (server/fence), as a serving process wants it.

    Raises:
        MissingServerError: a server is absent, refuses us or is too old.

    """
    pool = await open_postgres(settings, fenced=fenced)
    try:
        client = await _open_valkey(settings)
        outer, postgres.engine.pool = postgres.engine.pool, pool
        try:
            yield Resources(settings=settings, postgres=pool, valkey=client, storage=open_storage(settings.storage_url))
        finally:
            postgres.engine.pool = outer
            await client.aclose()
    finally:
        await pool.close()


async def open_postgres(settings: Settings, *, fenced: bool = False) -> postgres.Pool:
    """The pool alone, checked; the caller closes it.

    Raises:
        MissingServerError: as `open_resources`.

    """
    try:
        open_pool = scope.open_fenced_pool if fenced else postgres.open_pool
        pool = await open_pool(settings.database_url, size_max=settings.postgres_connections)
    except (OSError, ValueError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise MissingServerError(f"Postgres (DATABASE_URL) can't be used: {one_line(error)}") from error
    fault = await _postgres_fault(pool, fenced=fenced)
    if fault:
        await pool.close()
        raise MissingServerError(fault)
    return pool


async def _postgres_fault(pool: postgres.Pool, *, fenced: bool) -> str | None:
    """What makes the server behind this pool unfit, or None.

    A pooler in between may drop what a session asks for at its start, and with the role the fence around people's rows.
    """
    version: int = await pool.fetchval("SELECT current_setting('server_version_num')::int / 10000")
    if version < POSTGRES_VERSION_MIN:
        return f"Postgres {version} is too old: {POSTGRES_VERSION_MIN} or newer is needed"
    if fenced and (user := await pool.fetchval("SELECT current_user")) != scope.ROLE:
        return (
            f"Postgres lets us act as {user}, not as {scope.ROLE}, which sees what each person may see:"
            " does a connection pooler drop the startup parameter `role`?"
        )
    return None


async def _open_valkey(settings: Settings) -> valkey.Client:
    client = valkey.command_client(settings.valkey_url)
    try:
        server = str(await client.execute_command("INFO", "server", "memory", "cluster"))
    except (OSError, TimeoutError, RedisError) as error:
        await client.aclose()
        raise MissingServerError(f"Valkey (VALKEY_URL) can't be used: {one_line(error)}") from error
    fault = _valkey_fault(server)
    if fault:
        await client.aclose()
        raise MissingServerError(fault)
    return client


def _valkey_fault(info: str) -> str | None:
    """What makes a server with this INFO unfit for books, or None."""
    versions = {name: int(number) for name, number in re.findall(r"(redis|valkey)_version\W+([0-9]+)", info)}
    if versions.get("valkey", VALKEY_VERSION_MIN) < VALKEY_VERSION_MIN or versions.get("redis", 0) < REDIS_VERSION_MIN:
        return f"this Valkey is too old: Valkey {VALKEY_VERSION_MIN} or Redis {REDIS_VERSION_MIN} or newer is needed"
    if re.search(r"cluster_enabled\W+1", info):
        return f"this Valkey is part of a cluster (cluster_enabled:1): {valkey.NO_CLUSTER}"
    policy = re.search(r"maxmemory_policy\W+([a-z-]+)", info)
    if policy and policy[1] != "noeviction":
        return f"this Valkey may forget books when memory runs short: set maxmemory-policy noeviction, not {policy[1]}"
    return None


def one_line(error: BaseException) -> str:
    """What an error says, for people who read one line."""
    return " ".join(str(error).split()) or type(error).__name__
