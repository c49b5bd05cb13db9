"""Put the functions that fill feeds, and those of the books, into the book server; tell whether they still are there.

What a function of the books is asked with, and what it keeps, changes from one version to the next. So its name ends
with the version: a process of another version is refused, instead of having its words taken for others.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Final, cast

from msgspec import Struct

from server.kit.lane import Lane

FEED_LIBRARY: Final = (Path(__file__).parent / "feed.lua").read_text(encoding="utf-8")
FEED_FUNCTION: Final = b"publish_committed"


class Library(Struct, frozen=True, kw_only=True):
    """The functions of the books; `version` changes with every change of them."""

    version: str
    text: str

    def name(self, function: str) -> str:
        """What the function is called in this version."""
        return f"{function}_{self.version}"


def library_of(source: str) -> Library:
    """The library that this Lua makes."""
    version = blake2b(source.encode(), digest_size=8).hexdigest()
    return Library(version=version, text=source.replace("@version@", version))


async def load_libraries(lane: Lane, books: Library) -> None:
    """Put the functions there; what is there already is replaced."""
    await lane.call("FUNCTION", "LOAD", "REPLACE", FEED_LIBRARY)
    await lane.call("FUNCTION", "LOAD", "REPLACE", books.text)


async def has_libraries(lane: Lane, books: Library) -> bool:
    """Whether the functions are still there, and not those of another version."""
    libraries = cast("list[list[object]]", await lane.call("FUNCTION", "LIST"))
    names = {name for library in libraries for name in _names(library)}
    return FEED_FUNCTION in names and any(name.endswith(books.version.encode()) for name in names)


def _names(library: list[object]) -> list[bytes]:
    functions = cast("list[list[bytes]]", library[library.index(b"functions") + 1])
    return [function[function.index(b"name") + 1] for function in functions]
