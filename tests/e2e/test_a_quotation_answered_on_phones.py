"""A quotation opened at a desk, answered on two phones, followed live; nobody learns what another one said."""

import re

from playwright.async_api import Locator, Page, expect

from tests.e2e.stage import Visit

CAR = {
    "Marque": "RENAULT",
    "Modèle": "CLIO IV",
    "Immatriculation": "AB-123-CD",
    "N° de série (VIN)": "VF15RPN0A54321876",
}
COMMENT = "Carnet complet, deux clés."
PROS = 5


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
