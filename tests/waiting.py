"""Waiting for what happens elsewhere: in another process, in a database, behind a socket."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
MOMENT_SECONDS = 0.01


async def until(ask: Callable[[], T | Awaitable[T]], *, within_seconds: float = 10.0) -> T:
    """Ask again and again until the answer is true, and give it; AssertionError when the time is over."""
    deadline = time.monotonic() + within_seconds
    while True:
        asked = ask()
        answer = await asked if inspect.isawaitable(asked) else asked
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {within_seconds} s; the last answer was {answer!r}"
        await asyncio.sleep(MOMENT_SECONDS)
