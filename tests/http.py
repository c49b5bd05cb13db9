"""A real HTTP server for tests, in the session's event loop, and clients that are somebody.

Fixtures:
    api            the application over `resources`, served by uvicorn on a free port, for one test module

    async def test_...(api, pg_pool):
        dealer = await a_dealer(pg_pool)
        client = await api.client(await a_user(pg_pool, dealer))
        answer = await client.get("/api/entities")
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest_asyncio
import uvicorn
from litestar import Litestar
from litestar.types import ControllerRouterHandler
from msgspec.structs import replace
from typing_extensions import override

from server.accounts.guards import cookie_name
from server.accounts.principal import DealerUser, ProMember
from server.app import create_app
from server.fence.scope import open_fenced_pool
from server.realtime.transport import uvicorn_options
from server.resources import Resources
from server.rest.pages import STATIC_FOLDER
from server.rest.transport import http_options
from server.settings import Settings
from tests.organisation import a_session
from tests.waiting import until


class Api:
    """A running application and its clients."""

    def __init__(self, app: Litestar, resources: Resources, *, base_url: str, clients: AsyncExitStack) -> None:
        self.app = app
        self.resources = resources
        self.base_url = base_url
        self.origin = resources.settings.public_url
        self._clients = clients

    async def client(self, person: DealerUser | ProMember | None = None) -> httpx.AsyncClient:
        """A browser-like client: of nobody, or of somebody signed in without a password."""
        client = await self._clients.enter_async_context(
            httpx.AsyncClient(base_url=self.base_url, headers={"origin": self.origin}, timeout=20)
        )
        if person is not None:
            token = await a_session(self.resources.postgres, person)
            client.cookies.set(cookie_name(self.resources.settings), token)
        return client


class _QuietServer(uvicorn.Server):
    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to pytest."""
        yield


def a_listener() -> socket.socket:
    """On a free port of this machine.

    It says that it is TCP: asyncio asks for no delay only where it is told so, and without it the body of an answer
    waits 40 ms for the acknowledgement of its head.
    """
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    return listener


def free_port() -> int:
    """For a program that can't be given a socket."""
    with a_listener() as listener:
        port: int = listener.getsockname()[1]
        return port


@asynccontextmanager
async def serving(app: Litestar, settings: Settings | None = None) -> AsyncIterator[str]:
    """Serve the application on a free port of this machine; gives its base URL."""
    listener = a_listener()
    config = uvicorn.Config(
        app,
        log_config=None,
        lifespan="on",
        **(http_options(settings) if settings else {}),
        **uvicorn_options(),
    )
    server = _QuietServer(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await until(lambda: server.started or running.done())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listener.close()


@asynccontextmanager
async def running_api(
    resources: Resources,
    *,
    extra_routes: Sequence[ControllerRouterHandler] = (),
    static_folder: Path = STATIC_FOLDER,
) -> AsyncIterator[Api]:
    """The application as a serving process has it: its pool is fenced; tests look around theirs."""
    pool = await open_fenced_pool(resources.settings.database_url, size_max=resources.settings.postgres_connections)
    fenced = replace(resources, postgres=pool)
    app = create_app(fenced, extra_routes=extra_routes, static_folder=static_folder)
    try:
        async with serving(app, fenced.settings) as base_url, AsyncExitStack() as clients:
            yield Api(app, fenced, base_url=base_url, clients=clients)
    finally:
        await pool.close()


@pytest_asyncio.fixture(scope="module")
async def api(resources: Resources) -> AsyncIterator[Api]:
    async with running_api(resources) as running:
        yield running
