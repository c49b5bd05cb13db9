"""Small faults kept as data: each must still apply, and a test must notice it.

The files beside this one (`*.toml`) hold them, one `[[fault]]` each:
    name       what `-k` searches, with the file's name before it
    file       where the fault is put in
    old, new   the text that is there exactly once, and what takes its place
    breaks     what would go wrong for whom, in one line
    killed_by  the tests that notice, as pytest names them; of the web: file::title
"""

import tomllib
from pathlib import Path

from msgspec import Struct, convert

ROOT = Path(__file__).resolve().parents[2]
WEB_TEST = ".test.ts"


class Fault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault and who notices it."""

    name: str
    file: str
    old: str
    new: str
    breaks: str
    killed_by: list[str]

    def times(self, root: Path) -> int:
        """How often the text it takes away is there: once, as long as it applies."""
        path = root / self.file
        return path.read_text(encoding="utf-8").count(self.old) if path.is_file() else 0

    @property
    def in_web(self) -> bool:
        """Whether vitest notices it, and not pytest."""
        return is_web(self.killed_by[0])


def is_web(test: str) -> bool:
    """Whether a test is vitest's."""
    return test.partition("::")[0].endswith(WEB_TEST)


def read_faults() -> list[Fault]:
    """Read them all, in the order of files and within them; each name begins with its file's."""
    return [
        convert({**fault, "name": f"{path.stem}/{fault['name']}"}, Fault)
        for path in sorted(Path(__file__).parent.glob("*.toml"))
        for fault in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]
    ]
