"""Transactions on the real Postgres: they always end, and leave the pool as it was."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import asyncpg
import pytest
import pytest_asyncio
from piccolo.columns import Integer
from piccolo.table import Table

from server.kit import postgres
from server.kit.postgres import NestedTransactionError, Pool, savepoint, transaction, transaction_on
from server.resources import Resources

# How asyncpg tells that its server is gone; the last is its word for one that goes while it is being written to.
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


class Noted(Table, tablename="noted"):
    """A table of its own, so that nothing here depends on the product's."""

    number = Integer()


TAKES: Mapping[str, Callable[[Pool], Awaitable[object]]] = {
    "fetch": lambda pool: pool.fetch("SELECT 1"),
    "fetchrow": lambda pool: pool.fetchrow("SELECT 1"),
    "fetchval": lambda pool: pool.fetchval("SELECT 1"),
    "execute": lambda pool: pool.execute("SELECT 1"),
    "executemany": lambda pool: pool.executemany("SELECT $1::int", [(1,)]),
    "acquire": lambda pool: pool.acquire(),
    "acquire for ever": lambda pool: pool.acquire(timeout=None),
    "piccolo": lambda _: Noted.count().run(),
}
"""Every way to come by a connection of the pool."""


@pytest_asyncio.fixture
async def pool(resources: Resources) -> AsyncIterator[Pool]:
    """The pool with an empty table `noted`; at the end of each test every connection must be back and clean."""
    pool = resources.postgres
    await pool.execute(
        """
        DROP TABLE IF EXISTS noted, once;
        CREATE TABLE noted (id serial PRIMARY KEY, number integer NOT NULL);
        CREATE TABLE once (number integer UNIQUE DEFERRABLE INITIALLY DEFERRED);
        """
    )
    yield pool
    assert postgres._current.get() is None
    assert pool.get_size() == pool.get_idle_size()
    open_ones = await pool.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    )
    assert open_ones == 0


async def note(connection: postgres.Connection, number: int) -> None:
    await connection.execute("INSERT INTO noted (number) VALUES ($1)", number)


async def noted(pool: Pool) -> list[int]:
    return [row["number"] for row in await pool.fetch("SELECT number FROM noted ORDER BY id")]


async def test_a_block_that_ends_is_committed(pool: Pool) -> None:
    async with transaction(pool) as connection:
        await note(connection, 1)
        assert await noted(pool) == []
    assert await noted(pool) == [1]


async def test_a_block_that_fails_is_undone_and_its_reason_reaches_the_caller(pool: Pool) -> None:
    with pytest.raises(LookupError, match="the reason"):
        async with transaction(pool) as connection:
            await note(connection, 1)
            raise LookupError("the reason")
    assert await noted(pool) == []


async def test_a_commit_that_fails_is_told_and_everything_is_undone(pool: Pool) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction(pool) as connection:
            await note(connection, 1)
            await connection.execute("INSERT INTO once VALUES (7), (7)")
    assert await noted(pool) == []
    async with transaction(pool) as connection:
        await note(connection, 2)
    assert await noted(pool) == [2]


async def test_an_owned_connection_survives_a_commit_that_fails(resources: Resources, pool: Pool) -> None:
    connection = await resources.own_connection()
    try:
        with pytest.raises(asyncpg.UniqueViolationError):
            async with transaction_on(connection):
                await connection.execute("INSERT INTO once VALUES (7), (7)")
        async with transaction_on(connection):
            await note(connection, 1)
    finally:
        await connection.close()
    assert await noted(pool) == [1]


async def test_a_killed_backend_is_told_and_the_next_transaction_works(pool: Pool) -> None:
    with pytest.raises(LOST):
        async with transaction(pool) as connection:
            await note(connection, 1)
            await pool.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())
            await note(connection, 2)
    async with transaction(pool) as connection:
        await note(connection, 3)
    assert await noted(pool) == [3]


async def test_a_backend_killed_before_the_commit_commits_nothing(pool: Pool) -> None:
    with pytest.raises(LOST):
        async with transaction(pool) as connection:
            await note(connection, 1)
            await pool.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())
    assert await noted(pool) == []


async def test_a_cancelled_task_undoes_what_it_did(pool: Pool) -> None:
    waiting = asyncio.Event()

    async def work() -> None:
        async with transaction(pool) as connection:
            await note(connection, 1)
            waiting.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(work())
        await waiting.wait()
        task.cancel()
    assert task.cancelled()
    assert await noted(pool) == []


async def test_a_task_cancelled_in_the_middle_of_a_statement_undoes_what_it_did(pool: Pool) -> None:
    async def work() -> None:
        async with transaction(pool) as connection:
            await note(connection, 1)
            await connection.execute("SELECT pg_sleep(60)")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await work()
    assert await noted(pool) == []


async def test_a_savepoint_undoes_only_its_part(pool: Pool) -> None:
    async with transaction(pool) as connection:
        await note(connection, 1)
        with pytest.raises(asyncpg.NotNullViolationError):
            async with savepoint(connection):
                await note(connection, 2)
                await connection.execute("INSERT INTO noted (number) VALUES (NULL)")
        async with savepoint(connection):
            await note(connection, 3)
    assert await noted(pool) == [1, 3]


async def test_a_transaction_inside_another_is_refused_and_the_outer_one_goes_on(pool: Pool) -> None:
    async with transaction(pool) as connection:
        await note(connection, 1)
        with pytest.raises(NestedTransactionError):
            async with transaction(pool):
                pass
    assert await noted(pool) == [1]


async def test_a_task_started_inside_has_no_part_in_the_transaction(pool: Pool) -> None:
    async def beside() -> None:
        await Noted.insert(Noted(number=2)).run()
        async with transaction(pool) as connection:
            await note(connection, 3)

    with pytest.raises(LookupError):
        async with transaction(pool) as connection:
            await note(connection, 1)
            async with asyncio.TaskGroup() as group:
                group.create_task(beside())
            raise LookupError
    assert await noted(pool) == [2, 3]


async def test_piccolo_works_inside_the_transaction_and_is_undone_with_it(pool: Pool) -> None:
    with pytest.raises(LookupError):
        async with transaction(pool):
            await Noted.insert(Noted(number=1)).run()
            assert await Noted.count().run() == 1
            raise LookupError
    assert await Noted.count().run() == 0


async def test_piccolo_outside_a_transaction_uses_the_pool(pool: Pool) -> None:
    await Noted.insert(Noted(number=1)).run()
    assert await noted(pool) == [1]
    with pytest.raises(RuntimeError, match="no pool"):
        await postgres.PooledEngine().get_new_connection()


async def test_piccolos_own_transaction_is_refused_outside_ours_and_is_ours_inside(pool: Pool) -> None:
    with pytest.raises(RuntimeError, match="begin it with"):
        postgres.engine.transaction()
    with pytest.raises(ZeroDivisionError):
        async with transaction(pool):
            async with postgres.engine.transaction():
                await Noted.insert(Noted(number=1))
            assert await Noted.count() == 1
            _ = 1 / 0
    assert await noted(pool) == []


@pytest.mark.parametrize("name", TAKES)
async def test_nobody_waits_for_ever_for_a_busy_connection(
    resources: Resources, pool: Pool, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(postgres, "ACQUIRE_TIMEOUT_SECONDS", 0.05)
    small = await postgres.open_pool(resources.settings.database_url, size_max=1)
    monkeypatch.setattr(postgres.engine, "pool", small)
    try:
        async with small.acquire() as _, asyncio.timeout(10):
            with pytest.raises(TimeoutError):
                await TAKES[name](small)
        assert await small.fetchval("SELECT 1") == 1
    finally:
        await small.close()


async def test_the_isolation_asked_for_is_the_one_given(pool: Pool) -> None:
    async with transaction(pool, isolation="serializable") as connection:
        assert await connection.fetchval("SHOW transaction_isolation") == "serializable"
    async with transaction(pool) as connection:
        assert await connection.fetchval("SHOW transaction_isolation") == "read committed"


async def test_a_begin_that_fails_leaves_nothing_behind(resources: Resources, pool: Pool) -> None:
    connection = await resources.own_connection()
    await pool.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())
    with pytest.raises(LOST):
        async with transaction_on(connection):
            pass
    assert connection.is_closed()
