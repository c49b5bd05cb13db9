"""A worker killed right after a step of sending, and then silence: a new worker alone ends what was begun."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from msgspec import Struct

from server.kit.rows import Row
from server.notifications.outbox import channel_worker
from server.notifications.outbox.claiming import OutcomeWriter, Pending
from server.resources import Resources
from tests.notifications.outbox import rows, settled
from tests.waiting import until


class Killed(BaseException):
    """The process died here."""


class Step(Struct, frozen=True):
    """What is done when the worker dies, when it is the doing that is meant, and what has to come of the mail."""

    where: object
    name: str
    meant: Callable[..., bool]
    arrives: int
    given_up: str | None = None


def always(*_: object) -> bool:
    return True


def something(*said: object) -> bool:
    """Its answer isn't empty."""
    return bool(said[-1])


def begins(_writer: OutcomeWriter, said: Pending, _written: set[str]) -> bool:
    return any(words.handing_at for _, words, _ in said.values())


def delivered(_writer: OutcomeWriter, said: Pending, _written: set[str]) -> bool:
    return any(words.delivered_at for _, words, _ in said.values())


def dying_after(step: Step) -> Callable[..., Awaitable[Any]]:
    act: Callable[..., Awaitable[Any]] = getattr(step.where, step.name)

    async def done_and_dead(*given: Any) -> Any:  # noqa: ANN401 — stands for any step
        result = await act(*given)
        if step.meant(*given, result):
            raise Killed
        return result

    return done_and_dead


async def outlived(
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
    step: Step,
    at_work: Callable[[], AbstractAsyncContextManager[None]],
) -> Row:
    """What became of the one message in the outbox: a worker died after this step, and another took its place."""
    with monkeypatch.context() as patch, pytest.raises(BaseExceptionGroup) as ended:
        patch.setattr(step.where, step.name, dying_after(step))
        async with at_work():
            await asyncio.Event().wait()
    assert ended.group_contains(Killed)
    # A minute passes, and what the dead one held comes back.
    await resources.postgres.execute("UPDATE outbox SET held_until = now() WHERE held_until IS NOT NULL")
    async with at_work():
        await until(lambda: settled(resources.postgres))
    (row,) = await rows(resources.postgres)
    return row


def steps_of(sender: object) -> dict[str, Step]:
    """Where a worker may die that hands over by `sender.send`: after it was taken twice is told from once by its id."""
    return {
        "it was taken": Step(channel_worker, "claim", something, 1),
        "the other side took it": Step(sender, "send", always, 2),
        "its delivery was written": Step(OutcomeWriter, "_committed", delivered, 1),
    }
