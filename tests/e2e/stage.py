"""The demonstration as a visitor starts it, and Chromium to look at it with.

demonstration   `adjuge demo --no-bots` on a free port, a process of its own, for one test module
chromium        Debian's browser
visit           a page of somebody signed in: desktop or phone, light or dark; its console is read at the end
"""

import asyncio
import os
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest_asyncio
from msgspec import Struct
from playwright.async_api import Browser, ConsoleMessage, Page, ViewportSize, async_playwright

CHROMIUM = "/usr/bin/chromium"
# A closed network refuses what a browser likes to say at its start; root has no sandbox to give it.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PASSWORD = "quai-tilleul-verte"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
PATIENCE_MS = 15_000

Device = Literal["desktop", "phone"]
Scheme = Literal["light", "dark"]
SCREENS: dict[Device, ViewportSize] = {
    "desktop": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
ADDRESS = re.compile(r"http://localhost:\d+")


class Demonstration(Struct, frozen=True, kw_only=True):
    """A running product."""

    base_url: str
    pid: int


Visit = Callable[..., Awaitable[Page]]


@asynccontextmanager
async def running_demonstration(*words: str, **variables: str) -> AsyncIterator[Demonstration]:
    """The product with these words on its command line, and these variables in its environment.

    Nobody photographs its cars meanwhile: what a test changes, nobody else does.
    """
    with tempfile.TemporaryDirectory(prefix="adjuge-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.cli", "demo", "--no-pictures", "--port", "0", "--data", folder, *words,
            env={**os.environ, "ADJUGE_DEMO_PASSWORD": PASSWORD, **variables},
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        try:
            async with asyncio.timeout(START_SECONDS):
                address = await _address(process)
            yield Demonstration(base_url=address, pid=process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        if found := ADDRESS.search(line.decode()):
            return found.group()
    raise AssertionError("the demonstration did not start")


@pytest_asyncio.fixture(scope="module")
async def demonstration() -> AsyncIterator[Demonstration]:
    async with running_demonstration("--no-bots") as running:
        yield running


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def visit(chromium: Browser, demonstration: Demonstration) -> AsyncIterator[Visit]:
    complaints: list[str] = []

    async def visit(who: str | None, device: Device = "desktop", scheme: Scheme = "light") -> Page:
        context = await chromium.new_context(
            base_url=demonstration.base_url,
            viewport=SCREENS[device],
            color_scheme=scheme,
            locale="fr-FR",
            is_mobile=device == "phone",
            has_touch=device == "phone",
        )
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("console", lambda message: complaints.extend(_complaints(message)))
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
        if who is not None:
            await sign_in(page, who)
        return page

    yield visit
    for context in list(chromium.contexts):
        await context.close()
    assert not complaints, complaints


def _complaints(message: ConsoleMessage) -> list[str]:
    """Errors and warnings, but for the browser's own word on a sign-in that is refused, as one without a code is."""
    url = message.location.get("url", "")
    refused = "401" in message.text and url.endswith("/api/session")
    return [f"{message.type}: {message.text} {url}"] if message.type in {"error", "warning"} and not refused else []


async def sign_in(page: Page, who: str) -> None:
    await page.goto("/connexion")
    await page.get_by_label("Adresse e-mail").fill(f"{who}@demo.example")
    await page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await page.wait_for_url(re.compile(r"/(ventes)?$"))


async def launched(dealer: Page) -> None:
    """Look at the review of the new sale, and send it without waiting for the seconds in which it can be undone."""
    await dealer.get_by_role("button", name="Lancer la vente").click()
    review = dealer.get_by_role("dialog")
    await review.get_by_role("button", name="Lancer la vente").click()
    await review.get_by_role("button", name="Annuler l’envoi").click()
    await review.get_by_role("button", name="Lancer la vente").click()
    await review.get_by_role("button", name="Envoyer tout de suite").click()
