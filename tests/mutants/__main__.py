"""Put in each fault, run the tests that should notice it, and tell which did: `make mutants ARGS="-k margin"`.

First the same tests run without a fault: one that fails anyway would kill everything.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.faults import ROOT, Fault, is_web, read_faults
from tests.mutants.scratch import FAILED, Scratch

AT_ONCE = 2
FAULT_SECONDS = 120.0
WHOLE_SECONDS = 1_200.0
LINES_SHOWN = 15


def main() -> int:
    """Run those whose name or file the expression finds."""
    parser = argparse.ArgumentParser(prog="make mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-k", default="", metavar="WORDS", help="only faults whose name or file this finds")
    parser.add_argument("--seconds", type=float, default=FAULT_SECONDS, help="the longest that one may take")
    wanted = parser.parse_args()
    faults = [fault for fault in read_faults() if re.search(wanted.k, f"{fault.name} {fault.file}")]
    if not faults:
        sys.exit(f"no fault has {wanted.k!r} in its name or file")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="adjuge-mutants-") as folder:
        copies: SimpleQueue[Scratch] = SimpleQueue()
        for number in range(AT_ONCE):
            copies.put(Scratch(Path(folder, str(number))))
        if failing := without_fault(copies, faults):
            print(failing)
            sys.exit("these tests fail without any fault: mend them first")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running = [pool.submit(try_fault, copies, fault, wanted.seconds) for fault in faults]
            ends = [one.result() for one in running]
    told = ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends)))
    print(f"{len(faults)} faults in {time.monotonic() - started:.0f} s: {told}")
    return int(any(end != "killed" for end in ends))


def without_fault(copies: "SimpleQueue[Scratch]", faults: list[Fault]) -> str:
    """Run every test that any of these names; what they say when one fails."""
    scratch = copies.get()
    try:
        named = sorted({test for fault in faults for test in fault.killed_by})
        for kind in (True, False):
            tests = [test for test in named if is_web(test) == kind]
            if tests and (ran := scratch.run(tests, seconds=WHOLE_SECONDS)).returncode:
                return ran.stdout
        return ""
    finally:
        copies.put(scratch)


def try_fault(copies: "SimpleQueue[Scratch]", fault: Fault, seconds: float) -> str:
    """Tell what became of it, and print it."""
    started = time.monotonic()
    scratch = copies.get()
    try:
        end, said = outcome(scratch, fault, seconds)
    finally:
        copies.put(scratch)
    print(f"{end:<17} {time.monotonic() - started:5.1f} s  {fault.name}: {fault.breaks}", flush=True)
    for line in said.splitlines()[-LINES_SHOWN:]:
        print(f"    {line}", flush=True)
    return end


def outcome(scratch: Scratch, fault: Fault, seconds: float) -> tuple[str, str]:
    """Put it in and run its tests; beside the word what there is to read where it wasn't killed."""
    if fault.times(ROOT) != 1:
        return "no longer applies", f"{fault.file} has its text {fault.times(ROOT)} times"
    with scratch.spoilt(fault):
        try:
            ran = scratch.run(fault.killed_by, seconds=seconds)
        except subprocess.TimeoutExpired:
            return "out of time", f"nothing failed within {seconds:.0f} s"
    if ran.returncode == FAILED:
        return "killed", ""
    return ("survived", "") if ran.returncode == 0 else ("no test ran", ran.stdout)


if __name__ == "__main__":
    sys.exit(main())
