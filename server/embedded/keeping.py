"""Keep several servers running until somebody asks to stop: start again what died, give up on what can't live."""

import signal
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from time import sleep
from types import FrameType
from typing import NoReturn, Protocol

from server.embedded import child
from server.embedded.failing import EmbeddedError
from server.embedded.watching import Watch
from server.kit.clock import monotonic

POLL_SECONDS = 0.1
# Something that dies more often than this has a fault that starting it again won't mend.
RESTARTS_MAX, RESTARTS_SECONDS = 5, 60.0
# A server of ours finishes the commands in flight and says goodbye to its sockets.
PROGRAM_STOP_SECONDS = 15.0


class Part(Protocol):
    """Something kept running."""

    name: str

    @property
    def is_running(self) -> bool:
        """Whether it was started and hasn't ended."""
        ...

    def start(self) -> None:
        """Start it, or start it again."""
        ...

    def stop(self) -> None:
        """End it; nothing when it doesn't run."""
        ...


class Program:
    """One of our own commands as a part; killed with us when we are."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str | Path],
        *,
        environment: dict[str, str],
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name = name
        self._arguments = arguments
        self._environment = environment
        self._pass_fds = pass_fds
        self._child: child.Child | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was started and hasn't ended."""
        return self._child is not None and self._child.is_running

    @property
    def exit_code(self) -> int | None:
        """How it ended, or None while it runs or before."""
        return self._child.exit_code if self._child else None

    def start(self) -> None:
        """Start it, or start it again; it writes where we write.

        Raises:
            EmbeddedError: it can't be executed.

        """
        self.stop()
        self._child = child.start(
            self._arguments, death_signal=signal.SIGKILL, environment=self._environment, pass_fds=self._pass_fds
        )

    def stop(self) -> None:
        """Ask it to end, then wait for it."""
        if self._child is not None:
            self._child.stop(signal.SIGTERM, wait_seconds=PROGRAM_STOP_SECONDS)


class Keeper:
    """Watches parts; `tell` gets a line for each that died.

    With a `watch`, our programs start again when their sources change, and only then: a mistake waits to be corrected.
    """

    def __init__(self, parts: Sequence[Part], *, tell: Callable[[str], None], watch: Watch | None = None) -> None:
        self._parts = parts
        self._tell = tell
        self._watch = watch
        self._restarts: dict[str, deque[float]] = {part.name: deque() for part in parts}
        self._waiting: set[str] = set()

    def keep_until_stopped(self) -> None:
        """Return at SIGINT, SIGTERM or SIGHUP, which must raise KeyboardInterrupt (`stop_by_signals`).

        Raises:
            EmbeddedError: a part doesn't stay up.

        """
        try:
            while True:
                self.look_once()
                sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            return

    def look_once(self) -> None:
        """Start again what needs it.

        Raises:
            EmbeddedError: a part doesn't stay up.

        """
        for part in self._parts:
            if part.is_running:
                continue
            if self._watch is None or not isinstance(part, Program):
                self._restart(part)
            elif part.name not in self._waiting:
                self._waiting.add(part.name)
                self._tell(f"{part.name} ended; it starts again when a file changes")
        if self._watch is not None and self._watch.changed():
            self._reload()

    def _reload(self) -> None:
        self._waiting.clear()
        self._tell("a file changed, starting again")
        for part in self._parts:
            if isinstance(part, Program):
                part.start()

    def _restart(self, part: Part) -> None:
        times = self._restarts[part.name]
        while times and times[0] < monotonic() - RESTARTS_SECONDS:
            times.popleft()
        if len(times) >= RESTARTS_MAX:
            raise EmbeddedError(f"{part.name} doesn't stay up: it ended {RESTARTS_MAX + 1} times within a minute")
        sleep(POLL_SECONDS * 2 ** len(times))
        times.append(monotonic())
        self._tell(f"{part.name} ended, starting it again")
        try:
            part.start()
        except EmbeddedError as error:
            self._tell(str(error))


def stop_by_signals() -> None:
    """Make SIGTERM and SIGHUP do what Ctrl-C does: raise KeyboardInterrupt in the main thread."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def ignore_signals() -> None:
    """From now on finish in peace: stopping has begun and takes seconds at most."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
