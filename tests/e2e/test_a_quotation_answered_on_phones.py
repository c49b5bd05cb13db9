"""A quotation opened at a desk, answered on two phones, followed live; nobody learns what another one said."""

import re

from playwright.async_api import FilePayload, Locator, Page, expect

from tests.e2e.fingers import fingers
from tests.e2e.stage import Visit
from tests.stock.pictures import a_jpeg

CAR = {
    "Marque": "RENAULT",
    "Modèle": "CLIO IV",
    "Immatriculation": "AB-123-CD",
    "N° de série (VIN)": "VF15RPN0A54321876",
}
COMMENT = "Carnet complet, deux clés."
PROS = 5
DEFECT = "Aile avant rayée"
PHOTOS = 8
# Eight photos are sent one after the other, and each is drawn anew.
ARRIVED_MS = 60_000
AS_IT_IS = "matrix(1, 0, 0, 1, 0, 0)"


def figure(text: str) -> re.Pattern[str]:
    """An amount as written, whatever kind of space is in it."""
    return re.compile(re.escape(text).replace(r"\ ", r"\s"))


async def open_the_quotation(dealer: Page) -> None:
    await dealer.get_by_role("link", name="Reprises").first.click()
    await dealer.get_by_role("link", name="Nouvelle reprise").first.click()
    for label, text in CAR.items():
        await dealer.get_by_label(label).fill(text)
    await dealer.get_by_label("Commentaire").fill(COMMENT)
    await dealer.get_by_role("button", name="Demander les prix").click()
    await expect(dealer.get_by_role("heading", level=1)).to_have_text("RENAULT CLIO IV")


async def show_the_car(dealer: Page) -> None:
    """A defect, where it is, and eight photos, while pros are asked."""
    defects = dealer.get_by_role("region", name="Défauts")
    await defects.get_by_role("button", name="Ajouter", exact=True).click()
    await defects.get_by_label("Libellé").fill(DEFECT)
    await defects.get_by_label("Montant HT").fill("987,65")
    await defects.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(defects.get_by_text("Touchez sur le dessin")).to_be_visible()
    drawing = defects.get_by_role("group", name="Plan du véhicule")
    box = await drawing.bounding_box()
    assert box is not None
    await drawing.click(position={"x": box["width"] * 0.12, "y": box["height"] * 0.3})
    await expect(drawing.get_by_role("button", name=f"Défaut 1 : {DEFECT}, côté gauche, avant")).to_be_visible()
    await dealer.get_by_role("button", name="Ajouter des photos").click()
    files: list[FilePayload] = [
        {"name": f"{place}.jpg", "mimeType": "image/jpeg", "buffer": a_jpeg(900, 600)} for place in range(PHOTOS)
    ]
    await dealer.get_by_role("region", name="Photos").locator("input[multiple]").set_input_files(files)


async def look_at_it(phone: Page) -> None:
    """Every photo by a swipe, then one over the whole screen, closer, and away again; what is broken, and where."""
    gallery = phone.get_by_role("region", name="Photos de RENAULT CLIO IV")
    await expect(gallery.get_by_text(f"1 / {PHOTOS}")).to_be_visible(timeout=ARRIVED_MS)
    hand = await fingers(phone)
    for place in range(2, PHOTOS + 1):
        await hand.swipe_until(gallery.get_by_text(f"{place} / {PHOTOS}"), over=gallery.locator(".strip"), by=-250)
    await gallery.get_by_role("button", name="Plein écran").click()
    viewer = phone.get_by_role("dialog", name="Photos de RENAULT CLIO IV")
    picture = viewer.locator("img:not([aria-hidden])")
    await expect(picture).to_have_css("transform", AS_IT_IS)
    await hand.tap_twice(picture)
    await expect(picture).to_have_css("transform", re.compile(r"^matrix\(2\.5, 0, 0, 2\.5"))
    await hand.tap_twice(picture)
    await expect(picture).to_have_css("transform", AS_IT_IS)
    await hand.pinch(picture, apart=120)
    await expect(picture).to_have_css("transform", re.compile(r"^matrix\(3, 0, 0, 3"))
    await hand.pinch(picture, apart=8)
    await hand.swipe(picture, by=250)
    await expect(viewer.get_by_text(f"Photo {PHOTOS - 1} sur {PHOTOS}")).to_be_visible()
    await viewer.get_by_role("button", name="Fermer le plein écran").click()
    await expect(viewer).to_have_count(0)
    await phone.get_by_role("button", name=f"Défaut 1 : {DEFECT}, côté gauche, avant").tap()
    await expect(phone.get_by_role("listitem").filter(has_text=DEFECT)).to_be_visible()
    assert "987,65" not in await phone.locator("body").inner_text()


async def read_by_keyboard(pro: Page) -> None:
    """Arrows go on, signs come closer, Escape leaves."""
    await pro.get_by_role("button", name="Plein écran").focus()
    await pro.keyboard.press("Enter")
    viewer = pro.get_by_role("dialog", name="Photos de RENAULT CLIO IV")
    await pro.keyboard.press("ArrowRight")
    await expect(viewer.get_by_text(f"Photo 2 sur {PHOTOS}")).to_be_visible()
    await pro.keyboard.press("+")
    await expect(viewer.locator("img:not([aria-hidden])")).to_have_css("transform", re.compile(r"^matrix\(1\.5,"))
    await pro.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)
    await expect(pro.get_by_role("button", name="Plein écran")).to_be_focused()


async def quote(pro: Page, amount: str) -> None:
    """Type a price, press, and confirm as long as a finger does."""
    await pro.get_by_role("textbox").fill(amount)
    await pro.get_by_role("button", name=re.compile("^Proposer ")).click()
    await pro.get_by_role("button", name=re.compile("^Confirmer ")).click(delay=400)


def row(dealer: Page, name: str) -> Locator:
    return dealer.get_by_role("row").filter(has_text=name)


def price(dealer: Page, name: str) -> Locator:
    return row(dealer, name).get_by_role("cell").last


async def test_a_quotation_is_answered_on_two_phones_and_followed_on_the_desk(visit: Visit) -> None:
    dealer = await visit("chef")
    phone = await visit("bonneoccaze", "phone")
    rival = await visit("topusedcars", "phone", "dark")
    await open_the_quotation(dealer)
    await expect(row(dealer, "Top Used Cars")).to_contain_text("Attendu")
    for pro in (phone, rival):
        await pro.get_by_role("link", name="Cotations").first.click()
        await pro.get_by_role("link", name=re.compile("RENAULT CLIO IV")).click()
        await expect(pro.get_by_text(COMMENT)).to_be_visible()

    await show_the_car(dealer)
    await look_at_it(phone)
    await read_by_keyboard(rival)

    await quote(phone, "3200")
    await expect(phone.get_by_text("Prix envoyé").first).to_be_visible()
    await expect(row(dealer, "SARL La Bonne Occaze")).to_contain_text("Meilleur")
    await expect(dealer.get_by_text(f"1 sur {PROS}")).to_be_visible()

    await quote(rival, "3500")
    await expect(row(dealer, "Top Used Cars")).to_contain_text("Meilleur")
    await expect(price(dealer, "Top Used Cars")).to_have_text(figure("3 500,00"))
    await quote(phone, "3350")
    await expect(price(dealer, "SARL La Bonne Occaze")).to_have_text(figure("3 350,00"))
    for pro, secret in ((phone, "3500"), (rival, "3350")):
        body = re.sub(r"\s", "", await pro.locator("body").inner_text())
        assert secret not in body

    await rival.get_by_role("button", name="Je passe").click()
    await rival.get_by_role("button", name="Confirmer : je passe").click(delay=400)
    await expect(rival.get_by_text("Vous avez passé").first).to_be_visible()
    await expect(row(dealer, "Top Used Cars")).to_contain_text("Passe")
    await expect(row(dealer, "SARL La Bonne Occaze")).to_contain_text("Meilleur")

    await dealer.get_by_role("button", name="Mettre en pause").click()
    await expect(phone.get_by_text("En pause").first).to_be_visible()
    await expect(phone.get_by_role("button", name=re.compile("passe"))).to_be_disabled()
    await dealer.get_by_role("button", name="Reprendre").click()
    await expect(phone.get_by_role("button", name=re.compile("passe"))).to_be_enabled()
