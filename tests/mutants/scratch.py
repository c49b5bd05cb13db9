"""A copy of the project in which a fault may be put in: the checkout itself is never touched."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.architecture.tree import files, shown
from tests.mutants.faults import ROOT, Fault, is_web

MADE = ("web/node_modules", "server/static")
"""What isn't in git and tests need; no fault is put in there, so that links do."""

PYTEST = ("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=0", "--hypothesis-seed=1")
VITEST = ("node", "node_modules/vitest/vitest.mjs", "run")
FAILED = 1
"""How both end where a test failed; pytest has other codes for what it can't find or load."""


class Scratch:
    """One such copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in files():
            copy = folder / shown(path)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        for name in MADE:
            if (ROOT / name).exists():
                (folder / name).symlink_to(ROOT / name)

    @contextmanager
    def spoilt(self, fault: Fault) -> Iterator[None]:
        """Put the fault in, and take it out again."""
        path = self.folder / fault.file
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole.replace(fault.old, fault.new), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(whole, encoding="utf-8")

    def run(self, tests: Sequence[str], *, seconds: float) -> subprocess.CompletedProcess[str]:
        """Run these tests, all of them of one kind.

        Raises:
            subprocess.TimeoutExpired: they took longer; all that they started was told to end.

        """
        web = is_web(tests[0])
        command = [*VITEST, *_searched(tests)] if web else [sys.executable, *PYTEST, *tests]
        # Programs that tests start import the product too: they get this copy, not the checkout.
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        cwd = self.folder / "web" if web else self.folder
        with subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                said, _ = process.communicate(timeout=seconds)
            except BaseException:
                process.terminate()
                process.communicate()
                raise
        return subprocess.CompletedProcess(command, process.returncode, said)


def _searched(tests: Sequence[str]) -> list[str]:
    """Name tests for vitest: files, and a pattern of titles."""
    named = [test.partition("::") for test in tests]
    titles = "|".join(re.escape(title) for _, _, title in named)
    return [*sorted({file.removeprefix("web/") for file, _, _ in named}), "-t", titles]
