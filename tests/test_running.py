"""A process that is asked to stop stops, whatever became of its servers at that moment."""

import asyncio

from server.running import insist
from tests.waiting import until


async def test_a_loop_whose_cancellation_got_lost_is_cancelled_again() -> None:
    """As when a server goes away in the moment of the stop: asyncio.gather gives the error of one of its tasks."""
    asked, lost, never = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def asks_a_server() -> None:
        try:
            asked.set()
            await never.wait()
        except asyncio.CancelledError:
            raise ConnectionError("the server is gone") from None

    async def works_for_ever() -> None:
        try:
            await asyncio.gather(asks_a_server(), never.wait())
        except ConnectionError:
            lost.set()
        await never.wait()

    working, other = (asyncio.create_task(work()) for work in (works_for_ever, never.wait))
    await asked.wait()
    working.cancel()
    await lost.wait()
    assert not working.done(), "the reason to insist"
    insisting = asyncio.create_task(insist(0.01))
    try:
        await until(working.done)
        assert working.cancelled()
        assert not other.done(), "nobody asked it to end"
    finally:
        insisting.cancel()
        other.cancel()
        await asyncio.wait({insisting, other})
