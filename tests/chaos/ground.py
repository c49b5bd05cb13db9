"""A whole installation that can be hurt: durable servers, several `serve` and `work` processes, all of them real."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from server.embedded.servers import Servers, embedded_servers
from server.migrating import migrate
from server.resources import Resources, open_resources
from server.settings import Settings
from tests.servers import a_settings
from tests.waiting import until

SOURCES = Path(__file__).parents[2]
READY_SECONDS = 60.0


class Process:
    """A process of ours that may die, freeze and come again; a serving one keeps its port meanwhile."""

    def __init__(self, name: str, settings: Settings, log: Path) -> None:
        self.name = name
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self.listener.getsockname()[1]
        self._log = log
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(SOURCES),
            "DATABASE_URL": settings.database_url,
            "VALKEY_URL": settings.valkey_url,
            "ADJUGE_PORT": str(self.port),
            "ADJUGE_LOG_LEVEL": "info",
            "ADJUGE_LOG_FORMAT": "json",
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0

    def start(self) -> None:
        """Start it unless it runs."""
        if self._process is not None and self._process.poll() is None:
            return
        fd = self.listener.fileno()
        self._log.touch()
        self._started_at = self._log.stat().st_size
        arguments = ["serve", "--fd", str(fd)] if self.name.startswith("serve") else ["work"]
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server.cli", *arguments],
                env=self._environment,
                pass_fds=[fd],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def send(self, number: signal.Signals) -> None:
        """Kill, freeze or thaw it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            if number is signal.SIGKILL:
                self._process.wait()

    @property
    def is_live(self) -> bool:
        """Whether it runs, and answers where it serves, or has said that it works."""
        if self._process is None or self._process.poll() is not None:
            return False
        if not self.name.startswith("serve"):
            return b'"event":"working"' in self._log.read_bytes()[self._started_at :]
        connection = HTTPConnection("127.0.0.1", self.port, timeout=0.2)
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def end(self) -> None:
        """Stop it for good."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGKILL)
        self.listener.close()


class Ground:
    """The servers, the processes, and a way to look into the database."""

    def __init__(self, servers: Servers, resources: Resources, folder: Path, *, serve: int, work: int) -> None:
        self.servers = servers
        self.resources = resources
        self.folder = folder
        settings = resources.settings
        names = [f"serve-{n}" for n in range(serve)] + [f"work-{n}" for n in range(work)]
        self.processes = [Process(name, settings, folder / f"{name}.log") for name in names]

    @property
    def serving(self) -> list[Process]:
        return [process for process in self.processes if process.name.startswith("serve")]

    @property
    def working(self) -> list[Process]:
        return [process for process in self.processes if process.name.startswith("work")]

    async def heal(self) -> None:
        """Bring back everything that was hurt; returns when it answers."""
        if not self.servers.valkey.is_running:
            self.servers.valkey.start()
        if not self.servers.postgres.is_running:
            self.servers.postgres.start()
        for process in self.processes:
            process.send(signal.SIGCONT)
            process.start()
        for process in self.processes:
            await until(_live(process), within_seconds=READY_SECONDS)

    def log_of(self, name: str) -> str:
        """What a process said, for who has to find out."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def _live(process: Process) -> Callable[[], bool]:
    """Whether it is, having started it again if it gave up, as a supervisor does."""

    def ask() -> bool:
        process.start()
        return process.is_live

    return ask


@contextmanager
def _folder() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="adjuge-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def a_ground(*, serve: int, work: int) -> AsyncGenerator[Ground]:
    """Everything up and answering, until the block ends."""
    with _folder() as folder, embedded_servers(folder, durable=True) as servers:
        settings = a_settings(servers)
        await migrate(settings)
        async with open_resources(settings) as resources:
            ground = Ground(servers, resources, folder, serve=serve, work=work)
            try:
                await ground.heal()
                yield ground
            finally:
                for process in ground.processes:
                    process.end()
