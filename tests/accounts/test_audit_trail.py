"""Who changed which right or setting, from what to what."""

import asyncpg
import httpx
import pytest
import pytest_asyncio

from server.accounts.principal import DealerUser, Right
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import PASSWORD, Dealer, a_dealer, a_password, a_user


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def boss(pg_pool: Pool, dealer: Dealer) -> DealerUser:
    return await a_user(pg_pool, dealer, name="Alix Admin")


@pytest_asyncio.fixture(scope="module")
async def client(api: Api, pg_pool: Pool, boss: DealerUser) -> httpx.AsyncClient:
    await a_password(pg_pool, boss)
    return await api.client(boss)


async def test_a_change_shows_who_when_and_what_before_and_after(client: httpx.AsyncClient, boss: DealerUser) -> None:
    made = (
        await client.post("/api/user-groups", json={"name": "Lecteurs", "validation_right": "none", "rights": []})
    ).json()
    path = f"/api/user-groups/{made['id']}"
    await client.patch(path, json={"version": 1, "rights": ["manage_stock"]})
    await client.patch(path, json={"version": 2})
    await client.delete(path)
    found = (await client.get("/api/audit-trail", params={"subject_id": made["id"]})).json()
    assert [(item["action"], item["before"], item["after"]) for item in found["items"]] == [
        ("removed", {**made, "rights": ["manage_stock"], "version": 3}, None),
        ("changed", {"rights": []}, {"rights": ["manage_stock"]}),
        ("created", None, made),
    ]
    assert {(item["actor"], item["account_id"], item["kind"]) for item in found["items"]} == {
        ("Alix Admin", boss.account_id, "user_group")
    }


async def test_a_refused_change_leaves_no_trace(client: httpx.AsyncClient, boss: DealerUser) -> None:
    before = (await client.get("/api/audit-trail")).json()["total"]
    refused = await client.patch(f"/api/users/{boss.user_id}", json={"version": 1, "disabled": True})
    assert refused.status_code == 409
    assert (await client.get("/api/audit-trail")).json()["total"] == before


async def test_the_trail_is_paged_filtered_and_of_ones_own_group(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient
) -> None:
    for number in range(3):
        await client.post("/api/entities", json={"name": f"Entité {number}"})
    seen: list[str] = []
    cursor = None
    while True:
        parameters = {"kind": "entity", "limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/api/audit-trail", params=parameters)).json()
        seen += [item["after"]["name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["Entité 2", "Entité 1", "Entité 0"]
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Ailleurs")))
    assert (await stranger.get("/api/audit-trail")).json()["items"] == []


async def test_the_trail_needs_a_right(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    seller = await api.client(await a_user(pg_pool, dealer, rights=[Right.MANAGE_STOCK]))
    assert (await seller.get("/api/audit-trail")).json()["code"] == "forbidden"


async def test_nobody_rewrites_the_trail(pg_pool: Pool, client: httpx.AsyncClient) -> None:
    await client.post("/api/entities", json={"name": "Tracée"})
    for statement in ("UPDATE change_record SET actor = 'x'", "DELETE FROM change_record", "TRUNCATE change_record"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await pg_pool.execute(statement)


async def test_keys_are_on_the_trail_without_their_secret(client: httpx.AsyncClient) -> None:
    body = {"name": "Robot", "scopes": ["manage_pros"], "password": PASSWORD}
    issued = (await client.post("/api/api-keys", json=body)).json()
    await client.delete(f"/api/api-keys/{issued['id']}")
    answer = await client.get("/api/audit-trail", params={"kind": "api_key"})
    key = {"name": "Robot", "scopes": ["manage_pros"]}
    assert [(item["before"], item["after"]) for item in answer.json()["items"]] == [(key, None), (None, key)]
    assert issued["key"] not in answer.text
