"""Folders short enough for sockets, and processes that hold embedded servers there."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import psutil
import pytest
from msgspec import Struct

from server.embedded.identity import ordinary_user

HOLDER = Path(__file__).with_name("holder.py")


class Held(Struct, frozen=True, kw_only=True):
    """A running holder, and what it said: its servers' ids and address, and how long they took."""

    process: subprocess.Popen[bytes]
    url: str
    postgres: int
    valkey: int
    took_seconds: float

    def end(self) -> None:
        """Let it end cleanly."""
        self.process.communicate(timeout=30)


class Hold(Protocol):
    def __call__(self, folder: Path, *, as_user: bool = False) -> Held: ...


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="adjuge-"))
    path.chmod(0o755)  # an ordinary user passes through
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def hold() -> Iterator[Hold]:
    processes: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, *, as_user: bool = False) -> Held:
        process = start_holder(folder, as_user=as_user)
        processes.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.communicate()[1].decode())
        return Held(process=process, **json.loads(line))

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def start_holder(folder: Path, *, as_user: bool = False, prefix: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
    """Start the holder on `folder`; `as_user`: not as root, whoever runs the tests."""
    become: Callable[[], None] | None = None
    if as_user:
        become = ordinary_user(Path(sys.executable), folder)
    return subprocess.Popen(
        [*prefix, sys.executable, HOLDER, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=become,  # noqa: PLW1509 — no thread yet, and there is no other way into a namespace
    )


def refusal(folder: Path, *, as_user: bool = False, prefix: tuple[str, ...] = ()) -> str:
    """The one line by which a start on `folder` is refused; the exit code must not be 0."""
    process = start_holder(folder, as_user=as_user, prefix=prefix)
    _, shown = process.communicate(timeout=60)
    assert process.returncode == 1, shown.decode()
    line = shown.decode().strip()
    assert "\n" not in line
    return line


def is_gone(pid: int) -> bool:
    """Whether a process has ended, reaped by its new parent or not."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
