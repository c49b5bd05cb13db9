"""axe on the pages and dialogs of organisations: professionals, lists, settings, accounts, links of mails."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.e2e.stage import Device, Scheme, Visit
from tests.e2e.test_every_page_is_accessible import RULES, first, in_tabs, violations

DEALER = (
    "/clients",
    "/clients/nouveau",
    "/clients/{professional}",
    "/clients/{professional}/modifier",
    "/listes",
    "/parametres",
    "/parametres/reprises",
    "/parametres/valeurs",
    "/parametres/ligne-de-vie",
    "/parametres/encheres",
    "/parametres/entites",
    "/parametres/utilisateurs",
    "/parametres/droits",
    "/parametres/journal",
    "/parametres/envois",
    "/profil",
    "/profil/notifications",
    "/profil/securite",
    "/profil/cles",
)
PRO = ("/profil", "/profil/notifications", "/profil/distributeurs", "/profil/membres", "/profil/societe")
PUBLIC = ("/mot-de-passe",)
# A page, and the button that opens a dialog on it.
DEALER_DIALOGS = (
    ("/clients/{professional}", "Gérer les connexions"),
    ("/listes", "Créer une liste"),
    ("/parametres", "Choisir"),
    ("/parametres/ligne-de-vie", "Ajouter un statut"),
    ("/parametres/entites", "Ajouter un point de vente"),
    ("/parametres/utilisateurs", "Inviter"),
    ("/parametres/droits", "Nouveau groupe"),
    ("/profil/securite", "Activer"),
    ("/profil/cles", "Nouvelle clé"),
)
PRO_DIALOGS = (("/profil/membres", "Inviter un membre"), ("/profil/membres", "Ajouter un programme"))


async def dialog_violations(page: Page, place: tuple[str, str]) -> list[str]:
    path, button = place
    await page.goto(path)
    await page.get_by_role("button", name=button, exact=True).first.click()
    await page.get_by_role("dialog").wait_for()
    await page.wait_for_load_state("networkidle")
    found = await Axe().run(page, options=RULES)
    return [f"{path} > {button}: {each['id']} {each['nodes'][0]['target']}" for each in found.response["violations"]]


# Each width and each scheme once: what axe finds of colours doesn't hang on the width.
@pytest.mark.parametrize(("device", "scheme"), [("desktop", "light"), ("phone", "dark")])
async def test_no_page_or_dialog_has_a_violation(visit: Visit, device: Device, scheme: Scheme) -> None:
    found: list[str] = []
    things: dict[str, str] = {}
    for who, paths, dialogs in (
        ("admin", DEALER, DEALER_DIALOGS),
        ("topusedcars", PRO, PRO_DIALOGS),
        (None, PUBLIC, ()),
    ):
        page = await visit(who, device, scheme)
        if who == "admin":
            things["professional"] = await first(page, "/api/professionals?connected=true")
        found += await in_tabs(page, [path.format(**things) for path in paths], violations)
        opened = [(path.format(**things), button) for path, button in dialogs]
        found += await in_tabs(page, opened, dialog_violations)
    assert not found
