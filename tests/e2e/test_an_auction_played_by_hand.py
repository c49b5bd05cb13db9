"""Auction 43 of the guide, made in the form, won on a phone, followed on a desk without a refresh."""

import re
from time import monotonic

import asyncpg
from playwright.async_api import Locator, Page, expect

from tests.auctions.hastening import AUCTION, take_time
from tests.e2e.stage import Demonstration, Visit, launched

CARS = ("GD-147-JH", "GD-250-GH", "FG-463-RT")
CLOSE_MS = 30_000
HELD_SECONDS = 1.0
# Below this height the panel is one row.
LOW = 500
CUT_AMOUNTS = """[...document.querySelectorAll('.quick button')]
    .filter((button) => button.querySelector('.amount').offsetWidth > button.clientWidth)
    .map((button) => button.innerText)"""


def figure(text: str) -> re.Pattern[str]:
    """An amount as written, whatever kind of space is in it."""
    return re.compile(r"(?<!\d)" + re.escape(text).replace(r"\ ", r"\s"))


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


async def make_the_auction(dealer: Page) -> str:
    await dealer.get_by_role("link", name="Nouvelle vente").first.click()
    await dealer.get_by_role("button", name="Ajouter des véhicules").click()
    picker = dealer.get_by_role("dialog")
    for plate in CARS:
        await picker.get_by_role("searchbox").fill(plate.replace("-", ""))
        await picker.get_by_role("listitem").filter(has_text=plate).get_by_role("checkbox").check()
    await picker.get_by_role("button", name="Ajouter").click()
    await dealer.get_by_label("Durée de la vente").fill("1")
    await dealer.get_by_label("Surenchère minimale").fill("100")
    await dealer.get_by_label("Prix de réserve du lot").fill("20799")
    await expect(dealer.get_by_text(figure("20 593,63")).first).to_be_visible()
    await expect(dealer.get_by_text("5 professionnels seront prévenus")).to_be_visible()
    await launched(dealer)
    await expect(heading(dealer)).to_contain_text("Vente n° ")
    return dealer.url.rsplit("/", 1)[-1]


async def confirm(pro: Page) -> None:
    """The second step, pressed as long as a finger does: two clicks in one movement are a slip."""
    await pro.get_by_role("button", name=re.compile("Confirmer")).click(delay=400)


async def hold_enter(pro: Page) -> None:
    """Down for longer than a double click's time, repeated by the keyboard all the while."""
    until = monotonic() + HELD_SECONDS
    while monotonic() < until:
        await pro.keyboard.down("Enter")
    await pro.keyboard.up("Enter")


async def bid_by_hand(pro: Page, amount: str) -> None:
    await pro.get_by_role("button", name="Autre montant").click()
    await pro.get_by_label("Montant de votre enchère, TTC").fill(amount)
    await pro.get_by_role("button", name=re.compile(r"^Enchérir .*, Enchérir$")).click()
    await confirm(pro)


async def nothing_is_cut(pro: Page) -> None:
    """On the smallest phone and on its side: what is needed to bid is on the screen, the car is not covered."""
    panel = pro.get_by_label("Enchérir", exact=True)
    main = pro.get_by_role("button", name=re.compile("mise à prix"))
    for width, height in ((320, 568), (844, 390), (720, 450)):
        await pro.set_viewport_size({"width": width, "height": height})
        await expect(pro.get_by_role("button", name="Plus…")).to_have_count(int(height < LOW))
        for needed in (panel.get_by_role("timer"), main, pro.get_by_title("Notifications")):
            await expect(needed).to_be_in_viewport(ratio=1)
        assert await pro.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert await pro.evaluate(CUT_AMOUNTS) == []
        box = await panel.bounding_box()
        assert box is not None
        assert box["height"] < height * (0.25 if height < LOW else 0.5)
    await pro.get_by_role("button", name="Plus…").click()
    await expect(pro.get_by_role("button", name="Autre montant")).to_be_in_viewport(ratio=1)
    await expect(pro.get_by_role("button", name="Réduire")).to_be_focused()
    await pro.get_by_role("button", name="Réduire").click()
    await pro.set_viewport_size({"width": 390, "height": 844})


async def nobody_bids_any_more(demonstration: Demonstration, auction: str) -> None:
    """The minute goes by, and with it the one that the last bid added."""
    connection = await asyncpg.connect(demonstration.database_url)
    row = await connection.fetchrow(AUCTION, auction)
    await connection.close()
    assert row is not None
    await take_time(demonstration.valkey_url, row)


async def test_auction_43_is_played_to_its_end_in_three_browsers(visit: Visit, demonstration: Demonstration) -> None:
    dealer = await visit("chef")
    phone = await visit("bonneoccaze", "phone")
    rival = await visit("topusedcars", "phone", "dark")
    auction = await make_the_auction(dealer)
    for pro in (phone, rival):
        await pro.locator(f'a[href="/ventes/{auction}"]').first.click()
        await expect(pro.get_by_text(figure("20 593,63")).first).to_be_visible()

    await nothing_is_cut(phone)

    first_step = rival.get_by_role("button", name=re.compile("mise à prix"))
    await first_step.focus()
    await hold_enter(rival)
    await expect(rival.get_by_text("Appuyez encore pour confirmer.", exact=True)).to_be_visible()
    assert await rival.get_by_role("button", name="Confirmer 20").count() == 1
    await confirm(rival)
    await expect(rival.get_by_text("En tête").first).to_be_visible()
    await expect(dealer.get_by_text("Top Used Cars").first).to_be_visible()

    await bid_by_hand(phone, "20900")
    await expect(phone.get_by_text("En tête").first).to_be_visible()
    await expect(rival.get_by_text("Dépassé").first).to_be_visible()
    retake = rival.get_by_role("button", name=re.compile(r"^Reprendre à 21.000"))
    await retake.focus()
    await hold_enter(rival)
    await expect(rival.get_by_role("button", name=re.compile(r"^Confirmer 21.000"))).to_have_count(1)
    await rival.evaluate("document.activeElement.blur()")
    await expect(retake).to_be_visible()
    await expect(rival.get_by_text(figure("20 900")).first).to_be_visible()
    for seen in ("20 900,00", "306 €", "779,22", "728,16", "20 799,00"):
        await expect(dealer.get_by_text(figure(seen)).first).to_be_visible()
    await expect(dealer.get_by_text("SARL La Bonne Occaze").first).to_be_visible()
    for pro in (phone, rival):
        body = await pro.locator("body").inner_text()
        assert pro is phone or "Occaze" not in body
        assert "20 799" not in body.replace("\u202f", " ").replace("\u00a0", " ")

    await nobody_bids_any_more(demonstration, auction)
    await expect(dealer.get_by_role("main").get_by_text("Adjugé").first).to_be_visible(timeout=CLOSE_MS)
    await expect(phone.get_by_text("Remporté").first).to_be_visible()
    await expect(rival.get_by_text("vendu à un autre").first).to_be_visible()
    await dealer.get_by_role("link", name=re.compile("offre", re.IGNORECASE)).last.click()
    for share in ("3 661,84", "14 396,51", "2 841,65"):
        await expect(dealer.get_by_text(figure(share)).first).to_be_visible()
