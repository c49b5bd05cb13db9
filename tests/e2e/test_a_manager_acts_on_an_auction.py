"""Pausing, extending and voiding at a desk, seen at once by the pro who bids."""

import re

from playwright.async_api import Page, expect

from tests.e2e.stage import Visit

REASON = "Saisie manifestement erronée"


async def bid(pro: Page, which: str) -> None:
    await pro.get_by_role("button", name=re.compile(which)).first.click()
    await pro.get_by_role("button", name=re.compile("Confirmer")).click(delay=400)


async def test_a_pause_and_a_voided_bid_are_seen_by_the_pro(visit: Visit) -> None:
    dealer = await visit("chef")
    pro = await visit("topusedcars", "phone")
    rival = await visit("auto71", "phone", "dark")
    auction = await dealer.evaluate(
        "async () => (await (await fetch('/api/auctions?state=open&kind=per_unit')).json()).items[0].id"
    )
    await dealer.goto(f"/ventes-stock/{auction}")
    for each in (pro, rival):
        await each.goto(f"/ventes/{auction}?lot=1")
    await bid(pro, "mise à prix")
    await expect(pro.get_by_text("En tête").first).to_be_visible()
    await bid(rival, r"\+1 pas")
    await expect(pro.get_by_text("Dépassé").first).to_be_visible()
    # One's standing goes along to any page.
    await pro.get_by_role("link", name=re.compile("^Achats")).last.click()
    await expect(pro.get_by_role("link", name=re.compile("Dépassé sur 1 lot"))).to_be_visible()
    await pro.goto(f"/ventes/{auction}?lot=1")

    await dealer.get_by_role("button", name="Mettre en pause").click()
    await expect(dealer.get_by_text("le décompte est arrêté").first).to_be_visible()
    await expect(pro.get_by_text("En pause").first).to_be_visible()
    await expect(pro.get_by_role("button", name=re.compile(r"^Reprendre à"))).to_be_disabled()
    await dealer.get_by_role("button", name="Reprendre").click()
    await expect(pro.get_by_role("button", name=re.compile(r"^Reprendre à"))).to_be_enabled()

    await dealer.get_by_text("Historique", exact=True).click()
    await expect(dealer.get_by_text("Tous prévenus en")).to_be_visible()
    await dealer.get_by_role("button", name=re.compile("Écarter l'enchère de Auto 71")).click()
    dialog = dealer.get_by_role("dialog")
    await dialog.get_by_role("button", name="Écarter l'enchère").click()
    await expect(dialog.get_by_text("Indiquez pourquoi.")).to_be_visible()
    await dialog.get_by_label("Motif").fill(REASON)
    await dialog.get_by_role("button", name="Écarter l'enchère").click()
    await expect(dealer.get_by_text("écartée", exact=True).first).to_be_visible()
    await expect(dealer.get_by_text(REASON).first).to_be_visible()
    await expect(pro.get_by_text("En tête").first).to_be_visible()

    # The one whose bid it was is told why, where notifications are kept.
    await rival.get_by_role("button", name=re.compile("^Notifications")).click()
    told = rival.get_by_role("dialog")
    await expect(told.get_by_text(REASON)).to_be_visible()
    await told.get_by_role("button", name="Tout marquer comme lu").click()
    await expect(rival.get_by_role("button", name="Notifications", exact=True)).to_be_visible()

    # The car's form says what stays as bidders know it, and takes the rest.
    car = await dealer.evaluate(
        "async () => (await (await fetch('/api/vehicles?limit=200')).json())"
        ".items.find(car => car.engagement?.kind === 'auction').id"
    )
    await dealer.goto(f"/stock/{car}/modifier")
    await expect(dealer.get_by_text("Ce véhicule est dans une vente")).to_be_visible()
    for kept in ("Marque", "Kilométrage", "Prix professionnel TTC"):
        await expect(dealer.get_by_label(kept).first).to_be_disabled()
    await dealer.get_by_label("Commentaire interne").fill("Double des clés au bureau")
    await dealer.get_by_role("button", name="Enregistrer les modifications").click()
    await expect(dealer.get_by_text("Double des clés au bureau").first).to_be_visible()
