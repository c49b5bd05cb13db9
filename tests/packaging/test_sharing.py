"""A whole run is shared by two processes; what needs the machine for itself has it, and no failure gets lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from run import SHARED
from tests.architecture.tree import ROOT

FILE = """
import os

def test_it():
    with open("log", "a", buffering=1) as log:
        log.write("{name} begins\\n")
        {does}
        log.write("{name} ends\\n")
"""
WORKS = "sum(range(5_000_000))"
DIES_AT_ITS_END = """
import os

def pytest_sessionfinish():
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw0":
        os._exit(0)
"""


def shared_run(folder: Path, **does: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Share a run of files that do these things, those named `chaos…` being alone; the run and what they wrote."""
    (folder / "tests" / "chaos").mkdir(parents=True)
    (folder / "pytest.ini").touch()
    for name, what in does.items():
        path = folder / "tests" / ("chaos" if name.startswith("chaos") else "") / f"test_{name}.py"
        path.write_text(FILE.format(name=name, does=what))
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.sharing", *SHARED]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    bare = {**ours, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, env=bare)
    log = folder / "log"
    return ran, log.read_text().splitlines() if log.exists() else []


def test_files_of_chaos_come_last_and_one_by_one(tmp_path: Path) -> None:
    names = ("a", "b", "c", "d", "chaos_a", "chaos_b")
    ran, written = shared_run(tmp_path, **dict.fromkeys(names, WORKS))
    assert ran.returncode == 0, ran.stdout
    assert "6 passed" in ran.stdout
    assert sorted(written) == sorted(f"{name} {what}" for name in names for what in ("begins", "ends"))
    assert [line.split()[0] for line in written[-4:]] in (
        ["chaos_a", "chaos_a", "chaos_b", "chaos_b"],
        ["chaos_b", "chaos_b", "chaos_a", "chaos_a"],
    )


def test_a_failure_anywhere_fails_the_run_and_is_named_at_its_end(tmp_path: Path) -> None:
    ran, _ = shared_run(tmp_path, a="assert False", b=WORKS, chaos=WORKS)
    assert ran.returncode == 1
    assert "FAILED tests/test_a.py::test_it" in ran.stdout.split("short test summary info")[-1]
    assert "1 failed, 2 passed" in ran.stdout


def test_a_process_that_dies_fails_the_run_and_its_test_is_named(tmp_path: Path) -> None:
    ran, _ = shared_run(tmp_path, a="os._exit(0)", b=WORKS)
    assert ran.returncode == 1
    assert "FAILED tests/test_a.py" in ran.stdout


def test_a_process_that_dies_between_tests_fails_the_run_too(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(DIES_AT_ITS_END)
    ran, _ = shared_run(tmp_path, a=WORKS, b=WORKS)
    assert "2 passed" in ran.stdout
    assert ran.returncode == pytest.ExitCode.INTERNAL_ERROR
