"""Worker processes: limits, crashes that stay alone, and no worker that outlives whom it works for."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from server.kit.workshop import WorkFailedError, Workshop, limited_to
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
EMPLOYER = """
import asyncio, os
from server.kit.workshop import Workshop

async def main():
    print(await Workshop().run(os.getpid), flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest_asyncio.fixture
async def workshop() -> AsyncIterator[Workshop]:
    opened = Workshop()
    yield opened
    opened.close()


@limited_to(cpu_seconds=1)
def endless() -> None:
    while True:
        pass


def vanish() -> None:
    os._exit(1)


def devour() -> int:
    return len(bytearray(8 * 2**30))


def double(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize("work", [endless, vanish])
async def test_work_that_ends_its_worker_fails_alone(workshop: Workshop, work: Callable[[], None]) -> None:
    with pytest.raises(WorkFailedError):
        await workshop.run(work)
    assert await workshop.run(double, 21) == 42


async def test_work_gets_no_more_memory_than_allowed(workshop: Workshop) -> None:
    with pytest.raises(MemoryError):
        await workshop.run(devour)
    assert await workshop.run(double, 21) == 42


async def test_what_the_work_raises_arrives(workshop: Workshop) -> None:
    with pytest.raises(TypeError):
        await workshop.run(double, None)  # pyrefly: ignore[bad-argument-type] — what the test is about


async def test_no_worker_outlives_an_employer_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "employer.py"
    script.write_text(EMPLOYER, encoding="utf-8")
    employer = await asyncio.create_subprocess_exec(
        sys.executable, script, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert employer.stdout is not None
    worker = psutil.Process(int(await employer.stdout.readline()))
    server = worker.parent()
    employer.send_signal(signal.SIGKILL)
    await employer.wait()
    await until(lambda: not worker.is_running() and (server is None or not server.is_running()))
