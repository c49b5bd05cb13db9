"""The demonstration as a visitor starts it, and Chromium to look at it with.

seeded          the data of a first start, whose auction of the past is over; every demonstration has a copy
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
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import httpx
import pytest_asyncio
from msgspec import Struct
from playwright.async_api import Browser, ConsoleMessage, Page, ViewportSize, async_playwright

from tests.waiting import until

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
PAST_SECONDS = 60.0
PATIENCE_MS = 15_000

Device = Literal["desktop", "phone"]
Scheme = Literal["light", "dark"]
SCREENS: dict[Device, ViewportSize] = {
    "desktop": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
REFUSED = (("401", "/api/session"),)
ADDRESS = re.compile(r"http://localhost:\d+")


class Demonstration(Struct, frozen=True, kw_only=True):
    """A running product."""

    base_url: str
    pid: int
    data: Path

    @property
    def database_url(self) -> str:
        """Of its own Postgres."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.data / 'postgres'), safe='')}"

    @property
    def valkey_url(self) -> str:
        """Of its own Valkey."""
        return f"unix://{self.data / 'valkey.sock'}"


Visit = Callable[..., Awaitable[Page]]


@asynccontextmanager
async def running_demonstration(seeded: Path, **variables: str) -> AsyncIterator[Demonstration]:
    """The product on a copy of these data, with these variables in its environment.

    Nobody photographs its cars meanwhile, nobody bids: what a test changes, nobody else does.
    """
    with _data_folder() as folder:
        copying = await asyncio.create_subprocess_exec("cp", "-a", f"{seeded}/.", folder)  # with its files' owners
        assert await copying.wait() == 0
        async with _running(folder, **variables) as running:
            yield running


@asynccontextmanager
async def _running(folder: Path, **variables: str) -> AsyncIterator[Demonstration]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", "demo", "--no-pictures", "--no-bots", "--port", "0", "--data", folder),
        env={**os.environ, "ADJUGE_DEMO_PASSWORD": PASSWORD, **variables},
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            address = await _address(process)
        yield Demonstration(base_url=address, pid=process.pid, data=folder)
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()


def _client(demonstration: Demonstration) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=demonstration.base_url, timeout=STOP_SECONDS)


@contextmanager
def _data_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="adjuge-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        if found := ADDRESS.search(line.decode()):
            return found.group()
    raise AssertionError("the demonstration did not start")


@pytest_asyncio.fixture(scope="session")
async def seeded() -> AsyncIterator[Path]:
    with _data_folder() as folder:
        async with _running(folder) as first, _client(first) as chef:
            signed_in = await chef.post("/api/session", json={"email": "chef@demo.example", "password": PASSWORD})
            assert signed_in.is_success, signed_in.text

            async def past_is_over() -> bool:
                return bool((await chef.get("/api/offers")).json()["items"])

            await until(past_is_over, within_seconds=PAST_SECONDS)
        yield folder


@pytest_asyncio.fixture(scope="module")
async def demonstration(seeded: Path) -> AsyncIterator[Demonstration]:
    async with running_demonstration(seeded) as running:
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
        context.on("console", lambda message: complaints.extend(_complaints(message)))
        context.on("weberror", lambda error: complaints.append(f"uncaught: {error.error}"))
        page = await context.new_page()
        if who is not None:
            await sign_in(page, who)
        return page

    yield visit
    for context in list(chromium.contexts):
        await context.close()
    assert not complaints, complaints


def _complaints(message: ConsoleMessage) -> list[str]:
    """Errors and warnings, but for the browser's own word on a refusal that belongs to the act.

    A sign-in without a code is refused.
    """
    url = message.location.get("url", "")
    refused = any(status in message.text and url.endswith(path) for status, path in REFUSED)
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
