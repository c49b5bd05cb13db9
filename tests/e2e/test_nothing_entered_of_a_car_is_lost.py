"""What one enters of cars is not lost: photos over a reload, a form one is about to leave, files tried before."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Dialog, Page, Request, Route, expect

from tests.e2e.stage import Visit
from tests.e2e.test_a_car_taken_in_by_hand import a_photo

PLATE = "GD-250-GH"
DEFECT = "Rayure aile avant"
LINES = "Marque;Modèle;Immatriculation;Prix d'achat TTC\nPEUGEOT;208;GX-901-KT;4500\nRENAULT;CLIO;;beaucoup\n"


async def a_car(page: Page) -> None:
    await page.goto(f"/stock?q={PLATE}")
    await page.get_by_role("row", name=PLATE).get_by_role("link").first.click()
    await page.wait_for_url(re.compile(r"/stock/[0-9a-f-]{36}$"))


async def test_a_photo_of_a_defect_goes_on_after_a_reload(visit: Visit, tmp_path: Path) -> None:
    phone = await visit("parc", "phone")
    await a_car(phone)
    defects = phone.get_by_role("region", name="Défauts")
    await defects.get_by_role("button", name="Ajouter", exact=True).click()
    await defects.get_by_label("Libellé").fill(DEFECT)
    await defects.get_by_label("Montant HT").fill("180")
    await defects.get_by_role("button", name="Ajouter", exact=True).click()

    offsets: list[int] = []
    stuck = asyncio.Event()

    async def only_the_first(route: Route) -> None:
        if route.request.method != "PATCH":
            return await route.fallback()
        if route.request.headers["upload-offset"] == "0":
            return await route.continue_()
        stuck.set()  # and never an answer: the page is loaded anew in between
        return None

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    await phone.route("**/photos/*", only_the_first)
    await defects.locator('input[type="file"]').set_input_files(a_photo(tmp_path))
    await asyncio.wait_for(stuck.wait(), 15)
    await phone.unroute("**/photos/*")
    phone.on("request", note)
    await phone.reload()
    picture = defects.get_by_alt_text(f"{DEFECT}, photo 1")
    await expect(picture).to_be_visible(timeout=15_000)
    assert offsets
    assert offsets[0] > 0, "what had arrived was not sent again"
    await phone.reload()
    await expect(picture).to_be_visible()
    await expect(defects.get_by_alt_text(f"{DEFECT}, photo 2")).to_have_count(0)


async def test_a_form_that_is_not_saved_is_not_left_without_a_word(visit: Visit) -> None:
    desk = await visit("parc")
    await a_car(desk)
    car = desk.url
    await desk.get_by_role("link", name="Modifier").click()
    comment = desk.get_by_label("Commentaire").first
    await comment.wait_for()
    await comment.fill("Vidange faite")
    await desk.get_by_role("link", name="Stock", exact=True).first.click()
    dialog = desk.get_by_role("dialog", name="Quitter sans enregistrer ?")
    await dialog.get_by_role("button", name="Continuer la saisie").click()
    await expect(comment).to_have_value("Vidange faite")
    await desk.evaluate("history.back()")
    await expect(dialog).to_be_visible()
    await desk.keyboard.press("Escape")
    await expect(comment).to_have_value("Vidange faite")
    assert desk.url == f"{car}/modifier"
    await desk.get_by_role("link", name="Stock", exact=True).first.click()
    await dialog.get_by_role("button", name="Quitter sans enregistrer").click()
    await desk.wait_for_url("**/stock")


async def test_the_browser_asks_before_an_unsaved_form_is_closed(visit: Visit) -> None:
    desk = await visit("parc")
    await desk.goto("/stock/nouveau")
    asked: list[str] = []

    async def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    desk.on("dialog", leave)
    await desk.reload()
    assert not asked, "nothing is entered yet"
    await desk.get_by_label("Immatriculation").fill(PLATE)
    await desk.reload()
    assert asked == ["beforeunload"]


async def test_files_of_cars_are_found_again_with_their_outcome(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "parc-novembre.csv"
    file.write_text(LINES, encoding="utf-8")
    desk = await visit("parc")
    await desk.goto("/stock/import")
    await desk.get_by_role("button", name="Choisir un fichier").first.wait_for()
    await desk.locator('input[type="file"]').set_input_files(file)
    check = desk.get_by_role("button", name="Vérifier sans enregistrer")
    price = desk.get_by_label("Prix d'achat TTC")
    await price.select_option("")
    await expect(desk.get_by_text("indiquez encore la colonne de")).to_be_visible()
    await expect(check).to_be_disabled()
    await price.select_option("purchase_price_cents")
    await check.click()
    await expect(desk.get_by_text("1 erreur, 1 ligne valable.")).to_be_visible(timeout=15_000)
    await desk.reload()
    earlier = desk.get_by_role("region", name="Fichiers précédents")
    await expect(earlier).to_contain_text("vérifié")
    await expect(earlier).to_contain_text("1 erreur, 1 ligne valable.")
    await earlier.get_by_role("button", name=file.name).click()
    await expect(desk.get_by_role("button", name="Importer la seule ligne valable")).to_be_visible()
