"""New passwords: by a mailed link, or by the old one."""

import httpx
import pytest
import pytest_asyncio

from server.accounts.credential_api import ANSWER_SECONDS
from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser
from server.kit.ids import new_id
from server.kit.postgres import Pool
from tests.accounts.letters import by_link, last_mail, mails_to
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_user

OLD, NEW = "l'ancien mot de passe", "le nouveau mot de passe"


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture
async def user(pg_pool: Pool, dealer: Dealer) -> DealerUser:
    return await a_user(pg_pool, dealer, password_hash=await Passwords().hash(OLD))


async def forget(client: httpx.AsyncClient, email: str) -> httpx.Response:
    return await client.post("/api/session/password-reset", json={"email": email})


async def signs_in(api: Api, email: str, password: str) -> bool:
    answer = await (await api.client()).post("/api/session", json={"email": email, "password": password})
    return answer.status_code == 201


async def test_a_forgotten_password_is_replaced_by_a_link_and_every_session_ends(
    api: Api, pg_pool: Pool, user: DealerUser
) -> None:
    elsewhere, client = await api.client(user), await api.client()
    assert (await forget(client, user.email.upper())).status_code == 204
    mail = await last_mail(pg_pool, user.email)
    assert mail.kind == "password_reset"
    assert mail.facts["link"] == f"/mot-de-passe/nouveau#{mail.token}"
    path, link = "/api/session/password-reset", by_link(mail.token)
    assert (await client.get(path, headers=link)).json() == {"email": user.email}
    assert (await client.put(path, headers=link, json={"password": NEW})).status_code == 204
    assert (await elsewhere.get("/api/session")).status_code == 401
    assert not await signs_in(api, user.email, OLD)
    assert await signs_in(api, user.email, NEW)
    assert (await last_mail(pg_pool, user.email)).kind == "password_changed"
    assert (await client.put(path, headers=link, json={"password": "encore un autre"})).status_code == 404
    assert (await client.get(path, headers=link)).status_code == 404


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(api: Api, pg_pool: Pool) -> None:
    unknown = f"{new_id()}@essai.example"
    assert (await forget(await api.client(), unknown)).status_code == 204
    assert await mails_to(pg_pool, unknown) == []


async def test_a_new_password_spends_all_links(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client()
    for _ in range(2):
        await forget(client, user.email)
    first, second = await mails_to(pg_pool, user.email)
    assert (
        await client.put("/api/session/password-reset", headers=by_link(second.token), json={"password": NEW})
    ).status_code == 204
    assert (await client.get("/api/session/password-reset", headers=by_link(first.token))).status_code == 404


async def test_mails_do_not_pile_up(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client()
    answers = [(await forget(client, user.email)).status_code for _ in range(12)]
    assert answers[:10] == [204] * 10
    assert 429 in answers[10:]
    assert len(await mails_to(pg_pool, user.email)) == 3


async def test_a_link_expires(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client()
    await forget(client, user.email)
    path, link = "/api/session/password-reset", by_link((await last_mail(pg_pool, user.email)).token)
    await pg_pool.execute(
        "UPDATE password_reset SET created_at = created_at - interval '2 hours',"
        " expires_at = expires_at - interval '2 hours' WHERE account_id = $1",
        user.account_id,
    )
    assert (await client.get(path, headers=link)).status_code == 404
    assert (await client.put(path, headers=link, json={"password": NEW})).status_code == 404
    assert await signs_in(api, user.email, OLD)


@pytest.mark.parametrize("token", ["pwd_forged", "x", "%00", "a" * 3_000])
async def test_a_forged_link_is_nothing(api: Api, token: str) -> None:
    client = await api.client()
    assert (await client.get("/api/session/password-reset", headers=by_link(token))).status_code == 404
    answer = await client.put("/api/session/password-reset", headers=by_link(token), json={"password": NEW})
    assert answer.status_code == 404


async def test_one_changes_ones_password_by_the_old_one_and_stays_signed_in_here_only(
    api: Api, user: DealerUser
) -> None:
    here, there = await api.client(user), await api.client(user)
    wrong = await here.put("/api/account/password", json={"current_password": "faux", "password": NEW})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/current_password"]
    right = await here.put("/api/account/password", json={"current_password": OLD, "password": NEW})
    assert right.status_code == 204
    assert (await here.get("/api/session")).status_code == 200
    assert (await there.get("/api/session")).status_code == 401
    assert await signs_in(api, user.email, NEW)


async def test_a_borrowed_telephone_does_not_guess_the_password(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    guess = {"current_password": "faux", "password": NEW}
    answers = [(await client.put("/api/account/password", json=guess)).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


async def test_name_and_language_are_ones_own(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    changed = await client.patch("/api/account", json={"name": " Camille D. ", "locale": "en"})
    assert (changed.json()["name"], changed.json()["locale"]) == ("Camille D.", "en")
    assert (await client.get("/api/session")).json()["locale"] == "en"


async def test_all_other_sessions_end_at_once(api: Api, user: DealerUser) -> None:
    here, there = await api.client(user), await api.client(user)
    assert (await here.delete("/api/sessions")).status_code == 204
    assert (await there.get("/api/session")).status_code == 401
    assert (await here.get("/api/session")).status_code == 200


async def test_who_has_an_account_is_not_told_by_the_time(api: Api, user: DealerUser) -> None:
    client = await api.client()
    for email in (user.email, f"{new_id()}@nobody.example"):
        assert (await forget(client, email)).elapsed.total_seconds() >= ANSWER_SECONDS
