"""Settings with where they are from, a second factor, a forgotten password, and the worker that never keeps answers."""

import asyncio
import json
import re

import pyotp
from playwright.async_api import Page, expect

from tests.e2e.stage import PASSWORD, Visit
from tests.waiting import until

NEW_PASSWORD = "une-autre-longue-phrase"
ASKED_OF_A_CAR = "Une CITROEN C3 de 2009 avec 105 632 km irait à"
KEPT = """async () => {
    await navigator.serviceWorker.ready;
    const kept = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
    return kept;
}"""
SHOWN = """async () => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications();
    return Object.fromEntries(shown.map(({ title, silent }) => [title, silent ? "silent" : "loud"]));
}"""


async def save(page: Page) -> None:
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_text("Les paramètres sont enregistrés.").first).to_be_visible()


async def test_an_entity_goes_its_own_way_and_comes_back(visit: Visit) -> None:
    admin = await visit("admin")
    await admin.goto("/parametres")
    rule = admin.get_by_role("group", name="Tous les véhicules", exact=True)
    answer = admin.get_by_role("status").filter(has_text=re.compile(ASKED_OF_A_CAR.replace(" ", r"\s")))
    await expect(answer).to_contain_text("Professionnel")
    await expect(rule).to_contain_text("Valeur par défaut")
    await rule.get_by_role("textbox", name="Âge").fill("20")
    await expect(rule).to_contain_text("Défini pour le groupe")
    await expect(answer).to_contain_text("Particulier")
    await save(admin)

    await admin.get_by_label("Paramètres de").select_option("Démo Lyon")
    await expect(rule).to_contain_text("Valeur du groupe")
    await rule.get_by_text("ou", exact=True).click()
    await expect(rule).to_contain_text("Défini pour cette concession")
    await expect(answer).to_contain_text("Professionnel")
    await save(admin)
    await rule.get_by_role("button", name="Revenir à la valeur du groupe").click()
    await expect(answer).to_contain_text("Particulier")
    await save(admin)

    await admin.goto("/parametres/journal")
    changes = admin.get_by_role("listitem").filter(has_text="Politique des prix")
    await expect(changes).to_have_count(3)
    await changes.first.get_by_text("Politique des prix").click()
    await expect(changes.first.get_by_text("Règle de destination")).to_be_visible()


async def test_a_phone_that_shows_codes_opens_the_account(visit: Visit) -> None:
    pro = await visit("bonneoccaze", "phone")
    await pro.goto("/profil/securite")
    await pro.get_by_role("button", name="Activer").click()
    await pro.get_by_role("dialog").get_by_label("Mot de passe actuel").fill(PASSWORD)
    await pro.get_by_role("button", name="Continuer").click()
    await expect(pro.get_by_role("img", name="Code QR")).to_be_visible()
    shown = await pro.get_by_role("dialog").locator("code").inner_text()
    codes = pyotp.TOTP(shown.replace(" ", ""))
    await pro.get_by_label("Code affiché par l’application").fill(codes.now())
    await pro.get_by_role("button", name="Vérifier et activer").click()
    recovery = (await pro.get_by_label("Codes de secours", exact=True).inner_text()).split()
    assert len(recovery) == 10
    await pro.get_by_role("button", name="J’ai gardé mes codes").click()
    await expect(pro.get_by_text("10 codes de secours restants")).to_be_visible()

    again = await visit(None, "phone")
    await again.goto("/connexion")
    await again.get_by_label("Adresse e-mail").fill("bonneoccaze@demo.example")
    await again.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    await again.get_by_role("button", name="Se connecter").click()
    await expect(again.get_by_role("heading", level=1)).to_have_text("Code de vérification")
    await again.get_by_label("Code", exact=True).fill(recovery[0])
    await again.get_by_role("button", name="Se connecter").click()
    await again.wait_for_url(re.compile(r"/ventes$"))


async def test_a_forgotten_password_is_replaced_by_the_link_of_a_mail(visit: Visit) -> None:
    somebody = await visit(None)
    await somebody.goto("/connexion")
    await somebody.get_by_role("link", name="Mot de passe oublié").click()
    await somebody.get_by_label("Adresse e-mail").fill("vendeur@demo.example")
    await somebody.get_by_role("button", name="Envoyer le lien").click()
    await expect(somebody.get_by_role("heading", level=1)).to_have_text("Regardez vos e-mails")
    await somebody.goto("/dev/mail")
    await (
        somebody.get_by_role("link")
        .filter(has_text="vendeur@demo.example")
        .filter(has_text="mot de passe")
        .first.click()
    )
    await somebody.get_by_role("link", name="Ouvrir le message seul").click()
    link = await somebody.get_by_role("link", name="Nouveau mot de passe").get_attribute("href")
    assert link is not None
    await somebody.goto(link)
    await somebody.get_by_label("Nouveau mot de passe").fill(NEW_PASSWORD)
    await somebody.get_by_role("button", name="Enregistrer le mot de passe").click()
    await expect(somebody.get_by_label("Adresse e-mail")).to_have_value("vendeur@demo.example")
    await somebody.get_by_label("Mot de passe", exact=True).fill(NEW_PASSWORD)
    await somebody.get_by_role("button", name="Se connecter").click()
    await somebody.wait_for_url(re.compile(r"/$"))


async def test_the_worker_keeps_files_and_no_answer(visit: Visit) -> None:
    pro = await visit("topusedcars", "phone")
    await pro.evaluate(KEPT)
    await pro.goto("/ventes")
    await expect(pro.get_by_role("heading", level=1)).to_be_visible()
    kept: list[str] = await pro.evaluate(KEPT)
    assert any(path.startswith("/assets/") for path in kept)
    assert [path for path in kept if not path.startswith("/assets/")] == ["/"]


async def test_each_push_is_shown_and_without_a_sound_where_somebody_looks(visit: Visit) -> None:
    pro = await visit("topusedcars")
    origin = await pro.evaluate("async () => { await navigator.serviceWorker.ready; return location.origin; }")
    await pro.context.grant_permissions(["notifications"], origin=origin)
    browser = await pro.context.new_cdp_session(pro)
    registered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def remember(event: dict[str, list[dict[str, str]]]) -> None:
        for one in event["registrations"]:
            if one["scopeURL"].startswith(origin) and not registered.done():
                registered.set_result(one["registrationId"])

    browser.on("ServiceWorker.workerRegistrationUpdated", remember)
    await browser.send("ServiceWorker.enable")
    worker = {"origin": origin, "registrationId": await asyncio.wait_for(registered, 10)}

    async def push(title: str) -> None:
        told = {"id": title, "kind": "outbid", "title": title, "body": "", "link": "/ventes", "tag": title}
        await browser.send("ServiceWorker.deliverPushMessage", {**worker, "data": json.dumps(told)})

    async def shown() -> bool:
        return await pro.evaluate(SHOWN) == {"Dépassé sous les yeux": "silent", "Dépassé au loin": "loud"}

    await push("Dépassé sous les yeux")
    await pro.goto("about:blank")
    await push("Dépassé au loin")
    await pro.goto("/ventes")
    await until(shown, within_seconds=10)


REQUIRE = """async ({ required }) => {
    const group = (await (await fetch('/api/user-groups')).json()).items.find((one) => one.name === 'Vendeur autonome');
    const body = JSON.stringify({ version: group.version, second_factor_required: required });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`/api/user-groups/${group.id}`, { method: 'PATCH', headers, body })).status;
}"""


async def test_a_group_that_asks_for_a_second_factor_lets_nobody_past_without_one(visit: Visit) -> None:
    admin = await visit("admin")
    seller = await visit(None, "phone")
    assert await admin.evaluate(REQUIRE, {"required": True}) == 200
    try:
        await seller.goto("/connexion")
        await seller.get_by_label("Adresse e-mail").fill("autonome@demo.example")
        await seller.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        await seller.get_by_role("button", name="Se connecter").click()
        await expect(seller.get_by_role("heading", name="Double authentification")).to_be_visible()
        await expect(seller.get_by_role("button", name="Activer")).to_be_visible()
        await seller.goto("/stock")
        await expect(seller.get_by_role("heading", name="Double authentification")).to_be_visible()
    finally:
        assert await admin.evaluate(REQUIRE, {"required": False}) == 200
    await seller.reload()
    await expect(seller.get_by_role("heading", level=1, name="Stock")).to_be_visible()
