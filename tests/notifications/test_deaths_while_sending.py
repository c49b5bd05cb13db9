"""A mail whose worker is killed after any step of sending it.

It arrives once, or not at all and somebody is told so: never twice, and never lost without a word.
"""

import pytest

from server.notifications.channels import mailing
from server.notifications.outbox import channel_worker
from server.notifications.outbox.claiming import OutcomeWriter
from server.resources import Resources
from tests.notifications.deaths import Step, always, begins, delivered, outlived, something
from tests.notifications.outbox import a_mail, a_mail_server, posted, sending

STEPS = {
    "it was taken": Step(channel_worker, "claim", something, 1),
    "the server took its address": Step(mailing, "_to", always, 1),
    "its last word was announced": Step(OutcomeWriter, "_committed", begins, 0, "in_doubt"),
    "the server took it": Step(mailing, "_say", always, 1, "in_doubt"),
    "its delivery was written": Step(OutcomeWriter, "_committed", delivered, 1),
}


@pytest.mark.parametrize("name", STEPS)
async def test_a_mail_ends_well_whichever_step_a_worker_dies_after(
    resources: Resources, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    step = STEPS[name]
    async with a_mail_server() as server:
        await posted(resources.postgres, a_mail())
        row = await outlived(resources, monkeypatch, step, lambda: sending(resources, server))
        assert len(server.mails) == step.arrives
    assert row["last_error"] == step.given_up
    assert (row["abandoned_at"] is not None) == (step.given_up is not None)
    assert (row["delivered_at"] is not None) == (step.given_up is None)
