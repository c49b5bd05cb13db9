"""Run what is done again and again beside everything else, until it is cancelled."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Never

import structlog

from server.kit.postgres import UNAVAILABLE

log = structlog.get_logger()


async def repeat(
    work: Callable[[], Awaitable[object]],
    *,
    every: float | Callable[[], float],
    failed: str,
    away: tuple[type[Exception], ...] = UNAVAILABLE,
    at_once: bool = False,
) -> Never:
    """Rest, do the work, and again; `at_once` begins with the work.

    Args:
        work: one round; a round that fails is not made up for, so each does whatever is due.
        every: how long to rest, in seconds, or what says so after each round.
        failed: what to log where a round ends with an error of `away`; any other error ends the loop.
        away: the errors of servers that will be back.
        at_once: the first round needn't wait.

    """
    rests = not at_once
    while True:
        if rests:
            await asyncio.sleep(every if isinstance(every, (int, float)) else every())
        rests = True
        try:
            await work()
        except away as error:
            log.warning(failed, error=repr(error))
