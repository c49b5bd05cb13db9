"""Firefox by WebDriver BiDi, which it speaks itself: no driver beside it."""

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect

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
from tests.waiting import until

FIREFOX = "firefox-esr"
SAID = "WebDriver BiDi listening on "
# French, and no word to anybody outside.
PREFERENCES = """
user_pref("intl.accept_languages", "fr-FR");
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("app.update.enabled", false);
"""


class Firefox(Struct):
    """One tab."""

    socket: ClientConnection
    context: str = ""
    asked: int = 0

    async def go(self, url: str) -> None:
        """Open an address."""
        await self.call("browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def run(self, script: str) -> dict[str, Any]:
        """Run a function's body in the page."""
        answer = await self.call(
            "script.callFunction",
            functionDeclaration=f"() => {as_answer(script)}",
            target={"context": self.context},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        value: dict[str, Any] = json.loads(answer["result"]["value"])
        return value

    async def keys(self, *steps: str | float) -> None:
        """Play keys."""
        await self.call("input.performActions", context=self.context, actions=[key_actions(steps)])

    async def press(self, x: float, y: float, *, seconds: float = 0.0) -> None:
        """Press the mouse there."""
        await self.call("input.performActions", context=self.context, actions=[press_actions(x, y, seconds)])

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Ask, and wait for the answer; events in between are nothing to us."""
        self.asked += 1
        await self.socket.send(json.dumps({"id": self.asked, "method": method, "params": parameters}))
        async with asyncio.timeout(CALL_SECONDS):
            while True:
                message = json.loads(await self.socket.recv())
                if message.get("id") == self.asked:
                    assert message["type"] == "success", message
                    result: dict[str, Any] = message["result"]
                    return result


@asynccontextmanager
async def firefox() -> AsyncIterator[Firefox]:
    """Firefox without a screen, in a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="adjuge-firefox-", ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text(PREFERENCES)
        log = Path(profile) / "log"
        with log.open("wb") as told:
            process = await asyncio.create_subprocess_exec(
                FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0",
                env={**os.environ, "HOME": profile},
                stdout=asyncio.subprocess.DEVNULL,
                stderr=told,
            )  # fmt: skip
        try:
            address = await until(lambda: _address(log.read_text()), within_seconds=START_SECONDS)
            async with connect(f"{address}/session", max_size=None) as socket:
                yield await _opened(Firefox(socket=socket))
        finally:
            process.kill()
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()


def _address(log: str) -> str | None:
    return next((line.partition(SAID)[2].strip() for line in log.splitlines() if SAID in line), None)


async def _opened(browser: Firefox) -> Firefox:
    await browser.call("session.new", capabilities={})
    tree = await browser.call("browsingContext.getTree")
    browser.context = tree["contexts"][0]["context"]
    viewport = {"width": WIDTH, "height": HEIGHT}
    await browser.call("browsingContext.setViewport", context=browser.context, viewport=viewport)
    await browser.call("script.addPreloadScript", functionDeclaration=f"() => {{ {EARLY} }}")
    return browser
