"""Users of a dealer and members of a pro come by a link in a mail (domain 1.1, 1.4)."""

from typing import Any

import httpx
import pytest
import pytest_asyncio

from server.accounts.principal import Right
from server.kit.ids import new_id
from server.kit.postgres import Pool
from server.settings import INVITATIONS_DEFAULT
from tests.accounts.letters import by_link, last_mail, mails_to
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user

PASSWORD = "une phrase de passe"


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def boss(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    return await api.client(await a_user(pg_pool, dealer, rights=[Right.MANAGE_USERS], name="Alix Admin"))


@pytest_asyncio.fixture(scope="module")
async def seller_group(boss: httpx.AsyncClient) -> str:
    groups = (await boss.get("/api/user-groups")).json()["items"]
    return next(group["id"] for group in groups if group["name"] == "Vendeur")


async def invite(boss: httpx.AsyncClient, dealer: Dealer, user_group_id: str, email: str) -> dict[str, Any]:
    body = {"email": email, "name": "Nina Nouvelle", "user_group_id": user_group_id, "entity_ids": [dealer.entity_id]}
    answer = await boss.post("/api/user-invitations", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def an_address() -> str:
    return f"{new_id()}@essai.example"


async def accept(api: Api, token: str, **fields: str) -> httpx.Response:
    client = await api.client()
    body = {"name": "Nina", "password": PASSWORD, **fields}
    return await client.post("/api/invitation/acceptance", headers=by_link(token), json=body)


async def test_a_user_is_invited_by_mail_and_comes_in_with_the_rights_given(
    api: Api, pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    email = an_address()
    sent = await invite(boss, dealer, seller_group, email.upper())
    mail = await last_mail(pg_pool, email)
    assert (mail.kind, mail.facts["organisation"], mail.facts["invited_by"]) == (
        "user_invitation",
        "Groupe Essai",
        "Alix Admin",
    )
    shown = (await (await api.client()).get("/api/invitation", headers=by_link(mail.token))).json()
    assert (shown["kind"], shown["state"], shown["email"], shown["has_account"]) == ("user", "open", email, False)
    assert sent["id"] in [item["id"] for item in (await boss.get("/api/user-invitations")).json()["items"]]
    client = await api.client()
    answer = await client.post(
        "/api/invitation/acceptance", headers=by_link(mail.token), json={"name": "Nina", "password": PASSWORD}
    )
    assert answer.status_code == 201
    assert (await client.get("/api/session")).json() == answer.json(), "the cookie signs in at once"
    assert (answer.json()["email"], answer.json()["rights"]) == (email, [])
    assert [entity["id"] for entity in answer.json()["entities"]] == [dealer.entity_id]
    again = await (await api.client()).post("/api/session", json={"email": email, "password": PASSWORD})
    assert again.status_code == 201
    assert sent["id"] not in [item["id"] for item in (await boss.get("/api/user-invitations")).json()["items"]]


async def test_a_link_works_once(
    api: Api, pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    email = an_address()
    await invite(boss, dealer, seller_group, email)
    token = (await last_mail(pg_pool, email)).token
    assert (await accept(api, token)).status_code == 201
    again = await accept(api, token)
    assert (again.status_code, again.json()["code"]) == (409, "invitation_used")
    assert (await (await api.client()).get("/api/invitation", headers=by_link(token))).json()["state"] == "used"


async def test_an_expired_link_and_a_revoked_one_say_so(
    api: Api, pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    late, recalled = an_address(), an_address()
    expired = await invite(boss, dealer, seller_group, late)
    await pg_pool.execute(
        "UPDATE colleague_invitation SET created_at = created_at - interval '15 days',"
        " expires_at = expires_at - interval '15 days' WHERE id = $1",
        expired["id"],
    )
    answer = await accept(api, (await last_mail(pg_pool, late)).token)
    assert (answer.status_code, answer.json()["code"]) == (409, "invitation_expired")
    revoked = await invite(boss, dealer, seller_group, recalled)
    assert (await boss.delete(f"/api/user-invitations/{revoked['id']}")).status_code == 204
    assert (await boss.delete(f"/api/user-invitations/{revoked['id']}")).status_code == 404
    answer = await accept(api, (await last_mail(pg_pool, recalled)).token)
    assert (answer.status_code, answer.json()["code"]) == (409, "invitation_revoked")


@pytest.mark.parametrize("token", ["inv_forged", "inv_" + "A" * 43, "x", "%00", "inv_" + "é" * 20, "a" * 3_000])
async def test_a_forged_link_is_nothing(api: Api, token: str) -> None:
    client = await api.client()
    assert (await client.get("/api/invitation", headers=by_link(token))).status_code == 404
    assert (await accept(api, token)).status_code == 404


async def test_inviting_again_ends_the_first_link(
    api: Api, pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    email = an_address()
    await invite(boss, dealer, seller_group, email)
    await invite(boss, dealer, seller_group, email)
    first, second = await mails_to(pg_pool, email)
    assert (await accept(api, first.token)).json()["code"] == "invitation_revoked"
    assert (await accept(api, second.token)).status_code == 201


async def test_an_address_with_an_account_is_not_invited(
    api: Api, pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    email = an_address()
    await invite(boss, dealer, seller_group, email)
    await a_user(pg_pool, await a_dealer(pg_pool, name="Plus rapide"), email=email)
    late = await accept(api, (await last_mail(pg_pool, email)).token)
    assert (late.status_code, late.json()["code"]) == (409, "account_exists")
    body = {"email": email, "name": "N", "user_group_id": seller_group, "entity_ids": [dealer.entity_id]}
    answer = await boss.post("/api/user-invitations", json=body)
    assert answer.status_code == 201, "whoever invites doesn't learn who has an account"
    told = await last_mail(pg_pool, email)
    assert (told.kind, told.facts["link"]) == ("invitation_of_known", "/connexion")
    stranger = await boss.post("/api/user-invitations", json={**body, "email": an_address()})
    assert stranger.json().keys() == answer.json().keys()


async def test_an_organisation_mails_so_many_invitations_an_hour(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    manager = await api.client(await a_member(pg_pool, await a_pro(pg_pool, dealer)))

    async def invited() -> int:
        body = {"email": an_address(), "name": "Lou", "role": "viewer"}
        return (await manager.post("/api/my/invitations", json=body)).status_code

    assert [await invited() for _ in range(INVITATIONS_DEFAULT)] == [201] * INVITATIONS_DEFAULT
    before = await pg_pool.fetchval("SELECT count(*) FROM outbox")
    assert await invited() == 429
    assert await pg_pool.fetchval("SELECT count(*) FROM outbox") == before
    await pg_pool.execute("UPDATE colleague_invitation SET created_at = created_at - interval '1 hour'")
    assert await invited() == 201


@pytest.mark.parametrize(
    "name", ["URGENT http://evil.example", "Lou\r\nBcc: x", "Lou\nvotre compte", "L\u2028u", "\x1b[2J", "  "]
)
async def test_a_name_carries_no_lines_and_no_address(
    boss: httpx.AsyncClient, dealer: Dealer, seller_group: str, name: str
) -> None:
    """It stands in the mails of others."""
    body = {"email": an_address(), "name": name, "user_group_id": seller_group, "entity_ids": [dealer.entity_id]}
    answer = await boss.post("/api/user-invitations", json=body)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/name"]


async def test_what_an_invitation_says_wrong_is_named(
    api: Api, pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    other = await a_dealer(pg_pool, name="Ailleurs")
    body = {"email": "nobody", "name": "N", "user_group_id": seller_group, "entity_ids": [dealer.entity_id]}
    assert [error["pointer"] for error in (await boss.post("/api/user-invitations", json=body)).json()["errors"]] == [
        "/email"
    ]
    body = {**body, "email": an_address(), "entity_ids": [dealer.entity_id, other.entity_id]}
    answer = (await boss.post("/api/user-invitations", json=body)).json()
    assert [error["pointer"] for error in answer["errors"]] == ["/entity_ids/1"]
    email = an_address()
    await invite(boss, dealer, seller_group, email)
    token = (await last_mail(pg_pool, email)).token
    client = await api.client()
    empty = (await client.post("/api/invitation/acceptance", headers=by_link(token), json={})).json()
    assert [error["pointer"] for error in empty["errors"]] == ["/name", "/password"]
    short = (
        await client.post("/api/invitation/acceptance", headers=by_link(token), json={"name": "N", "password": "court"})
    ).json()
    assert [error["pointer"] for error in short["errors"]] == ["/password"]
    other_address = await accept(api, token, email=an_address())
    assert [error["pointer"] for error in other_address.json()["errors"]] == ["/email"]
    assert (await accept(api, token)).status_code == 201


async def test_somebody_signed_in_does_not_become_somebody_else(
    api: Api, pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    email = an_address()
    await invite(boss, dealer, seller_group, email)
    token = (await last_mail(pg_pool, email)).token
    answer = await boss.post(
        "/api/invitation/acceptance", headers=by_link(token), json={"name": "N", "password": PASSWORD}
    )
    assert answer.json()["code"] == "forbidden"


async def test_a_member_is_invited_by_who_manages_the_pro(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    pro_id = await a_pro(pg_pool, dealer, name="Auto Essai")
    manager = await api.client(await a_member(pg_pool, pro_id, name="Dominique"))
    email = an_address()
    body = {"email": email, "name": "Lou", "role": "viewer", "limit_cents": 500_000, "locale": "en"}
    sent = await manager.post("/api/my/invitations", json=body)
    assert sent.status_code == 201
    mail = await last_mail(pg_pool, email)
    assert (mail.kind, mail.facts["organisation"], mail.facts["locale"]) == ("member_invitation", "Auto Essai", "en")
    answer = await accept(api, mail.token)
    assert answer.status_code == 201
    me = answer.json()
    assert (me["pro"]["id"], me["role"], me["manages"], me["limit_cents"]) == (pro_id, "viewer", False, 500_000)
    viewer = await api.client()
    await viewer.post("/api/session", json={"email": email, "password": PASSWORD})
    for method, path in (("GET", "/api/my/invitations"), ("POST", "/api/my/invitations")):
        assert (await viewer.request(method, path, json=body)).json()["code"] == "forbidden"


async def test_only_the_hash_of_a_link_is_kept(
    pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    email = an_address()
    await invite(boss, dealer, seller_group, email)
    token = (await last_mail(pg_pool, email)).token
    rows = await pg_pool.fetch("SELECT colleague_invitation::text AS row FROM colleague_invitation")
    assert rows
    assert all(token not in row["row"] for row in rows)


async def test_links_of_another_organisation_cannot_be_revoked(
    api: Api, pg_pool: Pool, boss: httpx.AsyncClient, dealer: Dealer, seller_group: str
) -> None:
    sent = await invite(boss, dealer, seller_group, an_address())
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Ailleurs")))
    assert (await stranger.delete(f"/api/user-invitations/{sent['id']}")).status_code == 404
    manager = await api.client(await a_member(pg_pool, await a_pro(pg_pool)))
    assert (await manager.delete(f"/api/my/invitations/{sent['id']}")).status_code == 404
