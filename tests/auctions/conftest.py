"""A Valkey for the tests of the book alone: they empty it, and need no Postgres."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.embedded.valkey import ValkeyServer
from tests.auctions.desk import Desk
from tests.auctions.hidden_evening import Written, write_frames
from tests.auctions.pair import Pair


@pytest.fixture(scope="session")
def book_server() -> Iterator[ValkeyServer]:
    # Not pytest's own folder: a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="adjuge-"))
    server = ValkeyServer(path=folder / "valkey.sock", log=folder / "valkey.log")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def pair(book_server: ValkeyServer) -> Iterator[Pair]:
    pair = Pair(book_server.url)
    try:
        yield pair
        pair.compare_keys()
        if not pair.is_aged:
            pair.fold()
    finally:
        pair.close()


@pytest.fixture(scope="session")
def written(book_server: ValkeyServer, seed: int) -> Written:
    desk = Desk(book_server.url)
    try:
        return write_frames(desk, random.Random(seed))
    finally:
        desk.close()
