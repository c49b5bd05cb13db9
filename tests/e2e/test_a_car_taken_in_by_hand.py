"""A car's first days by hand: taken in on a phone with a photo, entered in the register, found and followed."""

import re
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


def a_photo(folder: Path) -> Path:
    """A picture as a phone makes them: larger than what is kept."""
    content = BytesIO()
    Image.effect_noise((3_000, 2_000), 40).convert("RGB").save(content, "JPEG", quality=80)
    path = folder / "IMG_2041.jpg"
    path.write_bytes(content.getvalue())
    return path


async def take_in(phone: Page, photo: Path) -> None:
    """Fill the least a car needs, with its photo, and save."""
    await phone.goto("/stock/nouveau")
    await phone.get_by_label("Choisir des photos").locator("visible=true").first.wait_for()
    await phone.locator('input[type="file"][multiple]').set_input_files(photo)
    await phone.get_by_label("Marque").first.fill(MAKE)
    await phone.get_by_label("Modèle").first.fill(MODEL)
    await phone.get_by_label("Immatriculation").fill(PLATE)
    await phone.get_by_label("Prix d'achat TTC").fill("4 500")
    await phone.get_by_role("button", name="Enregistrer le véhicule").click()
    await phone.wait_for_url(re.compile(r"/stock/[0-9a-f-]{36}$"))


async def enter(phone: Page) -> None:
    """Move the car into the stock: everything that lacks is said at once, then filled in."""
    await phone.get_by_role("button", name="Passer à « Entrée physique »").click()
    dialog = phone.get_by_role("dialog")
    await expect(dialog.get_by_label("N° de police")).to_have_value(re.compile(r"\d+"))
    await dialog.get_by_role("button", name="Confirmer").click()
    await expect(dialog.get_by_text("Obligatoire.").nth(3)).to_be_visible()
    for label, value in (
        ("Couleur extérieure", "Noir"),
        ("Couleur intérieure", "Gris"),
        ("Provenance", "Reprise client"),
        ("N° de châssis (VIN)", VIN),
        ("1re mise en circulation", "1991-06-01"),
        ("Kilométrage", "120 000"),
        ("CO2", "260"),
        ("Prix professionnel TTC", "5 200"),
    ):
        await dialog.get_by_label(label).fill(value)
    await dialog.get_by_role("button", name="Confirmer").click()
    await expect(dialog).to_be_hidden()


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
    await expect(phone.locator('[aria-current="step"]')).to_contain_text("Entrée physique")
    await expect(row).to_contain_text("Entrée physique")

    await desk.goto("/stock/police")
    await expect(desk.get_by_role("row", name=VIN)).to_contain_text(f"{MAKE} {MODEL}")
