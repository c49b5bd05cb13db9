"""A group's own makes and models: looked at, added, proposed by the form, the same on a phone."""

from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.e2e.stage import Visit
from tests.e2e.test_every_page_is_accessible import RULES

LINES = "Marque;Modèle\nTRABANT;601\nTRABANT;P50\nPEUGEOT;208\n;Sans marque\n"


async def test_a_list_is_tried_then_added_and_the_form_proposes_it(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "modeles.csv"
    file.write_text(LINES, encoding="cp1252")
    desk = await visit("parc")
    await desk.goto("/stock")
    await desk.get_by_role("button", name="Plus").click()
    await desk.get_by_role("button", name="Marques et modèles").click()
    await desk.get_by_role("button", name="Choisir un fichier").first.wait_for()
    await desk.locator('input[type="file"]').set_input_files(file)
    said = "2 nouveaux modèles, 1 déjà connu. 1 erreur : cette ligne sera laissée de côté."
    await expect(desk.get_by_text(said.replace(" :", "\N{NO-BREAK SPACE}:"))).to_be_visible()
    await expect(desk.get_by_role("row", name="Sans marque")).to_contain_text("Obligatoire")
    assert await desk.evaluate("async () => (await (await fetch('/api/catalogue/models?make=TRABANT')).json())") == []
    await desk.get_by_role("button", name="Ajouter 2 modèles").click()
    await expect(desk.get_by_text("2 modèles ajoutés")).to_be_visible()

    await desk.goto("/stock/nouveau")
    await desk.get_by_label("Marque").first.fill("trab")
    await desk.get_by_role("option", name="TRABANT").click()
    await desk.get_by_label("Modèle").first.fill("6")
    await expect(desk.get_by_role("option", name="601")).to_be_visible()


async def test_the_page_fits_a_phone_and_axe_is_content(visit: Visit) -> None:
    phone = await visit("parc", "phone", "dark")
    await phone.goto("/stock/modeles")
    await phone.get_by_role("button", name="Choisir un fichier").first.wait_for()
    found = await Axe().run(phone, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
