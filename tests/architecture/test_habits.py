"""Habits of the house that a machine can see."""

import re
import subprocess
import sys

from tests.architecture.tree import ROOT, lines, shown, within

SLEEP = re.compile(r"\bsleep\((?!0\))|\bwait_for_timeout\(")
MAY_SLEEP = {
    "tests/waiting.py": "asks again after a moment, with a limit; everybody else uses it",
    "tests/auctions/comparing.py": "lets the book's clock move on between commands: how long is part of the example",
    "tests/chaos/bidder.py": "people take their time between bids",
    "tests/chaos/racing.py": "aims at the millisecond of a close",
    "tests/chaos/storm.py": "faults last and come as chance has it",
    "tests/chaos/test_storms.py": "faults last and come as chance has it",
    "tests/realtime/test_slow_readers.py": "the slow reader is slow",
}
"""Files whose sleep is not a wait for something to have happened, each with its reason."""

EMPTY_NAMES = re.compile(r"class \w*(?:Service|Manager|Helper|Utils?|Base|Impl)\b")
SWITCHED_OFF = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail)|(?:test|it|describe)\.(?:skip|only|todo)\(")


def found(pattern: re.Pattern[str], *where: str) -> list[str]:
    return [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in within(*where)
        if path.name != "test_habits.py" and shown(path) not in MAY_SLEEP
        for number, line in enumerate(lines(path), start=1)
        if pattern.search(line)
    ]


def test_a_test_waits_for_the_event_and_does_not_sleep() -> None:
    assert not found(SLEEP, "tests/**/*.py")


def test_a_file_that_may_sleep_is_there() -> None:
    assert not [name for name in MAY_SLEEP if not (ROOT / name).is_file()]


def test_no_test_is_switched_off() -> None:
    assert not found(SWITCHED_OFF, "tests/**/*.py", "web/**/*.test.ts")


def test_a_class_is_named_for_what_it_holds() -> None:
    assert not found(EMPTY_NAMES, "server/**/*.py")


def test_every_pool_is_the_one_in_which_nobody_waits_for_ever() -> None:
    """Only server/kit/postgres.py makes pools and connections, each with its limits."""
    made = found(re.compile(r"\bcreate_pool\(|\basyncpg\.connect\(|\bPool\("), "server/**/*.py")
    assert [line.split(":")[0] for line in made] == ["server/kit/postgres.py"], made


def test_nothing_is_left_for_later() -> None:
    assert not found(
        re.compile(r"\b(?:TODO|FIXME|XXX)\b"), "server/**/*", "web/src/**/*", "tests/**/*.py", "bench/**/*"
    )


def test_generated_files_are_fresh() -> None:
    command = [sys.executable, "-m", "server.protocol.generate", "--check"]
    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_only_rest_says_how_a_refusal_looks_by_http() -> None:
    """A slice raises `Refusal(Code.X)`; its status and words are in server/rest/refusals.py and wording.py."""
    by_http = re.compile(
        r"\brest(?:\.| import )(?:problems|refusals|wording)\b|\bProblem\b|litestar\.exceptions|status_code=[45]\d\d"
    )
    named = {line.split(":")[0] for line in found(by_http, "server/**/*.py")}
    assert {name for name in named if not name.startswith("server/rest/")} == {"server/app.py", "server/health.py"}


def test_the_web_takes_no_words_of_the_server_apart() -> None:
    """What a screen does hangs on `code` and `facts`; `detail` is shown as it is, or not at all."""
    assert not found(re.compile(r"\bdetail(?:\?|!)?\.\w+\("), "web/src/**/*.ts", "web/src/**/*.svelte")
