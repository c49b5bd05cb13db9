"""An installed product needs neither node nor a clone: the wheel carries all it runs."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.architecture.tree import ROOT, shown, within


def test_the_wheel_carries_the_web_build_and_every_file_that_is_no_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("adjuge-*.whl")
    packed = set(ZipFile(wheel).namelist())
    assert "server/static/index.html" in packed
    assert {shown(path) for path in within("server/**/*.lua", "server/**/*.sql", "server/**/*.py")} <= packed
    assert not [name for name in packed if name.startswith(("tests/", "bench/", "web/"))]
