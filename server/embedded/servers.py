"""Start both servers on one data folder, which belongs to one of us at a time."""

import fcntl
import os
import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from server.embedded.failing import EmbeddedError
from server.embedded.postgres import PORT, PostgresServer
from server.embedded.valkey import ValkeyServer

# The address of a unix socket holds 104 bytes on macOS and 108 on Linux, the terminating zero included.
SOCKET_PATH_BYTES_MAX = 100


class Servers(Struct, frozen=True, kw_only=True):
    """Both servers, running, and a folder for files."""

    postgres: PostgresServer
    valkey: ValkeyServer
    files: Path

    @property
    def variables(self) -> dict[str, str]:
        """Where they are, as the environment of those who use them."""
        return {
            "DATABASE_URL": self.postgres.url,
            "VALKEY_URL": self.valkey.url,
            "ADJUGE_STORAGE_URL": f"file://{quote(str(self.files))}",
        }


@contextmanager
def embedded_servers(data: Path, *, durable: bool = True, reset: bool = False) -> Generator[Servers]:
    """Postgres and Valkey for the length of the block; `data` keeps what Postgres holds from one start to the next.

    `reset` forgets it first. `durable=False` is for tests: fast, and worthless after a power cut.

    Call it from the main thread: children are told of the end of the thread that started them.

    Raises:
        EmbeddedError: the folder can't be used or is in use, or a server doesn't start; one line says why.

    """
    folder = data.absolute()
    _check_length(folder / "postgres" / f".s.PGSQL.{PORT}.lock")
    postgres = PostgresServer(
        folder=folder / "postgres" / "cluster",
        sockets=folder / "postgres",
        log=folder / "postgres.log",
        durable=durable,
    )
    valkey = ValkeyServer(path=folder / "valkey.sock", log=folder / "valkey.log")
    with ExitStack() as stack:
        try:
            (folder / "postgres").mkdir(parents=True, exist_ok=True)
            stack.enter_context(_only_one(folder))
            if reset and postgres.folder.exists():
                shutil.rmtree(postgres.folder)
                shutil.rmtree(folder / "files", ignore_errors=True)
            for server in (valkey, postgres):
                stack.callback(server.stop)
                server.start()
        except OSError as error:
            raise EmbeddedError(f"the data folder {folder} can't be used: {error.strerror}") from error
        yield Servers(postgres=postgres, valkey=valkey, files=folder / "files")


def _check_length(path: Path) -> None:
    length = len(os.fsencode(path))
    if length > SOCKET_PATH_BYTES_MAX:
        most = SOCKET_PATH_BYTES_MAX
        raise EmbeddedError(f"the data folder's path is too long: {path} has {length} bytes, a socket's path {most}")


@contextmanager
def _only_one(folder: Path) -> Generator[None]:
    """Hold the folder; the kernel lets go of it when we die, however we die."""
    with (folder / "lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise EmbeddedError(f"the data folder {folder} is in use by process {lock.read()}") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
