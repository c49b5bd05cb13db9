"""The whole product on this machine by one command: it comes up, heals, and leaves nothing behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from msgspec import Struct

from tests.embedded.conftest import is_gone
from tests.waiting import until

ROOT = Path(__file__).parents[1]
ADDRESS = re.compile(r"is running: (http://localhost:[0-9]+)")
PASSWORD = re.compile(r"password of everybody: (\S+)")


class Demonstration(Struct, frozen=True, kw_only=True):
    process: subprocess.Popen[str]
    address: str
    password: str

    @property
    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, command: str) -> psutil.Process | None:
        """The running child of this command, if there is one now."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if command in child.cmdline():
                    return child
        return None

    async def is_ready(self) -> bool:
        async with httpx.AsyncClient(base_url=self.address) as client:
            try:
                answer = await client.get("/health/ready")
            except httpx.TransportError:
                return False
        return answer.status_code == 200


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="adjuge-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def demonstrate(folder: Path) -> Iterator[Callable[..., Demonstration]]:
    """Start the demonstration on this test's folder, with further variables; ends it if the test didn't."""
    started: list[subprocess.Popen[str]] = []

    def start(**variables: str) -> Demonstration:
        process = subprocess.Popen(
            [sys.executable, "-m", "server.cli", "demo", "--no-bots", "--no-pictures", "--port", "0", "--data", folder],
            env={"PYTHONPATH": str(ROOT), **os.environ, "COLUMNS": "120", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return read_demonstration(process)

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=60)


def read_demonstration(process: subprocess.Popen[str]) -> Demonstration:
    """What it says of itself, once it is up."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    address, password = ADDRESS.search(said), PASSWORD.search(said)
    assert address is not None, said
    assert password is not None, said
    assert "chef@demo.example" in said
    return Demonstration(process=process, address=address[1], password=password[1])


async def test_it_comes_up_heals_and_stops_cleanly_at_ctrl_c(demonstrate: Callable[..., Demonstration]) -> None:
    demonstration = demonstrate()
    await until(demonstration.is_ready, within_seconds=20)
    servers = [process for process in demonstration.family if process.name() in ("postgres", "valkey-server")]
    postmaster = next(process for process in servers if process.name() == "postgres")
    book = next(process for process in servers if process.name() == "valkey-server")
    for victim in (demonstration.part("serve"), demonstration.part("work"), book, postmaster):
        assert victim is not None
        victim.kill()
        await until(lambda pid=victim.pid: is_gone(pid))
    await until(lambda: demonstration.part("serve") and demonstration.part("work"), within_seconds=20)
    await until(demonstration.is_ready, within_seconds=30)

    family = demonstration.family
    demonstration.process.send_signal(signal.SIGINT)
    said, _ = demonstration.process.communicate(timeout=60)
    assert demonstration.process.returncode == 0, said
    assert all(is_gone(process.pid) for process in family)


async def test_kill_9_of_it_leaves_nothing_behind_and_its_data_and_password_stay(
    demonstrate: Callable[..., Demonstration],
) -> None:
    demonstration = demonstrate()
    family = demonstration.family
    demonstration.process.kill()
    demonstration.process.communicate()
    for process in family:
        await until(lambda pid=process.pid: is_gone(pid))

    again = demonstrate()
    assert again.password == demonstration.password
    await until(again.is_ready, within_seconds=20)
    again.process.terminate()
    said, _ = again.process.communicate(timeout=60)
    assert again.process.returncode == 0, said


async def test_the_password_can_be_chosen(demonstrate: Callable[..., Demonstration]) -> None:
    demonstration = demonstrate(ADJUGE_DEMO_PASSWORD="chosen-by-me-now")
    assert demonstration.password == "chosen-by-me-now"
    async with httpx.AsyncClient(base_url=demonstration.address) as client:
        answer = await client.post(
            "/api/session",
            json={"email": "chef@demo.example", "password": "chosen-by-me-now"},
            headers={"origin": demonstration.address},
        )
    assert answer.status_code in (200, 201), answer.text
