"""Clear what a killed Postgres left behind, so that it neither blocks the next start nor hides one that still runs.

Postgres refuses to start when the process id in its file is alive, whatever it is now. After a reboot, or in a
container where ids are few, that id is often somebody else's.
"""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import sleep

from server.embedded.failing import EmbeddedError
from server.kit.clock import monotonic

# An orphan is already shutting down when we meet it: it heard that its parent died.
ORPHAN_SECONDS = 10.0
POLL_SECONDS = 0.01
# Above every id a kernel gives out: Postgres sees a dead process, and still checks the shared memory named in the file.
NO_PROCESS = 99_999_999


def forget_stale_pid(folder: Path, sockets: Path, *, port: int) -> None:
    """Return when `folder` may be started; waits for an orphan that is shutting down.

    Raises:
        EmbeddedError: another Postgres keeps running on the folder.

    """
    pid_file = folder / "postmaster.pid"
    deadline = monotonic() + ORPHAN_SECONDS
    while (pid := _pid_in(pid_file)) is not None and is_postgres_on(pid, folder):
        if monotonic() > deadline:
            raise EmbeddedError(f"another Postgres (process {pid}) runs on {folder}: stop it first")
        sleep(POLL_SECONDS)
    if pid is None:
        pid_file.unlink(missing_ok=True)
    else:
        lines = pid_file.read_text().splitlines(keepends=True)
        pid_file.write_text("".join([f"{NO_PROCESS}\n", *lines[1:]]))
    for name in (f".s.PGSQL.{port}", f".s.PGSQL.{port}.lock"):
        (sockets / name).unlink(missing_ok=True)


def is_postgres_on(pid: int, folder: Path) -> bool:
    """Whether process `pid` is a postmaster of `folder`, and not something that got its id since."""
    if sys.platform == "linux":
        process = Path("/proc", str(pid))
        with suppress(OSError):
            if (process / "comm").read_text().strip() != "postgres":
                return False
            arguments = (process / "cmdline").read_bytes().split(b"\0")
            return str(folder).encode() in arguments
        return False
    shown = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return "postgres" in shown.stdout and str(folder) in shown.stdout


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
