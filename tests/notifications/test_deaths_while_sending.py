"""A worker killed right after each step of sending a mail, and then silence: a new worker alone ends what was begun.

It arrives once, or not at all and somebody is told so: never twice, and never lost without a word.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec import Struct

from server.notifications import handing, mailing
from server.notifications.holding import Pen, Saying
from server.resources import Resources
from tests.notifications.postbox import a_mail, a_mail_server, posted, rows, sending, settled
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


def begins(_pen: Pen, said: Saying, _written: set[str]) -> bool:
    return any(words.handing_at for _, words, _ in said.values())


def delivered(_pen: Pen, said: Saying, _written: set[str]) -> bool:
    return any(words.delivered_at for _, words, _ in said.values())


STEPS = {
    "it was taken": Step(handing, "take", something, 1),
    "the server took its address": Step(mailing, "_to", always, 1),
    "its last word was announced": Step(Pen, "_committed", begins, 0, "in_doubt"),
    "the server took it": Step(mailing, "_say", always, 1, "in_doubt"),
    "its delivery was written": Step(Pen, "_committed", delivered, 1),
}


def dying_after(step: Step) -> Callable[..., Awaitable[Any]]:
    act: Callable[..., Awaitable[Any]] = getattr(step.where, step.name)

    async def done_and_dead(*given: Any) -> Any:  # noqa: ANN401 — stands for any step
        result = await act(*given)
        if step.meant(*given, result):
            raise Killed
        return result

    return done_and_dead


@pytest.mark.parametrize("name", STEPS)
async def test_a_mail_ends_well_whichever_step_a_worker_dies_after(
    resources: Resources, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    step = STEPS[name]
    async with a_mail_server() as server:
        await posted(resources.postgres, a_mail())
        with monkeypatch.context() as patch, pytest.raises(BaseExceptionGroup) as ended:
            patch.setattr(step.where, step.name, dying_after(step))
            async with sending(resources, server):
                await asyncio.Event().wait()
        assert ended.group_contains(Killed)
        # A minute passes, and what the dead one held comes back.
        await resources.postgres.execute("UPDATE outbox SET held_until = now() WHERE held_until IS NOT NULL")
        async with sending(resources, server):
            await until(lambda: settled(resources.postgres))
        (row,) = await rows(resources.postgres)
        assert len(server.mails) == step.arrives
    assert row["last_error"] == step.given_up
    assert (row["abandoned_at"] is not None) == (step.given_up is not None)
    assert (row["delivered_at"] is not None) == (step.given_up is None)
