"""Keep files by their names, `<key>/<size>.webp`: in a folder, or in a bucket that speaks S3 (`bucket.py`)."""

import asyncio
import os
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from server.kit.ids import new_id


class Storage(Protocol):
    """Where files lie."""

    async def put(self, name: str, content: bytes, *, media_type: str) -> None:
        """Keep the file; one of that name is replaced.

        Raises:
            OSError: it can't be kept now.

        """
        ...

    async def get(self, name: str) -> bytes | None:
        """The file, or None where there is none.

        Raises:
            OSError: it can't be read now.

        """
        ...

    async def delete(self, name: str) -> None:
        """Forget the file, if it is there.

        Raises:
            OSError: it can't be deleted now.

        """
        ...


class Folder:
    """Files in a folder of this machine, or of a share that all our processes see."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, name: str, content: bytes, *, media_type: str) -> None:  # noqa: ARG002 — a folder knows no types
        """Whole or not at all: written beside, then renamed."""
        await asyncio.to_thread(self._put, self._root / name, content)

    async def get(self, name: str) -> bytes | None:
        """See `Storage`."""
        return await asyncio.to_thread(_read, self._root / name)

    async def delete(self, name: str) -> None:
        """See `Storage`."""
        path = self._root / name
        await asyncio.to_thread(path.unlink, missing_ok=True)

    def _put(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{new_id()}")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def open_storage(url: str) -> Storage:
    """The storage at an address of `ADJUGE_STORAGE_URL`, whose form settings have checked."""
    if url.startswith("file:"):
        return Folder(Path(unquote(urlsplit(url).path)).expanduser())
    from server.files.bucket import Bucket  # noqa: PLC0415 — a folder does without its 8 MB

    return Bucket(url)
