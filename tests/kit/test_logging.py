"""Logs: one shape for our lines and the libraries', readable by machines in production."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from asyncpg import pool

from server.kit.logging import POOL, blank_secrets, in_one_line

SCRIPT = """
import logging, structlog
from server.kit.logging import configure_logging
configure_logging(form={form!r}, level={level!r}, process="test")
ours, theirs = structlog.get_logger(), logging.getLogger("some.library")
secret = "hunter2"
ours.debug("whispered")
with structlog.contextvars.bound_contextvars(request_id="r1"):
    ours.info("said", amount_cents=1, odd=object, path="/mot-de-passe/pwd_" + "x" * 43)
theirs.warning("theirs %s", "formatted")
logging.getLogger("uvicorn").info("talk")
try:
    raise LookupError("the reason")
except LookupError:
    ours.exception("failed")
theirs.error("asked for /api/invitations/inv_%s", "y" * 43)
"""


def lines(*, form: str, level: str = "info") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(form=form, level=level)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_production_writes_one_object_a_line_for_us_and_for_libraries() -> None:
    said, theirs, failed, leaking = (json.loads(line) for line in lines(form="json"))
    assert said["event"] == "said"
    assert (said["level"], said["process"], said["request_id"], said["amount_cents"]) == ("info", "test", "r1", 1)
    assert said["timestamp"].endswith("Z")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("theirs formatted", "warning", "some.library")
    assert "request_id" not in theirs
    assert (said["path"], leaking["event"]) == ("/mot-de-passe/pwd_…", "asked for /api/invitations/inv_…")
    assert 'LookupError("the reason")' in failed["exception"] or "LookupError: the reason" in failed["exception"]


def test_the_level_is_a_threshold_for_all() -> None:
    assert [json.loads(line)["event"] for line in lines(form="json", level="error")][:1] == ["failed"]
    assert json.loads(lines(form="json", level="debug")[0])["event"] == "whispered"


def test_the_console_shows_traces_but_never_what_variables_hold() -> None:
    shown = "\n".join(lines(form="console"))
    assert "LookupError: the reason" in shown
    assert "theirs formatted" in shown
    assert "hunter2" not in shown


def test_a_link_in_an_address_is_blanked() -> None:
    token = "Ab3_-" * 9
    for path, shown in {
        f"/api/invitations/inv_{token}/accept": "/api/invitations/inv_…/accept",
        f"/mot-de-passe/pwd_{token}": "/mot-de-passe/pwd_…",
        "/api/lots/01a20e6c-4570-7362-8f28-0fd75a3db4e5": "/api/lots/01a20e6c-4570-7362-8f28-0fd75a3db4e5",
    }.items():
        assert blank_secrets(None, "info", {"path": path})["path"] == shown


def test_a_pool_without_its_server_writes_a_line_and_no_trace() -> None:
    assert pool.logger.name == POOL
    error = ConnectionRefusedError("nobody listens")
    trace = (type(error), error, None)
    record = logging.LogRecord(POOL, logging.WARNING, "pool.py", 1, "no %s", ("floor",), trace)
    assert in_one_line(record)
    assert record.getMessage() == "no floor: ConnectionRefusedError('nobody listens')"
    assert record.exc_info is None
