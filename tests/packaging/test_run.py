"""run.py does a step again only when what it reads has changed, or what it makes is gone."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.architecture.tree import ROOT


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "recipe.txt").write_text("flour")
    return []


def a_step(folder: Path, made: list[str]) -> run.Step:
    def make() -> None:
        (folder / "cake").mkdir(exist_ok=True)
        made.append((folder / "recipe.txt").read_text())

    return run.Step(
        name="cake",
        inputs=(folder / "recipe.txt",),
        product=folder / "cake",
        stamp=folder / "cake" / ".stamp",
        make=make,
    )


def test_a_step_is_done_once_while_nothing_changes(tmp_path: Path, made: list[str]) -> None:
    for _ in range(3):
        a_step(tmp_path, made).ensure()
    assert made == ["flour"]


def test_a_changed_input_does_the_step_again(tmp_path: Path, made: list[str]) -> None:
    a_step(tmp_path, made).ensure()
    (tmp_path / "recipe.txt").write_text("flour, eggs")
    a_step(tmp_path, made).ensure()
    assert made == ["flour", "flour, eggs"]


def test_a_product_that_is_gone_is_made_again(tmp_path: Path, made: list[str]) -> None:
    a_step(tmp_path, made).ensure()
    shutil.rmtree(tmp_path / "cake")
    a_step(tmp_path, made).ensure()
    assert made == ["flour", "flour"]


def test_a_step_that_failed_is_not_taken_for_done(tmp_path: Path, made: list[str]) -> None:
    def fail() -> None:
        (tmp_path / "cake").mkdir()
        sys.exit(3)

    step = a_step(tmp_path, made)
    broken = run.Step(name="cake", inputs=step.inputs, product=step.product, stamp=step.stamp, make=fail)
    with pytest.raises(SystemExit):
        broken.ensure()
    step.ensure()
    assert made == ["flour"]


def test_going_back_after_a_failure_does_the_step_again(tmp_path: Path, made: list[str]) -> None:
    a_step(tmp_path, made).ensure()
    step = a_step(tmp_path, made)
    broken = run.Step(name="cake", inputs=step.inputs, product=step.product, stamp=step.stamp, make=lambda: sys.exit(3))
    (tmp_path / "recipe.txt").write_text("gravel")
    with pytest.raises(SystemExit):
        broken.ensure()
    (tmp_path / "recipe.txt").write_text("flour")
    step.ensure()
    assert made == ["flour", "flour"]


def test_the_web_build_reads_neither_tests_nor_what_it_makes() -> None:
    names = {path.relative_to(run.WEB).as_posix() for path in run.web_sources()}
    assert {"package.json", "index.html"} <= names
    assert not [name for name in names if name.startswith("node_modules/") or name.endswith(".test.ts")]


def test_a_command_it_does_not_know_is_answered_with_those_it_knows() -> None:
    ran = subprocess.run([sys.executable, "run.py", "fly"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "demo" in ran.stdout


def test_a_browser_is_found_by_its_usual_names_and_its_lack_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run.found_browser() is None
    browser = tmp_path / "google-chrome"
    browser.touch(mode=0o755)
    assert run.found_browser() == str(browser)


def test_every_name_in_the_makefile_is_a_command() -> None:
    (line,) = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("COMMANDS :=")]
    assert set(line.split(":=")[1].split()) == set(run.COMMANDS)
