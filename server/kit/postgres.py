"""Hold connections to Postgres, and transactions that always end.

Piccolo's own transactions leak their connection when COMMIT or ROLLBACK fails, are silent when nested and are inherited
by tasks started inside. `transaction` resets and releases in every case, refuses nesting, and belongs to one task.
Piccolo queries awaited inside it, in that task, run on its connection; elsewhere they take one from the pool.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar, Token
from typing import Literal, cast

import asyncpg
from asyncpg.pool import PoolAcquireContext, PoolConnectionProxy
from asyncpg.transaction import Transaction
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from typing_extensions import override

Connection = asyncpg.Connection
Pool = asyncpg.Pool
Isolation = Literal["read_committed", "repeatable_read", "serializable"]

# A request that finds every connection busy for this long is answered "unavailable" rather than piling up.
ACQUIRE_TIMEOUT_SECONDS = 5.0
CONNECT_TIMEOUT_SECONDS = 5.0
# asyncpg's own: when a connection of the pool is replaced, and when one that nobody takes is closed.
CONNECTION_QUERIES_MAX = 50_000
IDLE_SECONDS_MAX = 300.0
# No statement of a request or a batch needs longer; migrations run on a connection of their own.
STATEMENT_TIMEOUT_SECONDS = 30.0
# Undoing a failed transaction waits this long for the server, then the connection is dropped, which undoes it too.
ROLLBACK_TIMEOUT_SECONDS = 5.0
# What a statement raises when the server or the way to it is lost; a loop waits and tries again. `InternalClientError`
# is what asyncpg says of a connection that broke in the middle of something.
UNAVAILABLE = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)


class NestedTransactionError(RuntimeError):
    """A transaction was begun inside another one of the same task: a use case is one transaction."""


class Held:
    """The connection a task holds; shaped as Piccolo expects of a current transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.task = asyncio.current_task()


class CurrentTransaction:
    """What Piccolo asks for the transaction it is in, made blind to what a parent task holds."""

    def __init__(self) -> None:
        self._held: ContextVar[Held | None] = ContextVar("held_connection", default=None)

    def get(self) -> Held | None:
        """The connection held by this very task, or None."""
        held = self._held.get()
        return held if held is not None and held.task is asyncio.current_task() else None

    def set(self, held: Held) -> Token[Held | None]:
        """Remember what this task holds; the token undoes it."""
        return self._held.set(held)

    def reset(self, token: Token[Held | None]) -> None:
        """Forget it."""
        self._held.reset(token)


_current = CurrentTransaction()


class PooledEngine(PostgresEngine):
    """Piccolo on our pool and inside our transactions; it never opens a connection of its own."""

    def __init__(self) -> None:
        super().__init__(config={})
        # Piccolo only calls get, set and reset of it, and only asks what it got for `connection`.
        self.current_transaction = cast("ContextVar[PostgresTransaction | None]", _current)

    @override
    async def check_version(self) -> None:
        """Nothing: Piccolo would connect when this module is imported; opening the resources checks the version."""

    @override
    async def prep_database(self) -> None:
        """Nothing: we use no extension."""

    @override
    async def get_new_connection(self) -> Connection:
        """Refuse: without an open pool Piccolo would open one connection for each query."""
        raise RuntimeError("Piccolo has no pool: open the resources first")

    @override
    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:
        """Ours, where this task is in one, as migrations are; never one of Piccolo's own, which would end ours.

        Raises:
            RuntimeError: there is none.

        """
        if _current.get() is None:
            raise RuntimeError("begin it with server.kit.postgres.transaction")
        return super().transaction(allow_nested)


engine = PooledEngine()


class BoundedPool(asyncpg.Pool):
    """A pool where nobody waits for ever: `fetch`, `execute` and the like take their connection by `acquire` too."""

    @override
    def acquire(self, *, timeout: float | None = ACQUIRE_TIMEOUT_SECONDS) -> PoolAcquireContext:
        """As asyncpg's, but `TimeoutError` after 5 s unless asked for less."""
        bound = ACQUIRE_TIMEOUT_SECONDS if timeout is None else min(timeout, ACQUIRE_TIMEOUT_SECONDS)
        return super().acquire(timeout=bound)


async def open_pool(
    url: str,
    *,
    size_min: int = 1,
    size_max: int = 10,
    name: str = "adjuge",
    connection_class: type[Connection] = Connection,
    setup: Callable[[PoolConnectionProxy], Awaitable[None]] | None = None,
    role: str | None = None,
) -> Pool:
    """Connect to Postgres; `name` is what its administrator sees in `pg_stat_activity`.

    `setup` is called each time a connection is taken; `role` is whom sessions act as, by default the one of `url`.

    Raises:
        OSError, asyncpg.PostgresError, TimeoutError: it can't be reached or doesn't let us in.

    """
    return await BoundedPool(
        url,
        min_size=size_min,
        max_size=size_max,
        max_queries=CONNECTION_QUERIES_MAX,
        max_inactive_connection_lifetime=IDLE_SECONDS_MAX,
        loop=None,
        record_class=asyncpg.Record,
        timeout=CONNECT_TIMEOUT_SECONDS,
        command_timeout=STATEMENT_TIMEOUT_SECONDS,
        server_settings={"application_name": name, "timezone": "UTC", **({"role": role} if role else {})},
        connection_class=connection_class,
        setup=setup,
    )


async def connect(
    url: str,
    *,
    name: str = "adjuge",
    statement_timeout_seconds: float | None = STATEMENT_TIMEOUT_SECONDS,
) -> Connection:
    """One connection of its own, for what must outlive a request: advisory locks, LISTEN. The caller closes it.

    Raises:
        OSError, asyncpg.PostgresError, TimeoutError: as `open_pool`.

    """
    return await asyncpg.connect(
        url,
        timeout=CONNECT_TIMEOUT_SECONDS,
        command_timeout=statement_timeout_seconds,
        server_settings={"application_name": name, "timezone": "UTC"},
    )


@asynccontextmanager
async def transaction(pool: Pool, *, isolation: Isolation = "read_committed") -> AsyncGenerator[Connection]:
    """Run a block in one transaction on a connection of the pool: committed at its end, undone by any exception.

    Raises:
        NestedTransactionError: the task is in a transaction already (a part that may fail alone is a `savepoint`).
        TimeoutError: every connection stayed busy for 5 s.
        asyncpg.PostgresError: also from COMMIT itself; then nothing was committed.

    """
    _refuse_nesting()
    connection = cast("Connection", await pool.acquire())
    try:
        async with transaction_on(connection, isolation=isolation):
            yield connection
    finally:
        await pool.release(connection)


@asynccontextmanager
async def transaction_on(
    connection: Connection,
    *,
    isolation: Isolation = "read_committed",
) -> AsyncGenerator[Connection]:
    """`transaction` on a connection the caller owns, such as the one that holds a partition's advisory lock."""
    _refuse_nesting()
    running = await _begin(connection, isolation)
    token = _current.set(Held(connection))
    try:
        yield connection
        await running.commit()
    except BaseException:
        await _undo(connection, running)
        raise
    finally:
        _current.reset(token)


@asynccontextmanager
async def savepoint(connection: Connection) -> AsyncGenerator[None]:
    """Run a part of a transaction that may fail alone: an exception undoes the part, and goes on to the caller."""
    async with connection.transaction():
        yield


def _refuse_nesting() -> None:
    if _current.get() is not None:
        raise NestedTransactionError("this task is already in a transaction")


async def _begin(connection: Connection, isolation: Isolation) -> Transaction:
    running = connection.transaction(isolation=isolation)
    try:
        await running.start()
    except BaseException:
        # Whether BEGIN was heard is unknown, and asyncpg takes the connection for one in a transaction.
        connection.terminate()
        raise
    return running


async def _undo(connection: Connection, running: Transaction) -> None:
    """Roll back, or drop the connection, which rolls back too: the reason of the failure must reach the caller."""
    if connection.is_closed() or not connection.is_in_transaction():
        return  # the server is gone, or COMMIT failed and has undone everything
    try:
        async with asyncio.timeout(ROLLBACK_TIMEOUT_SECONDS):
            await running.rollback()
    except UNAVAILABLE:
        connection.terminate()
    except BaseException:
        connection.terminate()
        raise
