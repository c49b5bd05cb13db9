"""Keeping parts running: what dies starts again, what can't live is given up, what a developer saves is taken up."""

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from server.embedded import keeping, watching
from server.embedded.failing import EmbeddedError
from server.embedded.keeping import Keeper, Program
from server.embedded.watching import Watch
from tests.waiting import until


def a_program(*arguments: str) -> Program:
    return Program("program", arguments or ("/bin/sleep", "600"), environment=dict(os.environ))


def pid_of(program: Program) -> int:
    assert program._child is not None
    return program._child.pid


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.0)


async def test_a_killed_part_starts_again_and_the_person_is_told() -> None:
    program, told = a_program(), list[str]()
    keeper = Keeper([program], tell=told.append)
    program.start()
    first = pid_of(program)
    keeper.look_once()
    assert (pid_of(program), told) == (first, [])
    os.kill(first, signal.SIGKILL)
    await until(lambda: not program.is_running)
    keeper.look_once()
    assert program.is_running
    assert pid_of(program) != first
    assert told == ["program ended, starting it again"]
    program.stop()
    assert program.exit_code == -signal.SIGTERM


async def test_a_part_that_does_not_stay_up_is_given_up() -> None:
    program, told = a_program("/bin/false"), list[str]()
    keeper = Keeper([program], tell=told.append)
    program.start()

    with pytest.raises(EmbeddedError, match="doesn't stay up"):
        await until(keeper.look_once)  # it has no answer to give, so only its exception ends this
    assert len(told) == keeping.RESTARTS_MAX


async def test_a_part_that_cannot_be_started_is_tried_again() -> None:
    class Reluctant:
        name = "reluctant"
        starts = 0

        @property
        def is_running(self) -> bool:
            return self.starts > 1

        def start(self) -> None:
            self.starts += 1
            if self.starts == 1:
                raise EmbeddedError("not yet")

        def stop(self) -> None: ...

    told = list[str]()
    keeper = Keeper([Reluctant()], tell=told.append)
    keeper.look_once()
    keeper.look_once()
    assert told == ["reluctant ended, starting it again", "not yet", "reluctant ended, starting it again"]


async def test_ctrl_c_ends_the_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    def press(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "sleep", press)
    Keeper([], tell=print).keep_until_stopped()


async def test_a_saved_file_starts_programs_again(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text("one = 1\n")
    program, told = a_program(), list[str]()
    keeper = Keeper([program], tell=told.append, watch=Watch(tmp_path))
    program.start()
    first = pid_of(program)
    keeper.look_once()
    assert pid_of(program) == first
    source.write_text("two = 2\n")
    os.utime(source, ns=(1, 1))
    keeper.look_once()
    assert pid_of(program) != first
    assert not psutil.pid_exists(first)
    program.stop()


async def test_while_watching_a_mistake_waits_for_its_correction(tmp_path: Path) -> None:
    source = tmp_path / "mistaken.py"
    source.write_text("raise SystemExit(1)\n")
    program, told = a_program(sys.executable, "-S", str(source)), list[str]()
    keeper = Keeper([program], tell=told.append, watch=Watch(tmp_path))
    program.start()
    await until(lambda: not program.is_running)
    keeper.look_once()
    keeper.look_once()
    assert told == ["program ended; it starts again when a file changes"]
    source.write_text("import signal; signal.pause()\n")
    os.utime(source, ns=(1, 1))
    keeper.look_once()
    assert program.is_running
    program.stop()
