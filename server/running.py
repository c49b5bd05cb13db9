"""Run one process of the product: `serve` (HTTP and sockets) or `work` (committers, ticker, outbox).

Both open their resources, run until SIGTERM or SIGINT, finish what they began and close in order.
"""

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import Never, cast

import structlog
import uvicorn
import uvloop
from litestar import Litestar
from typing_extensions import override
from uvicorn._types import ASGIApplication
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.app import create_app
from server.health import create_health_app
from server.kit.garbage import collect_seldom
from server.realtime.transport import FanoutProtocol
from server.resources import open_resources
from server.settings import Settings

# The largest frame a client may send is 4 KiB (protocol); a larger one is answered with a close code, not a cut.
SOCKET_BYTES_MAX = 65_536
PING_SECONDS = 20.0
# Commands in flight have long been answered by then; whoever is left is cut.
GRACE_SECONDS = 10
# Longer than anybody who was cancelled takes to put things in order (`postgres.ROLLBACK_TIMEOUT_SECONDS`).
INSIST_SECONDS = 6.0

log = structlog.get_logger()


class SignalledServer(uvicorn.Server):
    """uvicorn without its own handling of signals, which ends the process before its resources are closed."""

    @contextmanager
    @override
    def capture_signals(self) -> Generator[None]:
        """Leave signals to `_until_stopped`."""
        yield


def run_serve(settings: Settings, listener: socket.socket) -> None:
    """Serve HTTP and sockets until asked to stop.

    Raises:
        MissingServerError: a server of `settings` can't be used.

    """
    _run(_serve(settings, listener))


def run_work(settings: Settings, listener: socket.socket | None) -> None:
    """Run the background loops until asked to stop; `listener`, if any, answers `/health/*` and `/metrics`.

    Raises:
        MissingServerError: a server of `settings` can't be used.

    """
    _run(_work(settings, listener))


async def _serve(settings: Settings, listener: socket.socket) -> None:
    async with open_resources(settings, fenced=True) as resources:
        server = _server(create_app(resources), protocol=FanoutProtocol)

        def stop() -> None:
            server.force_exit = server.should_exit  # asked twice: wait for nobody
            server.should_exit = True

        _on_stop(stop)
        collect_seldom()
        log.info("serving", host=settings.host, port=listener.getsockname()[1])
        await server.serve([listener])
    log.info("stopped")


async def _work(settings: Settings, listener: socket.socket | None) -> None:
    from server.workers import run_workers  # noqa: PLC0415 — serving needs none of it

    async with open_resources(settings) as resources, asyncio.TaskGroup() as group:
        health = _server(create_health_app(resources), protocol=None)
        workers = group.create_task(run_workers(resources))
        if listener is not None:
            group.create_task(health.serve([listener]))

        def stop() -> None:
            workers.cancel()
            health.should_exit = True

        _on_stop(stop)
        log.info("working")
    log.info("stopped")


def _server(app: Litestar, *, protocol: type[WebSocketsSansIOProtocol] | None) -> SignalledServer:
    return SignalledServer(
        uvicorn.Config(
            cast("ASGIApplication", app),
            http="httptools",
            ws=protocol or "none",
            ws_max_size=SOCKET_BYTES_MAX,
            ws_per_message_deflate=False,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            log_config=None,
            access_log=False,
            server_header=False,
        )
    )


def _on_stop(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    insisting: set[asyncio.Task[Never]] = set()

    def stop_and_insist() -> None:
        stop()
        if not insisting:
            insisting.add(loop.create_task(insist(INSIST_SECONDS)))

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop_and_insist)


async def insist(seconds: float) -> Never:
    """Cancel again, after a while, whoever was cancelled and goes on.

    A cancellation can get lost on its way: where a server goes away at that moment, `asyncio.gather` and asyncpg give
    its error instead, and a loop that waits for servers would wait for ever.
    """
    while True:
        await asyncio.sleep(seconds)
        for task in asyncio.all_tasks():
            if task.cancelling():
                task.cancel()


def _run(main: Coroutine[None, None, None]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
