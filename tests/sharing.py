"""Two pytest processes share a whole run by files (`-n 2`); those of ALONE come last, and one has the machine for them.

What measures time, or keeps both cores busy by itself, would tell of its neighbour. Everything else only waits less.
"""

import pytest
from typing_extensions import override
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

ALONE = ("tests/chaos/",)
LONGEST = (
    "tests/e2e/test_every_page_is_accessible.py",
    "tests/e2e/test_organisations_are_accessible.py",
    "tests/auctions/test_order_book_machine.py",
    "tests/e2e/",
    "tests/api/test_schemathesis.py",
    "tests/auctions/test_secrecy.py",
)
"""First and in this order, so that none is what the other process waits for; what takes seconds fills the end."""

LOST = pytest.StashKey[bool]()


class Sharing(LoadFileScheduling):
    """Hands out files in the order collected; who finds only those of ALONE leaves, but for the last."""

    @override
    def _reschedule(self, node: WorkerController) -> None:
        if len(self.nodes) > 1 and self.workqueue and all(name.startswith(ALONE) for name in self.workqueue):
            if any(other is not node and not other.shutting_down for other in self.nodes):
                node.shutdown()
            return
        super()._reschedule(node)

    @override
    def remove_node(self, node: WorkerController) -> str | None:
        crashed = super().remove_node(node)
        for left in self.nodes:
            self._reschedule(left)
        return crashed


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    return Sharing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (item.nodeid.startswith(ALONE), place(item.nodeid)))


def place(nodeid: str) -> int:
    """Where a test comes: that of its file in LONGEST, or after all of them."""
    return next((n for n, name in enumerate(LONGEST) if nodeid.startswith(name)), len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    if error:
        node.config.stash[LOST] = True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a run that lost a process fail, even if no test was running in it."""
    if session.config.stash.get(LOST, False) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
