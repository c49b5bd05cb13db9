"""A pro's own people, its machines and its address (domain 1.4, 1.5)."""

import asyncio
from typing import Any

import httpx
import pytest
import pytest_asyncio

from server.accounts.principal import ProMember
from server.kit.ids import ProId, new_id
from server.kit.money import Cents
from server.kit.postgres import Pool
from tests.accounts.letters import by_link, last_mail
from tests.http import Api
from tests.organisation import PASSWORD, Dealer, a_dealer, a_key, a_member, a_password, a_pro

# What a stolen session must not do asks for the password.
AGAIN = {"password": PASSWORD}


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture
async def pro_id(pg_pool: Pool, dealer: Dealer) -> ProId:
    return await a_pro(pg_pool, dealer)


@pytest_asyncio.fixture
async def manager(pg_pool: Pool, pro_id: ProId) -> ProMember:
    return await a_member(pg_pool, pro_id, name="Dominique")


@pytest_asyncio.fixture
async def client(api: Api, pg_pool: Pool, manager: ProMember) -> httpx.AsyncClient:
    await a_password(pg_pool, manager)
    return await api.client(manager)


async def members(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in (await client.get("/api/my/members")).json()["items"]}


async def test_the_first_member_manages_and_changes_roles_and_limits(
    api: Api, pg_pool: Pool, pro_id: ProId, client: httpx.AsyncClient
) -> None:
    lou = await a_member(pg_pool, pro_id, name="Lou")
    theirs = await api.client(lou)
    shown = (await members(theirs))["Lou"]
    assert (shown["role"], shown["manages"], shown["limit_cents"], shown["kind"]) == ("bidder", False, None, "person")
    path = f"/api/my/members/{lou.member_id}"
    changed = await client.patch(path, json={"version": 1, "role": "viewer", "limit_cents": 1_000_000})
    assert changed.json() == {**shown, "role": "viewer", "limit_cents": 1_000_000, "version": 2}
    me = (await theirs.get("/api/session")).json()
    assert (me["role"], me["limit_cents"]) == ("viewer", 1_000_000)
    assert (await client.patch(path, json={"version": 2, "limit_cents": None})).json()["limit_cents"] is None
    late = await client.patch(path, json={"version": 1, "role": "bidder"})
    assert (late.status_code, late.json()["version"]) == (409, 3)


async def test_whoever_does_not_manage_only_looks(
    api: Api, pg_pool: Pool, pro_id: ProId, client: httpx.AsyncClient, manager: ProMember
) -> None:
    theirs = await api.client(await a_member(pg_pool, pro_id, name="Lou"))
    assert set(await members(theirs)) == {"Dominique", "Lou"}
    path = f"/api/my/members/{manager.member_id}"
    assert (await theirs.patch(path, json={"version": 1, "role": "viewer"})).json()["code"] == "forbidden"
    program = await api.client()
    program.headers["authorization"] = f"Bearer {await a_key(pg_pool, manager, 'bid')}"
    assert (await program.patch(path, json={"version": 1, "role": "viewer"})).json()["code"] == "forbidden"


async def test_somebody_always_manages(
    api: Api, pg_pool: Pool, pro_id: ProId, client: httpx.AsyncClient, manager: ProMember
) -> None:
    path = f"/api/my/members/{manager.member_id}"
    for change in ({"manages": False}, {"disabled": True}):
        answer = await client.patch(path, json={"version": 1, **change})
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    lou = await a_member(pg_pool, pro_id, name="Lou")
    assert (await client.patch(f"/api/my/members/{lou.member_id}", json={"version": 1, "manages": True})).is_success
    assert (await client.patch(path, json={"version": 1, "manages": False})).json()["manages"] is False
    assert (await client.patch(path, json={"version": 2, "manages": True})).json()["code"] == "forbidden"


async def test_a_member_who_is_shut_out_is_out(
    api: Api, pg_pool: Pool, pro_id: ProId, client: httpx.AsyncClient
) -> None:
    lou = await a_member(pg_pool, pro_id, name="Lou")
    theirs = await api.client(lou)
    path = f"/api/my/members/{lou.member_id}"
    assert (await client.patch(path, json={"version": 1, "disabled": True})).json()["disabled"] is True
    assert (await theirs.get("/api/session")).status_code == 401


async def test_other_pros_members_do_not_exist(api: Api, pg_pool: Pool, client: httpx.AsyncClient) -> None:
    stranger = await a_member(pg_pool, await a_pro(pg_pool))
    path = f"/api/my/members/{stranger.member_id}"
    assert (await client.patch(path, json={"version": 1, "role": "viewer"})).status_code == 404
    assert (await client.post(f"/api/my/machines/{stranger.member_id}/keys", json=AGAIN)).status_code == 404


async def test_a_machine_bids_by_its_key_and_never_signs_in(api: Api, client: httpx.AsyncClient, pro_id: ProId) -> None:
    email = f"analyse-cotation-{new_id()}@alcopa.example"
    body = {
        "name": "Alcopa",
        "email": email,
        "webhook_url": "https://alcopa.example/hooks",
        "limit_cents": 900,
        **AGAIN,
    }
    made = await client.post("/api/my/machines", json=body)
    assert made.status_code == 201
    machine = made.json()["member"]
    assert (machine["kind"], machine["role"], machine["webhook_url"]) == ("machine", "bidder", body["webhook_url"])
    program = await api.client()
    program.headers["authorization"] = f"Bearer {made.json()['key']}"
    me = (await program.get("/api/session")).json()
    assert (me["pro"]["id"], me["role"], me["limit_cents"], me["manages"]) == (pro_id, "bidder", 900, False)
    for password in ("none", ""):
        answer = await (await api.client()).post("/api/session", json={"email": email, "password": password})
        assert answer.status_code in {401, 422}
    await (await api.client()).post("/api/session/password-reset", json={"email": email})
    renewed = (await client.post(f"/api/my/machines/{machine['id']}/keys", json=AGAIN)).json()
    assert (await program.get("/api/session")).status_code == 401
    program.headers["authorization"] = f"Bearer {renewed['key']}"
    assert (await program.get("/api/session")).status_code == 200
    manages = await client.patch(f"/api/my/members/{machine['id']}", json={"version": 1, "manages": True})
    assert (manages.status_code, manages.json()["field"]) == (409, "/manages")


async def test_a_program_that_may_not_bid_reads_all_the_same(api: Api, client: httpx.AsyncClient) -> None:
    body = {"name": "Tableau", "email": f"{new_id()}@essai.example", "role": "viewer", **AGAIN}
    made = (await client.post("/api/my/machines", json=body)).json()
    program = await api.client()
    program.headers["authorization"] = f"Bearer {made['key']}"
    assert (await program.get("/api/auctions")).status_code == 200
    bids = f"/api/auctions/{new_id()}/lots/1/bids"
    refused = await program.post(bids, json={"amount_cents": 1}, headers={"idempotency-key": new_id()})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    path = f"/api/my/members/{made['member']['id']}"
    assert (await client.patch(path, json={"version": 1, "role": "bidder"})).is_success
    assert (await program.get("/api/session")).json()["role"] == "bidder"


async def test_a_bidder_turned_viewer_keeps_reading_by_key(
    api: Api, pg_pool: Pool, pro_id: ProId, client: httpx.AsyncClient
) -> None:
    lou = await a_member(pg_pool, pro_id, name="Lou")
    program = await api.client()
    program.headers["authorization"] = f"Bearer {await a_key(pg_pool, lou, 'bid')}"
    path = f"/api/my/members/{lou.member_id}"
    assert (await client.patch(path, json={"version": 1, "role": "viewer"})).is_success
    assert (await program.get("/api/auctions")).status_code == 200
    assert (await program.get("/api/session")).json()["role"] == "viewer"


async def test_a_programs_address_keeps_nobody_out(api: Api, pg_pool: Pool, client: httpx.AsyncClient) -> None:
    email = f"{new_id()}@essai.example"
    assert (await client.post("/api/my/machines", json={"name": "Prog", "email": email, **AGAIN})).status_code == 201
    await client.post("/api/my/invitations", json={"email": email, "name": "Lou", "role": "viewer"})
    mail = await last_mail(pg_pool, email)
    assert mail.kind == "member_invitation"
    person = {"name": "Lou", "password": "une phrase de passe"}
    accepted = await (await api.client()).post("/api/invitation/acceptance", headers=by_link(mail.token), json=person)
    assert accepted.status_code == 201, accepted.text


async def test_a_programs_address_tells_nobody_who_has_an_account(api: Api, pg_pool: Pool) -> None:
    pro_id, rival = await a_pro(pg_pool), await a_pro(pg_pool)
    manager = await a_member(pg_pool, pro_id)
    await a_password(pg_pool, manager)
    client = await api.client(manager)
    known, email = await a_member(pg_pool, rival), f"{new_id()}@essai.example"
    await a_password(pg_pool, known)
    answers = [
        await client.post("/api/my/machines", json={"name": "Alcopa", "email": address, **AGAIN})
        for address in (known.email, email, email)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert {frozenset(answer.json()["member"]) for answer in answers} == {frozenset(answers[0].json()["member"])}
    visitor = await api.client()
    signed_in = await visitor.post("/api/session", json={"email": known.email, **AGAIN})
    assert (signed_in.status_code, signed_in.json()["pro"]["id"]) == (201, rival)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example",
        "https://",
        "http://elsewhere.example/",
        "https://user@x.example/",
        "https://x.example/ x",
        "https://....",
        "https://-",
        "https://x-.example/",
    ],
)
async def test_a_webhook_is_an_https_address(client: httpx.AsyncClient, url: str) -> None:
    body = {"name": "R", "email": f"{new_id()}@pro.example", "webhook_url": url, **AGAIN}
    answer = await client.post("/api/my/machines", json=body)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/webhook_url"]


async def test_the_company_is_shown_and_changed_once_per_version(client: httpx.AsyncClient) -> None:
    company = (await client.get("/api/my/company")).json()
    change = {"version": 1, "phone": "03 85 11 22 33", "email": "Contact@Pro.Example", "city": "Cluny"}
    changed = await client.patch("/api/my/company", json=change)
    assert changed.json() == {
        **company,
        "phone": "+33385112233",
        "email": "contact@pro.example",
        "city": "Cluny",
        "version": 2,
    }
    both = [client.patch("/api/my/company", json={"version": 2, "name": name}) for name in ("Une", "Deux")]
    assert sorted(answer.status_code for answer in await asyncio.gather(*both)) == [200, 409]
    wrong = await client.patch("/api/my/company", json={"version": 3, "email": "nobody"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/email"]


async def test_limits_are_amounts(client: httpx.AsyncClient, manager: ProMember) -> None:
    path = f"/api/my/members/{manager.member_id}"
    for limit in (-1, 10**12 + 1, "10", 1.5):
        answer = await client.patch(path, json={"version": 1, "limit_cents": limit})
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/limit_cents"]
    assert (await client.patch(path, json={"version": 1, "limit_cents": Cents(0)})).json()["limit_cents"] == 0
