"""Give heavy or dangerous work to other processes: pictures of strangers, documents, big tables.

A worker that runs too long or takes too much memory is ended by the kernel, and a fresh one comes; the caller learns
that its work failed. Work is a function of a module, its arguments and its result are pickled.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

import structlog

P = ParamSpec("P")
T = TypeVar("T")

WORKERS_MAX = 2
# After so many pieces of work a worker's memory is no longer trusted to be its own.
WORK_PER_WORKER = 200
CPU_SECONDS_DEFAULT = 20
MEMORY_BYTES_MAX = 3 * 2**30

log = structlog.get_logger()


class WorkFailedError(RuntimeError):
    """The work ended its worker, twice: it took too long, too much memory, or crashed."""


class Workshop:
    """Some worker processes, started when first needed."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of the work.

        Raises:
            WorkFailedError: it can't be done within the limits.
            Exception: what the work itself raised.

        """
        for _ in range(2):  # the worker may have ended by somebody else's work
            pool = self._open()
            try:
                return await asyncio.wrap_future(pool.submit(_limited, work, *args, **kwargs))
            except BrokenProcessPool:
                self._drop(pool)
                log.warning("a worker ended", work=getattr(work, "__name__", "?"))
        raise WorkFailedError(getattr(work, "__name__", "?"))

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._drop(self._pool)

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=min(WORKERS_MAX, os.cpu_count() or 1),
                mp_context=multiprocessing.get_context("forkserver"),
                initializer=_begin,
                max_tasks_per_child=WORK_PER_WORKER,
            )
        return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """In a worker: leave signals to the parent, go when it goes, take no more memory than allowed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))


def _end_with_parent() -> None:
    """In a worker: wait for the death of the process it works for, however that dies; nobody would give it work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limited(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """In a worker: the work, which the kernel ends when it takes too long."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = getattr(work, "cpu_seconds", CPU_SECONDS_DEFAULT)
    allowed = int(used.ru_utime + used.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
    return work(*args, **kwargs)


def limited_to(cpu_seconds: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark a function as work that may take so much time of a processor."""

    def mark(work: Callable[P, T]) -> Callable[P, T]:
        setattr(work, "cpu_seconds", cpu_seconds)  # noqa: B010 — functions have no such attribute by their type
        return work

    return mark


workshop = Workshop()
