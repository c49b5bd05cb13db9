"""Notice that a developer saved a file."""

from pathlib import Path

from server.kit.clock import monotonic

# Looking at some hundred files takes a millisecond; nobody saves faster than he sees.
LOOK_SECONDS = 0.5
SUFFIXES = frozenset({".py", ".lua", ".sql", ".json"})


class Watch:
    """Watches the sources in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = self._look()
        self._looked_at = monotonic()

    def changed(self) -> bool:
        """Whether a file was saved, made or removed since the last time this said so."""
        if monotonic() - self._looked_at < LOOK_SECONDS:
            return False
        before, self._seen, self._looked_at = self._seen, self._look(), monotonic()
        return before != self._seen

    def _look(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in self._folder.rglob("*") if path.suffix in SUFFIXES}
