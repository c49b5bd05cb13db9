"""The Lua and the oracle agree on every reply, entry and key, whatever happens in whatever order.

Hypothesis looks for the shortest history on which they differ; a long walk through likely evenings goes deeper.
`ADJUGE_PROVE_STEPS` sets how many steps are taken in all; every run takes some of another seed. A million take some 20
minutes, so that the limit on a test that hangs has to go: `pytest -o faulthandler_timeout=0
tests/auctions/test_order_book_machine.py`.
"""

import os
from random import Random

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from server.embedded.valkey import ValkeyServer
from tests.auctions.comparing import Comparing

PROVE_STEPS = os.environ.get("ADJUGE_PROVE_STEPS")
STEPS = int(PROVE_STEPS or 20_000)
STEPS_PER_RUN = 50
SHARE_OF_HYPOTHESIS = 0.2
PARTS = 4
"""Of the long walk, so that none comes near the limit on a test that hangs, busy as the machine may be."""

WEIGHTS = {
    "place_bid": 8,
    "set_maximum": 5,
    "change_a_maximum": 3,
    "answer_sealed": 4,
    "manage_a_lot": 3,
    "manage_an_auction": 2,
    "set_limits": 2,
    "release": 1,
    "send_again": 2,
    "tick": 3,
    "time_passes": 2,
    "open_another": 1,
    "lose_and_rebuild": 1,
}


def a_machine(server: ValkeyServer) -> type[Comparing]:
    class Machine(Comparing):
        url = server.url

    return Machine


@pytest.mark.parametrize("part", range(PARTS))
def test_no_likely_evening_makes_them_differ(book_server: ValkeyServer, seed: int, part: int) -> None:
    machine = a_machine(book_server)
    for run in range(part, int(STEPS * (1 - SHARE_OF_HYPOTHESIS)) // STEPS_PER_RUN, PARTS):
        dice = Random(f"{seed} {run}")
        evening = machine()
        evening.open_first(dice.getrandbits(32))
        done: list[str] = []
        for name in dice.choices(list(WEIGHTS), list(WEIGHTS.values()), k=STEPS_PER_RUN):
            done.append(name)
            try:
                getattr(evening, name)(dice.getrandbits(32))
            except BaseException:
                print(f"seed {seed}, run {run}: {', '.join(done)}")
                evening.pair.close()
                raise
        evening.teardown()


def test_no_short_history_makes_them_differ(book_server: ValkeyServer) -> None:
    runs = max(1, int(STEPS * SHARE_OF_HYPOTHESIS) // STEPS_PER_RUN)
    # Histories run in real time, so shortening one takes minutes: too long for a test that may not hang.
    phases = list(Phase) if PROVE_STEPS else [Phase.reuse, Phase.generate]
    chosen = settings(max_examples=runs, stateful_step_count=STEPS_PER_RUN, phases=phases)
    run_state_machine_as_test(a_machine(book_server), settings=chosen)
