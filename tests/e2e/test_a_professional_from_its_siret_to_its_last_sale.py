"""A professional from its SIRET to the end: found in the directory, invited by mail, come on a phone, told of sales."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.e2e.stage import Demonstration, Visit, launched, running_demonstration
from tests.partners.directory_server import CLOSED, KEY, OPEN, Directory, serving_directory

EMAIL = "thomas@topusedcars.example"
COMPANY = "TOP USED CARS"
CAR = "GD147JH"
LIST = "Nouveaux venus"
PASSWORD = "une-longue-phrase"


@pytest_asyncio.fixture(scope="module")
async def demonstration(seeded: Path) -> AsyncIterator[Demonstration]:
    """As elsewhere, with a company directory to ask."""
    async with (
        serving_directory(Directory()) as address,
        running_demonstration(
            seeded,
            ADJUGE_SIRENE_KEY=KEY,
            ADJUGE_SIRENE_URL=f"{address}/sirene",
            ADJUGE_COMPANY_SEARCH_URL=f"{address}/annuaire",
        ) as running,
    ):
        yield running


async def record_the_company(dealer: Page) -> None:
    await dealer.goto("/clients/nouveau")
    siret = dealer.get_by_label("SIRET")
    await siret.fill(CLOSED)
    await expect(dealer.get_by_text("Cet établissement est fermé").first).to_be_visible()
    await siret.fill(OPEN)
    await expect(dealer.get_by_label("Raison sociale")).to_have_value(COMPANY)
    await expect(dealer.get_by_label("Code APE")).to_have_value("4511Z")
    await expect(dealer.get_by_label("N° TVA")).to_have_value("FR44732829320")
    await dealer.get_by_label("Adresse e-mail").fill(EMAIL)
    await dealer.get_by_role("button", name="Créer la fiche").click()
    await expect(dealer.get_by_role("heading", level=1)).to_have_text(COMPANY)


async def invite_for_both_entities(dealer: Page) -> None:
    await dealer.get_by_role("button", name="Inviter ce professionnel").click()
    await dealer.get_by_role("checkbox", name="Toutes").check()
    await dealer.get_by_role("button", name="Inviter pour 2 concessions").click()
    await expect(dealer.get_by_text(f"Invitation envoyée à {EMAIL}")).to_be_visible()


async def open_the_mail(page: Page, subject: re.Pattern[str]) -> None:
    """The newest mail of that subject to the newcomer, its HTML alone; the mailbox looks again by itself."""
    await page.goto("/dev/mail")
    mail = page.get_by_role("link").filter(has_text=EMAIL).filter(has_text=subject).first
    await mail.click()
    await page.get_by_role("link", name="Ouvrir le message seul").click()


async def accept_on_a_phone(mailbox: Page) -> Page:
    await open_the_mail(mailbox, re.compile("travailler avec vous"))
    for entity in ("Démo Lyon", "Démo Mâcon"):
        await expect(mailbox.get_by_text(entity).first).to_be_visible()
    async with mailbox.expect_popup() as opened:
        await mailbox.get_by_role("link", name="Accepter l'invitation").click()
    phone = await opened.value
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    await expect(phone.get_by_role("heading", level=1)).to_contain_text(COMPANY)
    await expect(phone.get_by_role("listitem")).to_have_count(2)
    await expect(phone).to_have_url(re.compile(r"/invitation$"))
    await phone.reload()
    assert any(url.endswith("/api/invitation") for url in asked), asked
    assert not [url for url in asked if "inv_" in url]
    address = phone.get_by_label("Adresse e-mail")
    await expect(address).to_have_value(EMAIL)
    await expect(address).not_to_be_editable()
    await phone.get_by_label("Votre nom").fill("Thomas Top")
    await phone.get_by_label("Choisissez un mot de passe").fill(PASSWORD)
    await accept_while_the_next_page_is_slow(phone, asked)
    await expect(phone.get_by_text("Vous êtes connecté à 2 concessions.")).to_be_visible()
    await phone.goto("/profil/distributeurs")
    await expect(phone.get_by_role("button", name=re.compile("^Quitter Démo"))).to_have_count(2)
    return phone


async def accept_while_the_next_page_is_slow(phone: Page, asked: list[str]) -> None:
    """Nobody asks again for the link that was just used up, however long the files of the next page take."""
    released = asyncio.Event()

    async def hold(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await phone.route("**/assets/*.js", hold)
    asked.clear()
    async with phone.expect_request("**/assets/*.js"):
        await phone.get_by_role("button", name="Accepter l’invitation").click()
    await expect(phone.get_by_role("navigation").first).to_be_visible()
    assert not [url for url in asked if url.endswith("/api/invitation")], asked
    released.set()


async def make_a_list(dealer: Page) -> None:
    await dealer.goto("/listes")
    await dealer.get_by_role("button", name="Créer une liste").first.click()
    dialog = dealer.get_by_role("dialog")
    await dialog.get_by_label("Nom de la liste").fill(LIST)
    await dialog.get_by_label(f"Ajouter {COMPANY}", exact=True).click()
    await dialog.get_by_role("button", name="Créer une liste").click()
    await expect(dealer.get_by_text(f"La liste « {LIST} » est enregistrée.")).to_be_visible()


async def launch_an_auction_to_it(dealer: Page) -> str:
    await dealer.goto("/ventes-stock/nouvelle")
    await dealer.get_by_role("button", name="Ajouter des véhicules").click()
    picker = dealer.get_by_role("dialog")
    await picker.get_by_role("searchbox").fill(CAR)
    await picker.get_by_role("listitem").filter(has_text="GD-147-JH").get_by_role("checkbox").check()
    await picker.get_by_role("button", name="Ajouter").click()
    await dealer.get_by_label("Vente diffusée à").select_option(f"{LIST} (1)")
    await expect(dealer.get_by_text("1 professionnel sera prévenu")).to_be_visible()
    await launched(dealer)
    await expect(dealer.get_by_role("heading", level=1)).to_contain_text("Vente n° ")
    return dealer.url.rsplit("/", 1)[-1]


async def end_the_connections(dealer: Page) -> None:
    await dealer.goto("/clients?q=topused")
    await dealer.get_by_role("link", name=re.compile(EMAIL)).click()
    await dealer.get_by_role("button", name="Gérer les connexions").click()
    for left in (1, 0):
        await dealer.get_by_role("button", name="Mettre fin", exact=True).first.click()
        await dealer.get_by_role("button", name="Mettre fin à la connexion").click()
        await expect(dealer.get_by_role("button", name="Mettre fin", exact=True)).to_have_count(left)
    await expect(dealer.get_by_text("Non connecté").first).to_be_visible()


async def test_a_professional_comes_by_a_mail_is_told_of_a_sale_and_goes(visit: Visit) -> None:
    dealer = await visit("chef")
    await record_the_company(dealer)
    await invite_for_both_entities(dealer)
    phone = await accept_on_a_phone(await visit(None, "phone"))
    await expect(dealer.get_by_text("Connecté à 2 concessions")).to_be_visible()

    await make_a_list(dealer)
    auction = await launch_an_auction_to_it(dealer)
    await expect(phone.get_by_role("button", name=re.compile("non lue"))).to_be_visible()
    await phone.goto("/ventes")
    await expect(phone.locator(f'a[href="/ventes/{auction}"]').first).to_be_visible()
    await open_the_mail(phone, re.compile("Vente n° [0-9]+ ouverte"))
    await expect(phone.get_by_role("link", name="Enchérir")).to_have_attribute(
        "href", re.compile(f"/ventes/{auction}$")
    )

    await end_the_connections(dealer)
    await phone.goto("/profil/distributeurs")
    await expect(phone.get_by_text("Aucune concession")).to_be_visible()
    await dealer.goto("/listes")
    await expect(dealer.get_by_role("button", name=re.compile(f"{LIST}.*0 professionnel"))).to_be_visible()
