"""The project's own files, as git sees them, or as they lie there when there is no git."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "node_modules", "static", "dist", "build", ".data", ".hypothesis"}
NOT_OURS_ENDINGS = ("_cache", ".egg-info", "__pycache__")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is in git or about to be, absolute, sorted."""
    names = listed_by_git()
    found = walked() if names is None else (ROOT / name for name in names)
    return tuple(sorted(path for path in found if path.is_file() and not path.is_symlink()))


def listed_by_git() -> list[str] | None:
    """Ask git; None when it isn't there or this is no clone (an unpacked archive)."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        return None
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")[:-1]


def walked() -> Iterator[Path]:
    """Every file below the root except in folders that tools make."""
    for folder, names, found in os.walk(ROOT):
        names[:] = [name for name in names if name not in NOT_OURS and not name.endswith(NOT_OURS_ENDINGS)]
        yield from (Path(folder, name) for name in found)


def shown(path: Path) -> str:
    """Give the path as people say it."""
    return path.relative_to(ROOT).as_posix()


def within(*patterns: str) -> tuple[Path, ...]:
    """Keep the files that match one of the patterns, from the root (`server/**/*.py`: at any depth)."""
    return tuple(path for path in files() if any(matches(shown(path), pattern) for pattern in patterns))


def matches(name: str, pattern: str) -> bool:
    """Match like a shell, with `**/` for any number of folders, none included."""
    return fnmatch(name, pattern) or ("**/" in pattern and fnmatch(name, pattern.replace("**/", "")))


def lines(path: Path) -> list[str]:
    """Read a file's lines; bytes that are no text are no lines."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
