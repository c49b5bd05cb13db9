"""Wake the workers of a process when messages were written: one listening connection sets the event of each."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Final, Never

import structlog

from server.kit.postgres import UNAVAILABLE, Connection

CHANNEL: Final = "outbox"
# A connection that died silently is noticed after this long; workers look by themselves more often.
CHECK_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 1.0

log = structlog.get_logger()


class Wakeup:
    """Sets the event of each subscriber when messages were written, and when notice of some may have been missed."""

    def __init__(self) -> None:
        self._subscribers: list[asyncio.Event] = []

    def subscribe(self) -> asyncio.Event:
        """An event that is set whenever messages were written; its owner clears it before it looks."""
        made = asyncio.Event()
        self._subscribers.append(made)
        return made

    async def listen(self, connect: Callable[[], Awaitable[Connection]]) -> Never:
        """Listen for ever; `connect` opens the connection for it."""
        while True:
            try:
                async with AsyncExitStack() as stack:
                    connection = await connect()
                    stack.callback(connection.terminate)
                    await connection.add_listener(CHANNEL, self._wake)
                    self._wake()
                    while not connection.is_closed():
                        await asyncio.sleep(CHECK_SECONDS)
                        await connection.fetchval("SELECT 1")
            except UNAVAILABLE as error:
                log.warning("the outbox can't be listened to", error=repr(error))
            await asyncio.sleep(PAUSE_SECONDS)

    def _wake(self, *_: object) -> None:
        for event in self._subscribers:
            event.set()


async def wait(event: asyncio.Event, *, within_seconds: float) -> None:
    """Wait until the event is set, or long enough to look anyway."""
    try:
        async with asyncio.timeout(within_seconds):
            await event.wait()
    except TimeoutError:
        return
