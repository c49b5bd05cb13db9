"""WebKit, the engine of Safari, by its own driver: plain WebDriver over HTTP, on a screen that nobody sees."""

import asyncio
import json
import os
import signal
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from shlex import quote
from typing import Any

import httpx
from msgspec import Struct

from tests.e2e.engines.browser import (
    CALL_SECONDS,
    EARLY,
    HEIGHT,
    START_SECONDS,
    STOP_SECONDS,
    WIDTH,
    as_answer,
    key_actions,
    press_actions,
)
from tests.http import free_port
from tests.waiting import until

DRIVER = "WebKitWebDriver"
SCREEN = "Xvfb"
PYTHON = "/usr/bin/python3"
WINDOW = Path(__file__).with_name("webkit_window.py")


class WebKit(Struct, frozen=True, kw_only=True):
    """One window."""

    client: httpx.AsyncClient
    session: str

    async def go(self, url: str) -> None:
        """Open an address."""
        await self.call("url", url=url)

    async def run(self, script: str) -> dict[str, Any]:
        """Run a function's body in the page."""
        failed = "(fault) => done(JSON.stringify({ fault: String(fault) }))"
        body = f"const done = arguments[0]; {as_answer(script)}.then(done, {failed})"
        told = await self.call("execute/async", script=body, args=[])
        answer: dict[str, Any] = json.loads(told["value"])
        assert "fault" not in answer, answer
        return answer

    async def keys(self, *steps: str | float) -> None:
        """Play keys."""
        await self.call("actions", actions=[key_actions(steps)])

    async def press(self, x: float, y: float, *, seconds: float = 0.0) -> None:
        """Press the mouse there."""
        await self.call("actions", actions=[press_actions(x, y, seconds)])

    async def call(self, path: str, **body: object) -> dict[str, Any]:
        """Ask the driver."""
        answer = await self.client.post(f"/session/{self.session}/{path}", json=body)
        assert answer.status_code == httpx.codes.OK, answer.text
        told: dict[str, Any] = answer.json()
        return told


@asynccontextmanager
async def webkit() -> AsyncIterator[WebKit]:
    """WebKit in a window of its own, with nothing of an earlier one."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="adjuge-webkit-")))
        screen = await stack.enter_async_context(_screen())
        port = free_port()
        await stack.enter_async_context(_program(DRIVER, f"--port={port}", DISPLAY=screen, LC_ALL="C.UTF-8"))
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=CALL_SECONDS)
        await stack.enter_async_context(client)
        await until(lambda: _answers(client), within_seconds=START_SECONDS)
        options = {"binary": str(_starter(folder)), "args": list[str]()}
        made = await client.post(
            "/session", json={"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        )
        assert made.status_code == httpx.codes.OK, made.text
        yield WebKit(client=client, session=made.json()["value"]["sessionId"])


def _starter(folder: Path) -> Path:
    """The driver starts a program, with arguments of its own."""
    starter = folder / "window"
    words = " ".join(quote(word) for word in (PYTHON, str(WINDOW), str(WIDTH), str(HEIGHT), EARLY))
    starter.write_text(f"#!/bin/sh\nexec {words}\n")
    starter.chmod(starter.stat().st_mode | stat.S_IXUSR)
    return starter


@asynccontextmanager
async def _screen() -> AsyncIterator[str]:
    async with _program(SCREEN, "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp") as process:
        assert process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            number = (await process.stdout.readline()).decode().strip()
        yield f":{number}"


@asynccontextmanager
async def _program(*words: str, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *words,
        env={**os.environ, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/status")).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
