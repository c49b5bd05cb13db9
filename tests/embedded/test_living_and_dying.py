"""The embedded servers live exactly as long as their parent, and what Postgres holds lives longer."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil
import pytest

from server.embedded import child, identity
from server.embedded.postgres import PostgresServer
from server.embedded.servers import embedded_servers
from tests.embedded.conftest import Hold, is_gone
from tests.waiting import until

WHO = pytest.mark.parametrize("as_user", [False, True], ids=["as whoever tests", "as an ordinary user"])


async def ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@WHO
async def test_a_second_start_takes_less_than_a_second_and_finds_what_was_kept(
    hold: Hold, folder: Path, *, as_user: bool
) -> None:
    first = hold(folder / "data", as_user=as_user)
    await ask(first.url, "CREATE TABLE kept AS SELECT 42 AS number")
    first.end()
    assert is_gone(first.postgres)
    assert is_gone(first.valkey)

    second = hold(folder / "data", as_user=as_user)
    assert await ask(second.url, "SELECT number FROM kept") == 42
    assert second.took_seconds < 1.0


@WHO
async def test_kill_9_of_the_parent_leaves_no_orphan_and_the_next_start_works_at_once(
    hold: Hold, folder: Path, *, as_user: bool
) -> None:
    killed = hold(folder, as_user=as_user)
    await ask(killed.url, "CREATE TABLE kept AS SELECT 42 AS number")
    family = psutil.Process(killed.process.pid).children(recursive=True)
    assert len(family) > 2
    killed.process.kill()

    again = hold(folder, as_user=as_user)
    assert await ask(again.url, "SELECT number FROM kept") == 42
    for process in family:
        await until(lambda pid=process.pid: is_gone(pid))


async def test_a_killed_postgres_starts_again(hold: Hold, folder: Path) -> None:
    held = hold(folder)
    family = psutil.Process(held.postgres).children()
    os.kill(held.postgres, signal.SIGKILL)
    for process in family:
        await until(lambda pid=process.pid: is_gone(pid))
    held.end()
    assert await ask(hold(folder).url, "SELECT 1") == 1


async def test_a_killed_postgres_starts_again_although_its_sessions_are_still_busy(folder: Path) -> None:
    async def be_busy(connection: asyncpg.Connection) -> None:
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await connection.execute("SELECT count(*) FROM generate_series(1, 5000000) AS counted")

    with embedded_servers(folder, durable=False) as servers:
        busy = await asyncpg.connect(servers.postgres.url)
        async with asyncio.TaskGroup() as group:
            group.create_task(be_busy(busy))
            active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%counted' AND state = 'active'"
            await until(lambda: ask(servers.postgres.url, active))
            assert servers.postgres.pid is not None
            os.kill(servers.postgres.pid, signal.SIGKILL)
            servers.postgres.start()
            busy.terminate()
        assert await ask(servers.postgres.url, "SELECT 1") == 1


async def test_a_reset_forgets_what_was_kept(folder: Path) -> None:
    with embedded_servers(folder, durable=False) as servers:
        await ask(servers.postgres.url, "CREATE TABLE kept AS SELECT 42 AS number")
    with embedded_servers(folder, durable=False, reset=True) as servers:
        assert await ask(servers.postgres.url, "SELECT to_regclass('kept')") is None


async def test_a_stale_pid_that_lives_as_something_else_does_not_block(hold: Hold, folder: Path) -> None:
    hold(folder).end()
    stale = f"{os.getpid()}\n{folder}/postgres/cluster\n1700000000\n5432\n{folder}/postgres\n\n  1  2\nready\n"
    (folder / "postgres" / "cluster" / "postmaster.pid").write_text(stale)
    (folder / "postgres" / ".s.PGSQL.5432.lock").write_text(stale)
    assert await ask(hold(folder).url, "SELECT 1") == 1


async def test_a_pid_file_without_sense_does_not_block(hold: Hold, folder: Path) -> None:
    hold(folder).end()
    (folder / "postgres" / "cluster" / "postmaster.pid").write_text("")
    assert await ask(hold(folder).url, "SELECT 1") == 1


async def test_a_half_made_cluster_of_a_killed_first_start_is_made_anew(hold: Hold, folder: Path) -> None:
    unfinished = folder / "postgres" / "cluster.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert await ask(hold(folder).url, "SELECT 1") == 1
    assert not unfinished.exists()


async def test_root_without_namespaces_runs_postgres_as_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden() -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(identity, "enter_namespace", forbidden)
    (folder / "postgres").mkdir()
    server = PostgresServer(
        folder=folder / "postgres" / "cluster", sockets=folder / "postgres", log=folder / "log", durable=False
    )
    server.start()
    try:
        assert server.pid is not None
        owner = psutil.Process(server.pid).username()
        assert owner == ("nobody" if os.getuid() == 0 else psutil.Process().username())
        assert await ask(server.url, "SELECT 1") == 1
    finally:
        server.stop()
    assert not server.is_running


def test_where_the_kernel_tells_no_child_a_watchdog_does(folder: Path) -> None:
    reader, writer = os.pipe()
    parent = os.fork()
    if parent == 0:
        sleeper = child.start(["/bin/sleep", "600"], death_signal=signal.SIGTERM, use_guard=True)
        os.write(writer, str(sleeper.pid).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(parent, 0)
    sleeper_pid = int(os.read(reader, 16))
    os.close(reader)
    os.close(writer)
    asyncio.run(until(lambda: is_gone(sleeper_pid)))


async def test_a_child_that_ignores_the_first_signal_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "KILL_SECONDS", 0.1)
    deaf = child.start(["/bin/sh", "-c", "trap '' TERM QUIT; kill -STOP $$"], death_signal=signal.SIGKILL)
    await until(lambda: psutil.Process(deaf.pid).status() == psutil.STATUS_STOPPED)
    deaf.stop(signal.SIGTERM, wait_seconds=0.1)
    assert deaf.exit_code == -signal.SIGKILL
