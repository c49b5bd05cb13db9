"""Resources: opened once, checked, closed; a server that can't be used is one clear line."""

import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from server.embedded import valkey as embedded_valkey
from server.kit import postgres
from server.resources import MissingServerError, Resources, _valkey_fault, open_resources
from server.settings import Settings
from tests.servers import run_sql
from tests.waiting import until


async def test_everything_answers_while_open_and_is_closed_after(settings: Settings) -> None:
    async with open_resources(settings) as opened:
        assert await opened.postgres.fetchval("SELECT 1") == 1
        assert await opened.valkey.execute_command("PING")
        assert postgres.engine.pool is opened.postgres
    assert opened.postgres.is_closing()
    assert postgres.engine.pool is not opened.postgres


async def test_an_own_connection_is_beside_the_pool(resources: Resources) -> None:
    connection = await resources.own_connection()
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()


async def test_a_missing_postgres_is_one_line(settings: Settings, tmp_path: Path) -> None:
    absent = replace(settings, database_url=f"postgresql://postgres@/postgres?host={tmp_path}")
    with pytest.raises(MissingServerError, match=r"^Postgres \(DATABASE_URL\) can't be used: .*[^\n]$"):
        async with open_resources(absent):
            pass


async def test_a_database_that_does_not_exist_is_one_line(settings: Settings) -> None:
    absent = replace(settings, database_url=settings.database_url.replace("/test_", "/absent_"))
    with pytest.raises(MissingServerError, match=r'database "absent_.*" does not exist'):
        async with open_resources(absent):
            pass


async def test_a_missing_valkey_is_one_line_and_leaves_no_connection_to_postgres(
    settings: Settings, resources: Resources, tmp_path: Path
) -> None:
    async def connections() -> int:
        return await resources.postgres.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        )

    before = await connections()
    absent = replace(settings, valkey_url=f"unix://{tmp_path}/absent.sock")
    with pytest.raises(MissingServerError, match=r"^Valkey \(VALKEY_URL\) can't be used: "):
        async with open_resources(absent):
            pass

    async def back_to_before() -> bool:
        return await connections() == before

    await until(back_to_before)


async def test_a_server_of_a_cluster_is_refused_in_one_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free, socket.socket() as bus:
        free.bind(("127.0.0.1", 0))
        bus.bind(("127.0.0.1", 0))
        ports = ("--port", str(free.getsockname()[1]), "--cluster-port", str(bus.getsockname()[1]))
    clustered = (*ports, "--bind", "127.0.0.1", "--cluster-enabled", "yes", *embedded_valkey.SETTINGS[2:])
    monkeypatch.setattr(embedded_valkey, "SETTINGS", clustered)
    with tempfile.TemporaryDirectory(prefix="adjuge-") as folder:
        server = embedded_valkey.ValkeyServer(path=Path(folder) / "valkey.sock", log=Path(folder) / "valkey.log")
        server.start()
        try:
            with pytest.raises(MissingServerError, match=r"^this Valkey is part of a cluster .*not supported yet$"):
                async with open_resources(replace(settings, valkey_url=server.url)):
                    pass
        finally:
            server.stop()


@pytest.mark.parametrize(
    ("info", "fault"),
    [
        ("redis_version:7.2.4\r\nmaxmemory_policy:noeviction", None),
        ("redis_version:7.2.4\r\nvalkey_version:9.1.2\r\nmaxmemory_policy:noeviction", None),
        ("{'redis_version': '7.2.4', 'valkey_version': '8.0.1', 'maxmemory_policy': 'noeviction'}", None),
        ("redis_version:6.2.0\r\nmaxmemory_policy:noeviction", "too old"),
        ("redis_version:7.2.4\r\nvalkey_version:7.2.5", "too old"),
        ("", "too old"),
        ("redis_version:7.2.4\r\nmaxmemory_policy:noeviction\r\ncluster_enabled:0", None),
        ("{'redis_version': '7.2.4', 'cluster_enabled': 1}", "part of a cluster"),
        ("redis_version:7.2.4\r\nmaxmemory_policy:allkeys-lru", "set maxmemory-policy noeviction, not allkeys-lru"),
    ],
)
def test_a_valkey_that_is_too_old_or_forgetful_is_refused(info: str, fault: str | None) -> None:
    said = _valkey_fault(info)
    assert said is None if fault is None else fault in str(said)


async def test_a_dropped_database_does_not_keep_the_pool_from_closing(settings: Settings) -> None:
    name = "dropped_meanwhile"
    await run_sql(settings.database_url, f"CREATE DATABASE {name}")
    parts = settings.database_url.split("/test_")
    url = f"{parts[0]}/{name}?{parts[1].partition('?')[2]}"
    async with open_resources(replace(settings, database_url=url)):
        await run_sql(settings.database_url, f"DROP DATABASE {name} WITH (FORCE)")


async def test_a_fence_that_somebody_in_between_removed_is_noticed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pooler that drops the startup parameter `role` leaves us the owner, who sees everything."""
    asked = postgres.open_pool

    async def without_role(url: str, *, role: str | None = None, **options: Any) -> postgres.Pool:  # noqa: ANN401 — the options of the pool, whatever they are
        return await asked(url, **options)

    monkeypatch.setattr(postgres, "open_pool", without_role)
    with pytest.raises(MissingServerError, match=r"act as postgres, not as adjuge_web.*`role`\?$"):
        async with open_resources(settings, fenced=True):
            pass
