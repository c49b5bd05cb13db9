"""A program of a professional: its key and secret shown once, and what it was told, in the browser (domain 1.5)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from tests.e2e.stage import PASSWORD, Demonstration, Device, Scheme, Visit, running_demonstration
from tests.e2e.test_every_page_is_accessible import RULES, first
from tests.notifications.webhook_server import WebhookServer, a_webhook_server
from tests.waiting import until


@pytest_asyncio.fixture(scope="module")
async def demonstration(seeded: Path) -> AsyncIterator[Demonstration]:
    """One that may reach programs on this machine."""
    async with running_demonstration(seeded, ADJUGE_WEBHOOK_HOSTS="127.0.0.1") as running:
        yield running


@pytest_asyncio.fixture
async def robot() -> AsyncIterator[WebhookServer]:
    async with a_webhook_server() as running:
        yield running


async def look(page: Page) -> None:
    """Nothing for axe to say, nothing wider than the screen."""
    found = await Axe().run(page, options=RULES)
    assert [f"{each['id']} {each['nodes'][0]['target']}" for each in found.response["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def end_a_connection(admin: Page) -> None:
    """What the server tells every member of a professional, programs too."""
    origin: str = await admin.evaluate("location.origin")
    found = await (await admin.request.get("/api/professionals?q=Top Used Cars")).json()
    record = found["items"][0]
    path = f"/api/professionals/{record['id']}/connections/{record['connections'][0]['entity_id']}"
    assert (await admin.request.delete(path, headers={"origin": origin})).status == 204


async def add_program(pro: Page, name: str, address: str) -> str:
    """Its signing secret, as the screen shows it."""
    await pro.goto("/profil/membres")
    await pro.get_by_role("button", name="Ajouter un programme").click()
    dialog = pro.get_by_role("dialog")
    await dialog.get_by_label("Nom").fill(name)
    await dialog.get_by_label("Adresse e-mail").fill(f"{name.lower()}@topusedcars.example")
    await dialog.get_by_label("Adresse de notification").fill(address)
    await dialog.get_by_role("button", name="Créer la clé").click()
    await expect(dialog.get_by_text("Ce n’est pas votre mot de passe.")).to_be_visible()
    await dialog.get_by_label("Votre mot de passe", exact=True).fill(PASSWORD)
    await look(pro)
    await dialog.get_by_role("button", name="Créer la clé").click()
    await expect(dialog.get_by_label("Clé d’API du programme", exact=True)).to_have_text(re.compile("^key_"))
    secret = await dialog.get_by_label("Secret de signature des notifications", exact=True).inner_text()
    await look(pro)
    await dialog.get_by_role("button", name="J’ai copié les deux").click()
    return secret


async def delivered(dialog: Locator) -> bool:
    await dialog.get_by_role("button", name="Actualiser").click()
    return await dialog.get_by_role("listitem").filter(has_text="Remis").is_visible()


@pytest.mark.parametrize(("device", "scheme"), [("desktop", "light"), ("phone", "dark")])
async def test_a_program_is_added_told_and_what_it_was_told_is_listed(
    visit: Visit, robot: WebhookServer, device: Device, scheme: Scheme
) -> None:
    admin = await visit("admin")
    await first(admin, "/api/offers")  # the auction of the past is over, and tells nothing more
    pro = await visit("topusedcars", device, scheme)
    name = f"Robot-{device}"
    robot.secret = await add_program(pro, name, f"{robot.url}/hook")
    assert robot.secret.startswith("whsec_")
    row = pro.get_by_role("listitem").filter(has_text=name)
    dialog = pro.get_by_role("dialog")
    await row.get_by_role("button", name="Envois").click()
    await expect(dialog.get_by_role("heading", name="Aucun envoi")).to_be_visible()
    await look(pro)

    robot.answers = [503]
    await end_a_connection(admin)
    await until(lambda: len(robot.told) == 2)
    await until(lambda: delivered(dialog))
    await expect(dialog.get_by_role("listitem")).to_contain_text("Connexion terminée")
    await expect(dialog.get_by_role("listitem")).to_contain_text("2 essais")
    await look(pro)


async def test_a_secret_is_renewed_only_when_somebody_is_sure(visit: Visit, robot: WebhookServer) -> None:
    pro = await visit("bonneoccaze", "phone")
    first = await add_program(pro, "Automate", f"{robot.url}/hook")
    row = pro.get_by_role("listitem").filter(has_text="Automate")
    await row.get_by_role("button", name="Modifier").click()
    await pro.get_by_role("button", name="Nouveau secret").click()
    sure = pro.get_by_role("dialog", name="Nouveau secret pour Automate")
    await look(pro)
    await sure.get_by_role("button", name="Annuler").click()
    secret = pro.get_by_label("Secret de signature des notifications", exact=True)
    await expect(secret).to_have_count(0)
    await pro.get_by_role("button", name="Nouveau secret").click()
    await sure.get_by_label("Mot de passe actuel", exact=True).fill(PASSWORD)
    await sure.get_by_role("button", name="Remplacer le secret").click()
    await expect(secret).to_have_text(re.compile("^whsec_"))
    assert await secret.inner_text() != first
    await look(pro)
