"""End a process when its parent dies, where the kernel doesn't offer to: wait at the end of a pipe the parent holds.

Runs as a program of its own (`python watchdog.py PID SIGNAL`), and imports nothing of ours.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path


def start(pid: int, number: signal.Signals) -> subprocess.Popen[bytes]:
    """Watch over process `pid`, which gets signal `number` once we are gone; kill the watchdog to call it off."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", Path(__file__), str(pid), str(int(number))],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def watch(pid: int, number: int) -> None:
    """Wait for the end of the input, then signal `pid`."""
    sys.stdin.buffer.read()
    with suppress(ProcessLookupError):
        os.kill(pid, number)


if __name__ == "__main__":
    watch(int(sys.argv[1]), int(sys.argv[2]))
