"""The collector's pace, in a process of its own: it is set for the whole of one."""

import subprocess
import sys

ASK = (
    "import gc; from server.kit.garbage import collect_seldom; collect_seldom(); "
    "print(gc.get_threshold()[0], gc.isenabled(), gc.get_freeze_count() > 0)"
)


def test_the_collector_goes_on_but_seldom() -> None:
    told = subprocess.run([sys.executable, "-c", ASK], capture_output=True, check=True, text=True).stdout
    assert told.split() == ["20000", "True", "True"]
