"""axe on every page of every role, on both screens and in both schemes: WCAG 2.2 AA without a violation.

A page that is wider than its screen counts as one: a phone would show all of it small.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import FilePayload, Page, ViewportSize, expect

from tests.e2e.stage import SCREENS, Device, Scheme, Visit
from tests.stock.pictures import a_jpeg
from tests.waiting import until

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # Of what is right axe would otherwise tell every element, at twice the time.
    "resultTypes": ["violations"],
}
TABS = 2
"""Of one person: while one waits until its page is still, axe looks at the other."""

Where = TypeVar("Where")
DEALER = (
    "/",
    "/ventes-stock",
    "/ventes-stock/nouvelle",
    "/ventes-stock/nouvelle?vehicules={car}",
    "/ventes-stock/{auction}",
    "/ventes-stock/{auction}?onglet=historique",
    "/ventes-stock/{closed}",
    "/reprises",
    "/reprises/nouvelle",
    "/reprises/{trade_in}",
    "/stock",
    "/stock?q=introuvable",
    "/stock/nouveau",
    "/stock/import",
    "/stock/modeles",
    "/stock/police",
    "/stock/{car}",
    "/stock/{car}/modifier",
    "/offres/{offer}",
)
PRO = (
    "/ventes",
    "/ventes/{auction}",
    "/ventes/{auction}/lots/1",
    "/cotations",
    "/cotations/{quotation}",
    "/mes-encheres",
    "/achats",
)
PUBLIC = ("/connexion", "/confidentialite", "/nulle-part")
ASK = """async () => {
    const send = async (path, body) => (await fetch(path, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    })).json();
    const { entities: [entity] } = await (await fetch("/api/session")).json();
    const place = { entity_id: entity.id, point_of_sale_id: entity.points_of_sale[0].id };
    const car = { make: "RENAULT", model: "CLIO IV", plate: "AB123CD", vin: "VF15RPN0A54321876" };
    const made = await send("/api/trade-ins", { ...place, ...car });
    const asked = await send(`/api/trade-ins/${made.id}/quotation`, { comment_for_pros: "Deux clés." });
    return { trade_in: asked.id, quotation: asked.quotation.auction_id };
}"""
ARRIVED_MS = 60_000
SMALL: ViewportSize = {"width": 320, "height": 568}
FIRST_CAR = "async (path) => (await (await fetch(path)).json()).lots.find((lot) => lot.lot === 1).vehicles[0].id"
FIRST = "async (path) => (await (await fetch(path)).json()).items[0]?.id"


async def first(page: Page, path: str) -> str:
    """The id of the first thing listed, once there is one: the auction of the past ends a little after the start."""
    found: list[str] = []

    async def looked() -> bool:
        found.extend(filter(None, [await page.evaluate(FIRST, path)]))
        return bool(found)

    await until(looked, within_seconds=30)
    return found[0]


async def look(page: Page, path: str) -> list[str]:
    """Open a page; what is to say of its width."""
    await page.goto(path)
    await page.wait_for_load_state("networkidle")
    await page.get_by_role("heading", level=1).first.wait_for()
    width = (page.viewport_size or SMALL)["width"]
    wide = await page.evaluate("(width) => document.documentElement.scrollWidth > width", width)
    return [f"{path}: wider than the screen"] if wide else []


async def in_tabs(page: Page, places: Sequence[Where], ask: Callable[[Page, Where], Awaitable[list[str]]]) -> list[str]:
    """All that is to say of these places, as the person of this page sees them, on a screen of its size."""
    waiting = list(reversed(places))
    found: list[str] = []

    async def through(tab: Page) -> None:
        await tab.set_viewport_size(page.viewport_size or SMALL)
        while waiting:
            found.extend(await ask(tab, waiting.pop()))

    async with asyncio.TaskGroup() as group:
        for tab in (page, *[await page.context.new_page() for _ in range(TABS - 1)]):
            group.create_task(through(tab))
    return found


async def violations(page: Page, path: str) -> list[str]:
    wide = await look(page, path)
    found = await Axe().run(page, options=RULES)
    return [*wide, *(f"{path}: {each['id']} {each['nodes'][0]['target']}" for each in found.response["violations"])]


async def things_of(page: Page) -> dict[str, str]:
    """What the paths of a dealer name."""
    return await page.evaluate(ASK) | {
        "auction": await first(page, "/api/auctions?state=open"),
        "closed": await first(page, "/api/auctions?state=closed"),
        "offer": await first(page, "/api/offers"),
        "car": await first(page, "/api/vehicles"),
    }


# Each width and each scheme once: what axe finds of colours doesn't hang on the width.
@pytest.mark.parametrize(("device", "scheme"), [("desktop", "light"), ("phone", "dark")])
async def test_no_page_has_a_violation(visit: Visit, device: Device, scheme: Scheme) -> None:
    found: list[str] = []
    things: dict[str, str] = {}
    for who, paths in (("chef", DEALER), ("topusedcars", PRO), (None, PUBLIC)):
        page = await visit(who, device, scheme)
        if who == "chef":
            things = await things_of(page)
        found += await in_tabs(page, [path.format(**things) for path in paths], violations)
    assert not found


async def test_photos_make_no_room_wider_than_its_screen(visit: Visit) -> None:
    """A sale of several lots, with one chosen whose car is photographed: its place is smaller than its pictures."""
    chef = await visit("chef")
    auction = await first(chef, "/api/auctions?state=open")
    car = await chef.evaluate(FIRST_CAR, f"/api/auctions/{auction}")
    await chef.goto(f"/stock/{car}")
    photos = chef.get_by_role("region", name="Photos")
    await photos.get_by_role("button", name="Ajouter des photos").click()
    files: list[FilePayload] = [
        {"name": f"{place}.jpg", "mimeType": "image/jpeg", "buffer": a_jpeg(1_800 + place, 1_200)} for place in range(4)
    ]
    await photos.locator("input[multiple]").set_input_files(files)
    await expect(photos.get_by_text("1 / 4")).to_be_visible(timeout=ARRIVED_MS)
    found: list[str] = []
    for device in SCREENS:
        pro = await visit("topusedcars", device)
        found += await look(pro, f"/ventes/{auction}?lot=1")
        await pro.get_by_text("1 / 4").wait_for()
        found += await look(pro, f"/ventes/{auction}?lot=1")
    assert not found


async def test_no_page_is_wider_than_a_small_phone_in_english(visit: Visit) -> None:
    """Whose "incl. VAT" is three times as long as "TTC"; and whose screen is enlarged (WCAG 1.4.10)."""
    found: list[str] = []
    things: dict[str, str] = {}
    for who, paths in (("chef", DEALER), ("topusedcars", PRO), (None, PUBLIC)):
        page = await visit(who, "phone")
        await page.set_viewport_size(SMALL)
        await page.goto("/connexion")
        await page.evaluate("localStorage.setItem('adjuge.locale', 'en')")
        if who == "chef":
            things = await things_of(page)
        found += await in_tabs(page, [path.format(**things) for path in paths], look)
        assert await page.locator("html").get_attribute("lang") == "en"
    assert not found
