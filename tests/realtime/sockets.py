"""Real sockets for tests: a uvicorn of our own on a free port, and clients that say and hear messages."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from json import dumps, loads
from typing import Any

import uvicorn
from litestar import Litestar
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from server.protocol.messages import SUBPROTOCOL
from server.realtime.gateway import Gateway, live
from server.realtime.transport import uvicorn_options
from tests.http import a_listener
from tests.waiting import until

WITHIN_SECONDS = 15.0

Message = dict[str, Any]


class Client:
    """One end of a socket: says and hears messages, several in a frame being wait one by one."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._heard: list[Message] = []

    async def say(self, *messages: object) -> None:
        await self.connection.send(dumps(messages[0] if len(messages) == 1 else messages))

    async def hear(self, *, presence: bool = False) -> Message:
        """The next message; `presence` comes at its own beat and is left out unless asked for."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while True:
                if not self._heard:
                    wait = loads(await self.connection.recv())
                    self._heard = wait if isinstance(wait, list) else [wait]
                message = self._heard.pop(0)
                if presence or message["type"] != "presence":
                    return message

    async def hear_until(self, *types: str) -> list[Message]:
        """Everything up to the first message of one of these types; an error that wasn't waited for is a failure."""
        wait: list[Message] = []
        try:
            while not wait or wait[-1]["type"] not in types:
                assert not wait or wait[-1]["type"] != "error", wait
                wait.append(await self.hear(presence="presence" in types))
        except TimeoutError:
            raise AssertionError(f"silence for {WITHIN_SECONDS} s after {wait}") from None
        return wait

    async def decide(self, command: Message) -> Message:
        """The outcome of a command, sent again with the same id as long as the server asks for that."""
        while True:
            await self.say(command)
            outcome = (await self.hear_until("bid_result", "error"))[-1]
            if not outcome.get("retry"):
                return outcome

    async def enter(self, room: str, **since: object) -> Message:
        """The answer to a subscription; a notification may come before it, as at any moment, and is left out."""
        await self.say({"type": "subscribe", "id": 7, "room": room} | since)
        while (wait := await self.hear()).get("id") != 7:
            assert wait["type"] == "notification", wait
        return wait

    async def closed(self) -> tuple[int, str]:
        """The code and reason with which the server closes, whatever it says before."""
        async with asyncio.timeout(WITHIN_SECONDS):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
            await self.connection.wait_closed()
        return self.connection.close_code or 0, self.connection.close_reason or ""


class Serving:
    """A running server, and the way to it."""

    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self._server = server
        self.port = port

    def stop(self) -> None:
        """Ask it to stop, as a signal does."""
        self._server.should_exit = True

    @asynccontextmanager
    async def socket(
        self,
        token: str | None = None,
        *,
        origin: str | None = None,
        headers: dict[str, str] | None = None,
        subprotocols: Sequence[str] | None = (SUBPROTOCOL,),
    ) -> AsyncGenerator[Client]:
        async with connect(
            f"ws://127.0.0.1:{self.port}/ws",
            subprotocols=[Subprotocol(each) for each in subprotocols or ()] or None,
            additional_headers=({"Authorization": f"Bearer {token}"} if token else {}) | (headers or {}),
            origin=None if origin is None else Origin(origin),
            proxy=None,
        ) as connection:
            yield Client(connection)

    @asynccontextmanager
    async def welcomed(self, token: str, *, resume: Sequence[Message] = ()) -> AsyncGenerator[Client]:
        """A client that has said hello, and is in room `me`."""
        async with self.socket(token) as client:
            await client.say(a_hello(resume=resume))
            assert (await client.hear())["type"] == "welcome"
            assert (await client.hear())["room"] == "me"
            yield client


@asynccontextmanager
async def serving(gateway: Gateway) -> AsyncGenerator[Serving]:
    """A server of this gateway; kernel buffers are small, so that a slow reader is soon one."""
    app = Litestar([live], logging_config=None)
    app.state.gateway = gateway
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, **uvicorn_options()))
    listener = a_listener()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8_192)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server._serve([listener]))
        await until(lambda: server.started)
        try:
            yield Serving(server, listener.getsockname()[1])
        finally:
            server.should_exit = True


def a_hello(**changes: object) -> Message:
    return {"type": "hello", "id": 1, "client": {"name": "test", "version": "1"}} | changes
