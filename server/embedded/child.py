"""Start processes that never outlive us, even when we are killed without warning.

On Linux the kernel signals a child whose parent's thread ended, so children are started by the main thread. Elsewhere a
small process waits at the end of a pipe that only we hold open.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from server.embedded import watchdog
from server.embedded.failing import EmbeddedError
from server.embedded.identity import Become

PR_SET_PDEATHSIG = 1
# How long a child may take to end after each more insistent signal.
STOP_SECONDS = 10.0
KILL_SECONDS = 5.0


class Child:
    """One supervised process: `start`, then `stop`; `is_running` tells whether it ended by itself."""

    def __init__(self, process: subprocess.Popen[bytes], guard: subprocess.Popen[bytes] | None) -> None:
        self._process = process
        self._guard = guard

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """Its exit code (negative: the signal that ended it), or None while it runs."""
        return self._process.poll()

    @property
    def is_running(self) -> bool:
        """Whether it hasn't ended yet."""
        return self._process.poll() is None

    def stop(self, first: signal.Signals = signal.SIGTERM, *, wait_seconds: float = STOP_SECONDS) -> None:
        """Ask it to end by `first`, then by force; returns when it is gone."""
        for number, seconds in ((first, wait_seconds), (signal.SIGQUIT, KILL_SECONDS), (signal.SIGKILL, None)):
            if self._process.poll() is None:
                self._process.send_signal(number)
            try:
                self._process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                continue
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()


def start(
    arguments: Sequence[str | Path],
    *,
    death_signal: signal.Signals,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    become: Become | None = None,
    pass_fds: Sequence[int] = (),
    use_guard: bool = sys.platform != "linux",
) -> Child:
    """Run a program in a session of its own; it gets `death_signal` when we die. No `output`: ours.

    Raises:
        EmbeddedError: it can't be executed.

    """
    parent = os.getpid()

    def prepare() -> None:
        if become is not None:
            become()
        if not use_guard:  # after any change of identity, which clears it
            _die_with(parent, death_signal)

    try:
        process = subprocess.Popen(
            [os.fspath(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=None if environment is None else dict(environment),
            pass_fds=pass_fds,
            start_new_session=True,
            preexec_fn=prepare,  # noqa: PLW1509 — forked before any thread; the death signal is set from inside
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedError(f"{arguments[0]} can't be run: {error}") from error
    guard = watchdog.start(process.pid, death_signal) if use_guard else None
    return Child(process, guard)


def _die_with(parent: int, number: signal.Signals) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number))
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
