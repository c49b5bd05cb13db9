"""What benchmarks share: servers on a temporary folder, the machine in one line, a table."""

import asyncio
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvloop

from server.embedded.servers import Servers, embedded_servers
from server.kit.logging import configure_logging
from server.migrating import migrate
from server.resources import Resources, open_resources
from server.settings import Settings, read_settings

STUCK_SECONDS = 30.0


@contextmanager
def temporary_servers() -> Generator[Servers]:
    """Postgres as durable as in production, and Valkey, for the length of the block."""
    folder = Path(tempfile.mkdtemp(prefix="adjuge-"))
    try:
        with embedded_servers(folder) as servers:
            yield servers
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settings_of(servers: Servers) -> Settings:
    """Settings that point at these servers, quiet ones."""
    return read_settings({**servers.variables, "ADJUGE_LOG_LEVEL": "error", "ADJUGE_LOG_FORMAT": "console"})


def run(measure: Callable[[Resources, Servers], Awaitable[None]]) -> None:
    """Measure on a migrated database and an empty Valkey."""

    async def main(servers: Servers) -> None:
        settings = settings_of(servers)
        configure_logging(form=settings.log_format, level=settings.log_level, process="bench")
        await migrate(settings)
        async with open_resources(settings) as resources:
            await measure(resources, servers)

    with temporary_servers() as servers, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(machine())
        runner.run(main(servers))


async def until(ask: Callable[[], bool]) -> None:
    """Look every other millisecond until it is so; SystemExit after half a minute."""
    deadline = time.monotonic() + STUCK_SECONDS
    while not ask():
        if time.monotonic() > deadline:
            raise SystemExit("the benchmark is stuck: a process it needs doesn't do its part")
        await asyncio.sleep(0.002)


def machine() -> str:
    """What the figures were measured on."""
    name = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {sys.version.split()[0]}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their head, each column as wide as it needs."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
