"""Keys for programs (domain 1.5)."""

import httpx
import pytest_asyncio

from server.accounts.principal import DealerUser, Right
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def user(pg_pool: Pool, dealer: Dealer) -> DealerUser:
    return await a_user(pg_pool, dealer, rights=[Right.MANAGE_PROS])


async def asked_with_key(api: Api, key: str, path: str = "/api/session", method: str = "GET") -> httpx.Response:
    client = await api.client()
    return await client.request(method, path, headers={"authorization": f"Bearer {key}"})


async def test_a_key_acts_for_its_owner_within_its_scopes(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    issued = await client.post("/api/api-keys", json={"name": "Robot", "scopes": ["manage_pros"]})
    assert issued.status_code == 201
    me = (await asked_with_key(api, issued.json()["key"])).json()
    assert me["user_id"] == user.user_id
    assert me["rights"] == ["manage_pros"]
    assert me["expires_at"] is None
    narrow = await client.post("/api/api-keys", json={"name": "Reader", "scopes": []})
    assert (await asked_with_key(api, narrow.json()["key"])).json()["rights"] == []


async def test_a_key_is_shown_once_and_kept_as_a_hash(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client(user)
    key = (await client.post("/api/api-keys", json={"name": "Once", "scopes": []})).json()["key"]
    listed = await client.get("/api/api-keys")
    assert "Once" in [item["name"] for item in listed.json()["items"]]
    assert key not in listed.text
    assert not await pg_pool.fetchval("SELECT count(*) FROM api_key WHERE key_hash = $1", key.encode()[:32])


async def test_a_revoked_key_is_dead_at_once(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    issued = (await client.post("/api/api-keys", json={"name": "Gone", "scopes": []})).json()
    assert (await client.delete(f"/api/api-keys/{issued['id']}")).status_code == 204
    assert (await asked_with_key(api, issued["key"])).status_code == 401
    assert (await client.delete(f"/api/api-keys/{issued['id']}")).status_code == 404


async def test_nobody_grants_more_than_they_hold(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client(user)
    answer = await client.post("/api/api-keys", json={"name": "Greedy", "scopes": ["manage_pros", "manage_users"]})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/scopes/1", "detail": "is not a right of yours"}]
    viewer = await api.client(await a_member(pg_pool, await a_pro(pg_pool), role="viewer"))
    answer = await viewer.post("/api/api-keys", json={"name": "Bidder", "scopes": ["bid"]})
    assert answer.status_code == 422


async def test_a_key_makes_neither_keys_nor_tickets(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    key = (await client.post("/api/api-keys", json={"name": "Parent", "scopes": []})).json()["key"]
    keyed = await api.client()
    keyed.headers["authorization"] = f"Bearer {key}"
    assert (await keyed.post("/api/api-keys", json={"name": "Child", "scopes": []})).status_code == 403
    assert (await keyed.post("/api/ws-tickets")).status_code == 403


async def test_nobody_revokes_somebody_elses_key(api: Api, pg_pool: Pool, dealer: Dealer, user: DealerUser) -> None:
    client = await api.client(user)
    issued = (await client.post("/api/api-keys", json={"name": "Mine", "scopes": []})).json()
    colleague = await api.client(await a_user(pg_pool, dealer))
    assert (await colleague.delete(f"/api/api-keys/{issued['id']}")).status_code == 404
    assert (await asked_with_key(api, issued["key"])).status_code == 200
