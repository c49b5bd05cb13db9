"""A loop goes on while a server is away, and ends by a mistake of ours."""

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from server.kit.loops import repeat


class Rounds:
    """Fails as it is told, round by round, then waits to be cancelled."""

    def __init__(self, *ends: Exception | None) -> None:
        self.ends = list(ends)
        self.done = 0

    async def work(self) -> None:
        if not self.ends:
            await asyncio.Event().wait()
        end = self.ends.pop(0)
        if end is not None:
            raise end
        self.done += 1


async def test_a_round_that_fails_for_a_server_is_logged_and_the_next_one_is_done() -> None:
    rounds = Rounds(None, OSError("gone"), None)
    with capture_logs() as lines, pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await repeat(rounds.work, every=0.0, failed="nothing was swept")
    assert rounds.done == 2
    assert [(line["event"], line["error"]) for line in lines] == [("nothing was swept", "OSError('gone')")]


async def test_a_mistake_ends_it() -> None:
    rounds = Rounds(None, ValueError("ours"), None)
    with pytest.raises(ValueError, match="ours"):
        await repeat(rounds.work, every=0.0, failed="")
    assert rounds.done == 1


@pytest.mark.parametrize(("at_once", "rests"), [(True, 2), (False, 3)])
async def test_it_rests_between_rounds_and_before_the_first_unless_told(*, at_once: bool, rests: int) -> None:
    rested: list[float] = []

    def seconds() -> float:
        rested.append(0.0)
        return 0.0

    every: Callable[[], float] = seconds
    with pytest.raises(LookupError):
        await repeat(Rounds(None, None, LookupError()).work, every=every, failed="", at_once=at_once)
    assert len(rested) == rests
