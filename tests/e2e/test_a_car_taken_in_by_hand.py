"""A car's life by hand: taken in on a phone with a photo, entered in the register, followed until it has left."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from tests.e2e.stage import Visit

# The make says in which run it was made: other cars of the demonstration have others.
MAKE, MODEL = "BERTONE", "FREECLIMBER"
PLATE = "GX-482-KT"
MISTYPED = "GX842KT"
VIN = "VF7CHRFJC40123456"

# A second one, that goes to the trade: by hand, as the settings of the demonstration allow.
TRADED_MODEL, TRADED_PLATE, TRADED_VIN = "RITMO CABRIO", "GX-483-KT", "VF7CHRFJC40123457"
CLIENT = "Garage Martin"
INVOICE = "F-2026-0117"
# Sold in the auction that has been, and kept for who won it.
RESERVED_PLATE = "GE-250-GH"


def a_photo(folder: Path) -> Path:
    """A picture as a phone makes them: larger than what is kept."""
    content = BytesIO()
    Image.effect_noise((3_000, 2_000), 40).convert("RGB").save(content, "JPEG", quality=80)
    path = folder / "IMG_2041.jpg"
    path.write_bytes(content.getvalue())
    return path


async def take_in(
    phone: Page, photo: Path, *, model: str = MODEL, plate: str = PLATE, destination: str = "retail"
) -> None:
    """Fill the least a car needs, with its photo, and save."""
    await phone.goto("/stock/nouveau")
    await phone.get_by_label("Choisir des photos").locator("visible=true").first.wait_for()
    await phone.locator('input[type="file"][multiple]').set_input_files(photo)
    await phone.get_by_label("Marque").first.fill(MAKE)
    await phone.get_by_label("Modèle").first.fill(model)
    await phone.get_by_label("Immatriculation").fill(plate)
    await phone.get_by_label("Destination").select_option(destination)
    await phone.get_by_label("Prix d'achat TTC").fill("4 500")
    await phone.get_by_role("button", name="Enregistrer le véhicule").click()
    await phone.wait_for_url(re.compile(r"/stock/[0-9a-f-]{36}$"))


async def enter(phone: Page, *, vin: str = VIN) -> str:
    """Move the car into the stock: everything that lacks is said at once, then filled in.

    Returns its number in the police register.
    """
    await phone.get_by_role("button", name="Passer à « Entrée physique »").click()
    dialog = phone.get_by_role("dialog")
    number = dialog.get_by_label("N° de police")
    await expect(number).to_have_value(re.compile(r"\d+"))
    registered = await number.input_value()
    await dialog.get_by_role("button", name="Confirmer").click()
    await expect(dialog.get_by_text("Obligatoire.").nth(3)).to_be_visible()
    for label, value in (
        ("Couleur extérieure", "Noir"),
        ("Couleur intérieure", "Gris"),
        ("Provenance", "Reprise client"),
        ("N° de série (VIN)", vin),
        ("1re mise en circulation", "1991-06-01"),
        ("Kilométrage", "120 000"),
        ("CO2", "260"),
        ("Prix professionnel TTC", "5 200"),
    ):
        await dialog.get_by_label(label).fill(value)
    await dialog.get_by_role("button", name="Confirmer").click()
    await expect(dialog).to_be_hidden()
    return registered


async def deliver(desk: Page) -> None:
    """Hand the car over to somebody who is no connected professional."""
    await desk.get_by_role("button", name="Passer à « Livraison »").click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_label("Client").fill(CLIENT)
    await dialog.get_by_role("button", name="Confirmer").click()
    await expect(dialog).to_be_hidden()


async def invoice(desk: Page, vehicle_id: str) -> dict[str, object]:
    """What the dealer's accounting tells of a sale, by its own way."""
    answer = await desk.request.post(
        "/api/dms/invoices",
        data={"number": INVOICE, "vehicle_ids": [vehicle_id], "invoiced_at": datetime.now(UTC).isoformat()},
        headers={"origin": desk.url.partition("/stock")[0]},
    )
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def move_on(desk: Page, act: str) -> None:
    """A move that needs nothing more than a word."""
    await desk.get_by_role("button", name=act).click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_role("button", name="Confirmer").click()
    await expect(dialog).to_be_hidden()


async def expect_stage(page: Page, stage: str) -> None:
    await expect(page.locator('[aria-current="step"]')).to_contain_text(stage)


async def test_a_car_is_taken_in_with_a_phone_and_found_by_a_mistyped_plate(visit: Visit, tmp_path: Path) -> None:
    desk = await visit("chef")
    await desk.goto(f"/stock?q={MISTYPED}")
    await expect(desk.get_by_role("heading", name="Aucun véhicule ne correspond")).to_be_visible()

    phone = await visit("parc", "phone")
    await take_in(phone, a_photo(tmp_path))
    await expect(phone.get_by_role("heading", level=1)).to_contain_text(f"{MAKE} {MODEL}")
    picture = phone.get_by_alt_text(f"{MAKE} {MODEL}, photo 1")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") == 2_048

    row = desk.get_by_role("row", name=MAKE)
    await expect(row).to_contain_text("Pré-rentrée")
    await expect(row).to_contain_text(PLATE)

    await enter(phone)
    await expect_stage(phone, "Entrée physique")
    await expect(row).to_contain_text("Entrée physique")

    await desk.goto("/stock/police")
    entry = desk.get_by_role("row", name=VIN)
    await expect(entry).to_contain_text(f"{MAKE} {MODEL}")
    await entry.get_by_role("button", name="Compléter").click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_label("Mode de règlement").fill("Virement")
    await dialog.get_by_role("button", name="Compléter").click()
    await expect(entry).to_contain_text("Mode de règlement : Virement")


async def test_a_car_goes_through_its_whole_life_and_back_once(visit: Visit, tmp_path: Path) -> None:
    desk = await visit("parc")
    await take_in(desk, a_photo(tmp_path), model=TRADED_MODEL, plate=TRADED_PLATE, destination="trade")
    vehicle_id = desk.url.rpartition("/")[2]
    number = await enter(desk, vin=TRADED_VIN)
    await expect_stage(desk, "Entrée physique")

    elsewhere = await visit("chef")
    await elsewhere.goto(f"/stock?q={TRADED_PLATE}")
    row = elsewhere.get_by_role("row", name=TRADED_MODEL)
    await expect(row).to_contain_text("Entrée physique")
    await move_on(desk, "Passer à « Stock de vente »")
    await expect_stage(desk, "Stock de vente")
    await deliver(desk)
    await expect_stage(desk, "Livraison")
    await expect(desk.get_by_role("region", name="Livraison")).to_contain_text(CLIENT)
    await expect(row).to_contain_text("Livraison")

    assert (await invoice(desk, vehicle_id))["repeated"] is False
    await expect_stage(desk, "Sorti")
    await expect(desk.get_by_role("region", name="Sortie")).to_contain_text(f"facture {INVOICE}")
    assert (await invoice(desk, vehicle_id))["repeated"] is True

    await desk.get_by_role("button", name="Annuler la sortie").click()
    await desk.get_by_role("dialog").get_by_label("Motif").fill("Facture refusée")
    await desk.get_by_role("dialog").get_by_role("button", name="Annuler la sortie").click()
    await expect_stage(desk, "Livraison")
    await move_on(desk, "Déclarer la sortie")
    await expect_stage(desk, "Sorti")
    await expect(desk.get_by_role("heading", name="Historique").locator("..")).to_contain_text("a annulé la sortie")

    await desk.goto("/stock/police")
    entry = desk.get_by_role("row", name=TRADED_VIN)
    await expect(entry).to_contain_text(number)
    await expect(entry).to_contain_text(CLIENT)


async def test_a_reservation_is_removed_and_the_price_is_free_again(visit: Visit) -> None:
    desk = await visit("parc")
    await desk.goto("/stock?sort=make")
    deep = desk.locator('[data-row="40"]')
    await desk.locator(".scroller").evaluate("(table) => { table.scrollTop = 2_000 }")
    await deep.get_by_role("link").click()
    await desk.wait_for_url(re.compile(r"/stock/[0-9a-f-]{36}$"))
    await desk.go_back()
    await expect(deep).to_be_in_viewport()  # where one was

    await desk.goto(f"/stock?q={RESERVED_PLATE}")
    await desk.get_by_role("row", name=RESERVED_PLATE).get_by_role("link").first.click()
    kept = desk.get_by_role("region", name="Réservation")
    await expect(kept).to_contain_text("Réservé pour")
    await kept.get_by_role("button", name="Supprimer la réservation").click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_label("Motif").fill("Financement refusé")
    await dialog.get_by_role("button", name="Supprimer la réservation").click()
    await expect(dialog).to_be_hidden()
    await expect(kept).to_be_hidden()
    await expect(desk.get_by_role("heading", name="Historique").locator("..")).to_contain_text(
        "a supprimé la réservation"
    )
