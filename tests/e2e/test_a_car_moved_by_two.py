"""Two people at one car: who comes too late is shown what the other did, and does it again over that."""

import re

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.stage import Demonstration, Visit, sign_in

PRE_ENTRY = """async () => {
    const { items } = await (await fetch("/api/vehicles?status=pre_entry&limit=1")).json();
    return items[0].id;
}"""
ENTRIES = """async (car) => {
    const { entity_id } = await (await fetch(`/api/vehicles/${car}`)).json();
    const { items } = await (await fetch(`/api/police-register?entity_id=${entity_id}&limit=200`)).json();
    return items.filter((entry) => entry.vehicle_id === car).length;
}"""
MOVED = "Passer à « Entrée physique »"


@pytest_asyncio.fixture
async def first(visit: Visit) -> Page:
    return await visit("parc")


@pytest_asyncio.fixture
async def second(first: Page, chromium: Browser, demonstration: Demonstration) -> Page:
    """In a context of its own: a refusal that is expected stands in the browser's console."""
    context = await chromium.new_context(base_url=demonstration.base_url, locale="fr-FR")
    page = await context.new_page()
    await sign_in(page, "chef")
    return page


async def test_who_saves_too_late_sees_what_the_other_changed(first: Page, second: Page) -> None:
    car = await first.evaluate(PRE_ENTRY)
    await second.goto(f"/stock/{car}/modifier")
    comment = second.get_by_label("Commentaire interne")
    await comment.fill("Deux clés")

    await first.goto(f"/stock/{car}/modifier")
    await first.get_by_label("N° interne").fill("VO-2041")
    await first.get_by_role("button", name="Enregistrer").click()
    await first.wait_for_url(re.compile(r"/stock/[0-9a-f-]{36}$"))

    await second.get_by_role("button", name="Enregistrer").click()
    note = second.get_by_text("VO-2041").first
    await expect(note).to_be_visible()
    await expect(comment).to_have_value("Deux clés")


async def test_who_moves_a_car_too_late_sees_that_it_moved(first: Page, second: Page) -> None:
    car = await first.evaluate(PRE_ENTRY)
    for page in (first, second):
        await page.goto(f"/stock/{car}")
        await page.get_by_role("button", name=MOVED).click()
        await expect(page.get_by_role("dialog").get_by_label("N° de police")).to_have_value(re.compile(r"\d+"))
    await first.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    await expect(first.get_by_role("dialog")).to_be_hidden()
    dialog = second.get_by_role("dialog")
    await dialog.get_by_role("button", name="Confirmer").click()
    await expect(dialog.get_by_text("Entrée physique").last).to_be_visible()
    await expect(dialog).to_contain_text("Paul Duparc")
    await expect(dialog.get_by_role("button", name="Confirmer")).to_be_disabled()
    assert await first.evaluate(ENTRIES, car) == 1, "entered in the register once"
