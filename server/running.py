"""Run one process of the product: `serve` (HTTP and sockets) or `work` (committers, ticker, outbox).

Both open their resources, run until SIGTERM or SIGINT, finish what they began and close in order.
"""

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine, Generator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from typing import Any, Never, cast

import structlog
import uvicorn
import uvloop
from typing_extensions import override
from uvicorn._types import ASGIApplication

from server.app import create_app
from server.health import create_health_app
from server.kit.garbage import collect_seldom
from server.realtime.transport import uvicorn_options
from server.resources import MissingServerError, Resources, open_resources
from server.rest.transport import http_options
from server.settings import Settings

# A start that takes longer waits for something that won't come: whoever started us has to know.
START_SECONDS_MAX = 60
# Commands in flight have long been answered by then; whoever is left is cut.
GRACE_SECONDS = 10
# Longer than anybody who was cancelled takes to put things in order (`postgres.ROLLBACK_TIMEOUT_SECONDS`).
INSIST_SECONDS = 6.0

log = structlog.get_logger()


class SignalledServer(uvicorn.Server):
    """uvicorn without its own handling of signals, which ends the process before its resources are closed."""

    def __init__(self, config: uvicorn.Config, *, on_started: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._on_started = on_started

    @contextmanager
    @override
    def capture_signals(self) -> Generator[None]:
        """Leave signals to `Stopping`."""
        yield

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so when requests are taken, not before."""
        await super().startup(sockets)
        self._on_started()


class Stopping:
    """What a signal does: it cancels a process that still starts, asks one that runs, cancels one it has asked."""

    def __init__(self, main: "asyncio.Task[object]") -> None:
        self.asked = False
        self._main = main
        self._ask: Callable[[], None] | None = None
        self._insisting: asyncio.Task[Never] | None = None

    def started(self, ask: Callable[[], None]) -> None:
        """From now on the first signal does this."""
        self._ask = ask

    def on_signal(self) -> None:
        """Called for each SIGINT and SIGTERM."""
        if self._ask is None or self.asked:
            self._main.cancel()
        else:
            self._ask()
        self.asked = True
        if self._insisting is None:
            self._insisting = asyncio.get_running_loop().create_task(insist(INSIST_SECONDS))


def run_serve(settings: Settings, listener: socket.socket, metrics_listener: socket.socket | None = None) -> None:
    """Serve HTTP and sockets until asked to stop; `metrics_listener`, if any, answers `/health/*` and `/metrics`.

    Raises:
        MissingServerError: a server of `settings` can't be used.

    """
    _run(partial(_serve, settings, listener, metrics_listener))


def run_work(settings: Settings, listener: socket.socket | None) -> None:
    """Run the background loops until asked to stop; `listener`, if any, answers `/health/*` and `/metrics`.

    Raises:
        MissingServerError: a server of `settings` can't be used.

    """
    _run(partial(_work, settings, listener))


async def _serve(
    settings: Settings, listener: socket.socket, metrics_listener: socket.socket | None, stopping: Stopping
) -> None:
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(START_SECONDS_MAX):
                resources = await stack.enter_async_context(open_resources(settings, fenced=True))
                app = create_app(resources)
                await stack.enter_async_context(app.lifespan())
        except TimeoutError:
            raise MissingServerError(
                f"Postgres and Valkey answer, but the start did not end within {START_SECONDS_MAX} s"
            ) from None
        collect_seldom()
        if settings.is_readable:
            log.warning("passwords travel readable: ADJUGE_PUBLIC_URL has no https", public_url=settings.public_url)
        port = listener.getsockname()[1]
        server = SignalledServer(
            uvicorn.Config(cast("ASGIApplication", app), **_options(settings), **uvicorn_options()),
            on_started=lambda: log.info("serving", host=settings.host, port=port),
        )
        metrics = _health_server(resources)

        def ask() -> None:
            server.should_exit = metrics.should_exit = True

        stopping.started(ask)
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve([listener]))
            if metrics_listener is not None:
                group.create_task(metrics.serve([metrics_listener]))


async def _work(settings: Settings, listener: socket.socket | None, stopping: Stopping) -> None:
    from server.workers import run_workers  # noqa: PLC0415 — serving needs none of it

    async with open_resources(settings) as resources, asyncio.TaskGroup() as group:
        health = _health_server(resources)
        workers = group.create_task(run_workers(resources))
        if listener is not None:
            group.create_task(health.serve([listener]))

        def ask() -> None:
            workers.cancel()
            health.should_exit = True

        stopping.started(ask)
        log.info("working")


def _health_server(resources: Resources) -> SignalledServer:
    app = cast("ASGIApplication", create_health_app(resources))
    return SignalledServer(uvicorn.Config(app, ws="none", **_options(resources.settings)))


def _options(settings: Settings) -> dict[str, Any]:
    """What every server of ours has; the application is started and ended by us, around the server."""
    return {
        **http_options(settings),
        "lifespan": "off",
        "timeout_graceful_shutdown": GRACE_SECONDS,
        "log_config": None,
    }


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


def _run(main: Callable[[Stopping], Coroutine[None, None, None]]) -> None:
    async def until_stopped() -> None:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        stopping = Stopping(task)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.on_signal)
        try:
            await main(stopping)
        except (asyncio.CancelledError, MissingServerError):
            # Asked in the middle of a start, the client of Valkey may lose the cancellation (`asyncio.wait_for` of
            # Python 3.11 does) and then find its server mute: that is no news any more.
            if not stopping.asked:
                raise
        log.info("stopped")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(until_stopped())
