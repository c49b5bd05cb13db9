"""The acts that cost money, in the two engines that Playwright can't drive: WebKit, which is every iPhone, and Firefox.

One walk each, on a phone's width, of a pro who signs in, bids by confirmation and by holding, is outbid and loses its
connection; of a dealer who scrolls to its last car; and of a browser as old as the floor that README names.
"""

import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from tests.e2e.engines.browser import Browser
from tests.e2e.engines.firefox import firefox
from tests.e2e.engines.webkit import webkit
from tests.e2e.stage import PASSWORD, Demonstration
from tests.waiting import until

ENGINES = {"webkit": (webkit, "topusedcars"), "firefox": (firefox, "bonneoccaze")}
PAGES = (
    "/ventes",
    "/ventes/{sale}?lot=1",
    "/ventes/{sale}/lots/1",
    "/cotations",
    "/mes-encheres",
    "/achats",
    "/profil",
)
SECONDS = 20.0
MAIN = ".quick button.main"
HELD = 0.9
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    """Which one."""
    return str(request.param)


@pytest_asyncio.fixture
async def window(engine: str) -> AsyncIterator[Browser]:
    """A window of it; no script of any page may have failed in the end."""
    start, _ = ENGINES[engine]
    async with start() as opened:
        yield opened
        assert await opened.run("return window.faults ?? []") == {"value": []}


class Walker:
    """Somebody in front of the window."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser = browser
        self.base_url = base_url

    async def open(self, path: str) -> None:
        """Go there, and wait for its title."""
        await self.browser.go(self.base_url + path)
        await self.sees("document.querySelector('h1')")

    async def value(self, what: str) -> Any:  # noqa: ANN401, whatever the page says
        """Of an expression of the page."""
        return (await self.browser.run(f"return {what}"))["value"]

    async def sees(self, what: str) -> None:
        """Wait until this expression of the page is true."""
        await until(lambda: self.value(f"Boolean({what})"), within_seconds=SECONDS)

    async def reads(self, text: str) -> None:
        """Wait until this text is seen in the page."""
        await self.sees(f"document.querySelector('main').innerText.includes({json.dumps(text)})")

    async def press(self, selector: str, *, seconds: float = 0.0) -> None:
        """Press the middle of it, once it can be."""
        named = json.dumps(selector)
        await self.sees(f"document.querySelector({named})?.disabled === false")
        box = await self.value(f"document.querySelector({named}).getBoundingClientRect().toJSON()")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await self.browser.press(x, y, seconds=seconds)

    async def sign_in(self, who: str) -> None:
        """By the form."""
        await self.open("/connexion")
        await self.browser.run(
            f"""
            for (const [type, text] of [['email', '{who}@demo.example'], ['password', '{PASSWORD}']]) {{
              const input = document.querySelector(`input[type=${{type}}]`);
              input.value = text;
              input.dispatchEvent(new Event('input', {{ bubbles: true }}));
            }}
            document.querySelector('input[type=password]').focus();
            """
        )
        await self.browser.keys("+Enter", "-Enter")
        await self.sees("location.pathname !== '/connexion'")

    async def armed(self) -> bool:
        """Whether the first amount waits to be confirmed."""
        return bool(await self.value(f"document.querySelector('{MAIN}').classList.contains('armed')"))


@pytest_asyncio.fixture
async def walker(window: Browser, demonstration: Demonstration) -> Walker:
    """In front of it, at the demonstration."""
    return Walker(window, demonstration.base_url)


class Rival:
    """Another pro, who bids by HTTP."""

    def __init__(self, client: httpx.AsyncClient, sale: str) -> None:
        self.client = client
        self.sale = sale

    async def outbids(self) -> None:
        """Bid the least that is accepted."""
        lots = (await self.client.get(f"/api/auctions/{self.sale}")).json()["lots"]
        bid = {"amount_cents": lots[0]["next_min_cents"]}
        key = {"Idempotency-Key": str(uuid4())}
        answer = await self.client.post(f"/api/auctions/{self.sale}/lots/1/bids", json=bid, headers=key)
        assert answer.json()["status"] == "accepted", answer.text


@pytest_asyncio.fixture
async def rival(demonstration: Demonstration) -> AsyncIterator[Rival]:
    """Signed in, in a running sale of single cars."""
    async with httpx.AsyncClient(base_url=demonstration.base_url, timeout=SECONDS) as client:
        signed_in = await client.post("/api/session", json={"email": "auto71@demo.example", "password": PASSWORD})
        assert signed_in.is_success, signed_in.text
        sales = await client.get("/api/auctions", params={"state": "open", "kind": "per_unit"})
        yield Rival(client, sales.json()["items"][0]["id"])


async def test_a_pro_bids_is_outbid_and_reconnects(
    engine: str, walker: Walker, rival: Rival, demonstration: Demonstration
) -> None:
    browser = walker.browser
    await walker.sign_in(ENGINES[engine][1])
    for page in PAGES:
        await walker.open(page.format(sale=rival.sale))
        assert await walker.value(OVERFLOW) <= 0, page

    await walker.open(f"/ventes/{rival.sale}?lot=1")
    await walker.sees(f"document.querySelector('{MAIN}')?.disabled === false")
    # By a driver's keys Firefox presses no button.
    if engine == "webkit":
        await browser.run(f"document.querySelector('{MAIN}').focus()")
        await browser.keys("+Enter", HELD, "+Enter", "+Enter", "-Enter")
        assert await walker.armed(), "a held key confirmed"
        await browser.keys(0.1, "+Enter", "-Enter")
    else:
        await walker.press(MAIN, seconds=HELD)
    await walker.reads("En tête")

    await rival.outbids()
    await walker.reads("Dépassé")
    await walker.press(MAIN)
    assert await walker.armed(), "one press was enough"
    await walker.press(MAIN, seconds=0.4)
    await walker.reads("En tête")

    await rival.outbids()
    await walker.reads("Dépassé")
    await walker.press(MAIN, seconds=HELD)
    await walker.reads("En tête")

    await rival.outbids()
    await walker.reads("Dépassé")
    server = _server(demonstration)
    os.kill(server, signal.SIGSTOP)
    try:
        await walker.sees(f"document.querySelector('{MAIN}').disabled")
    finally:
        os.kill(server, signal.SIGCONT)
    await walker.press(MAIN)
    assert await walker.armed()


def _server(demonstration: Demonstration) -> int:
    """The process of the demonstration that serves."""
    of_it = Path(f"/proc/{demonstration.pid}/task/{demonstration.pid}/children").read_text(encoding="utf-8").split()
    return next(int(pid) for pid in of_it if b"\0serve\0" in Path(f"/proc/{pid}/cmdline").read_bytes())


async def test_a_dealer_scrolls_to_the_last_car_and_an_old_browser_reads_everything(walker: Walker) -> None:
    await walker.open("/connexion")
    await walker.browser.run("window.name = 'old'")
    await walker.sign_in("chef")
    await walker.open("/stock")
    assert await walker.value("AbortSignal.any === undefined && !('onscrollend' in window)")
    await walker.sees("document.querySelector('[aria-rowindex]')")
    count = int(await walker.value("document.querySelector('[aria-rowcount]').getAttribute('aria-rowcount')"))
    assert count > 300
    await walker.sees(
        f"document.querySelector('[aria-rowindex=\"{count}\"]') ?? "
        "void document.querySelectorAll('*').forEach((each) => each.scrollTo?.(0, each.scrollHeight))"
    )
