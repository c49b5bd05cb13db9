"""Whoever ends run.py, or the make that started it, by whichever signal, leaves nothing running behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

import run
from tests.architecture.tree import ROOT
from tests.embedded.conftest import is_gone
from tests.waiting import until

BY = {
    "run.py": [sys.executable, "run.py"],
    "make": ["make", f"PYTHON={sys.executable}"],
    "run.py in the background": [sys.executable, "run.py"],
}


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="adjuge-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


def ignore_interrupts() -> None:
    """As a shell does for what a script starts with `&`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def start(who: str, folder: Path) -> subprocess.Popen[str]:
    """A demonstration, as it is started by hand."""
    options = ["--port", "0", "--no-bots", "--no-pictures", "--data", str(folder)]
    arguments = [f"ARGS={' '.join(options)}", "demo"] if who == "make" else ["demo", *options]
    return subprocess.Popen(
        [*BY[who], *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=ignore_interrupts if who.endswith("background") else None,  # noqa: PLW1509 — one call, and no thread
    )


@pytest.mark.parametrize(
    ("who", "number"),
    [
        ("run.py", signal.SIGTERM),
        ("run.py", signal.SIGKILL),
        ("run.py in the background", signal.SIGINT),
        ("make", signal.SIGINT),
        ("make", signal.SIGTERM),
        ("make", signal.SIGKILL),
        ("what make started, by its name", signal.SIGINT),
        ("what make started, by its name", signal.SIGTERM),
    ],
)
async def test_nothing_is_left_behind(folder: Path, who: str, number: signal.Signals) -> None:
    process = start(who.replace("what make started, by its name", "make"), folder)
    family: set[psutil.Process] = set()

    def look() -> set[psutil.Process]:
        """Those that are there: they may start others while they end."""
        with suppress(psutil.NoSuchProcess):
            family.update(psutil.Process(process.pid).children(recursive=True))
        return {each for each in family if not is_gone(each.pid)}

    try:
        assert process.stdout is not None
        await until(lambda: "starting Postgres" in process.stdout.readline(), within_seconds=60)
        await until(lambda: any(each.name() == "valkey-server" for each in look()))
        named = [each.pid for each in look() if "run.py" in each.cmdline()] if who.endswith("name") else [process.pid]
        assert len(named) == 1
        os.kill(named[0], number)
        await until(lambda: process.poll() is not None and not look(), within_seconds=30)
    finally:
        for left in look():
            left.kill()
        process.kill()
        process.communicate()


def test_only_make_is_followed() -> None:
    assert run.program_of(os.getpid()) not in run.MAKES
    assert run.catches_interrupt(os.getpid())
    assert not run.catches_interrupt(2**22 + 1)
