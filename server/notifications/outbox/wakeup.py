"""Hear the outbox ring: one listening connection per process wakes everybody who waits for letters."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Final, Never

import structlog

from server.kit.postgres import UNAVAILABLE, Connection

CHANNEL: Final = "outbox"
# A connection that died silently is noticed after this long; whoever waits looks by itself more often.
CHECK_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 1.0

log = structlog.get_logger()


class Bell:
    """Sets the event of each listener when letters were written, and when rings may have been missed."""

    def __init__(self) -> None:
        self._ears: list[asyncio.Event] = []

    def ear(self) -> asyncio.Event:
        """An event of one's own, set at each ring; its owner clears it before it looks."""
        made = asyncio.Event()
        self._ears.append(made)
        return made

    async def listen(self, connect: Callable[[], Awaitable[Connection]]) -> Never:
        """Listen for ever; `connect` opens the connection for it."""
        while True:
            try:
                async with AsyncExitStack() as stack:
                    connection = await connect()
                    stack.callback(connection.terminate)
                    await connection.add_listener(CHANNEL, self._ring)
                    self._ring()
                    while not connection.is_closed():
                        await asyncio.sleep(CHECK_SECONDS)
                        await connection.fetchval("SELECT 1")
            except UNAVAILABLE as error:
                log.warning("the outbox can't be heard", error=repr(error))
            await asyncio.sleep(PAUSE_SECONDS)

    def _ring(self, *_: object) -> None:
        for ear in self._ears:
            ear.set()


async def heard(ear: asyncio.Event, *, within_seconds: float) -> None:
    """Wait for the next ring, or long enough to look anyway."""
    try:
        async with asyncio.timeout(within_seconds):
            await ear.wait()
    except TimeoutError:
        return
