"""Groups, entities and points of sale are changed by those who manage settings (domain 1.1)."""

import asyncio

import httpx
import pytest
import pytest_asyncio

from server.accounts.principal import Right
from server.kit.ids import new_id
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_pro, a_user, another_entity

PLACE = {"name": "Annecy Nord", "address": "1, rue du Lac", "postcode": "74000", "city": "Annecy"}


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def client(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    return await api.client(await a_user(pg_pool, dealer, rights=[Right.MANAGE_SETTINGS]))


async def test_a_group_is_renamed_once_per_version(client: httpx.AsyncClient) -> None:
    group = (await client.get("/api/group")).json()
    renamed = await client.patch("/api/group", json={"version": group["version"], "name": " Groupe Neuf "})
    assert renamed.json() == {**group, "name": "Groupe Neuf", "version": group["version"] + 1}
    late = await client.patch("/api/group", json={"version": group["version"], "name": "Trop tard"})
    assert (late.status_code, late.json()["code"], late.json()["version"]) == (409, "conflict", group["version"] + 1)


async def test_an_entity_is_added_seen_by_its_maker_renamed_and_removed(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    made = await client.post("/api/entities", json={"name": "Essai Annecy"})
    assert made.status_code == 201
    path = f"/api/entities/{made.json()['id']}"
    assert (await client.get(path)).json() == made.json()
    assert made.json() == {"id": made.json()["id"], "name": "Essai Annecy", "points_of_sale": [], "version": 1}
    colleague = await api.client(await a_user(pg_pool, dealer))
    assert (await colleague.get(path)).status_code == 404
    everything = (await colleague.get("/api/group/entities")).json()
    assert made.json()["id"] in [item["id"] for item in everything["items"]]
    renamed = await client.patch(path, json={"version": 1, "name": "Essai Aix"})
    assert (renamed.json()["name"], renamed.json()["version"]) == ("Essai Aix", 2)
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_an_entity_in_use_stays(pg_pool: Pool, api: Api) -> None:
    dealer = await a_dealer(pg_pool, name="En service")
    await a_pro(pg_pool, dealer)
    client = await api.client(await a_user(pg_pool, dealer))
    refused = await client.delete(f"/api/entities/{dealer.entity_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    kept = (await client.get(f"/api/entities/{dealer.entity_id}")).json()
    assert len(kept["points_of_sale"]) == 1


async def test_a_point_of_sale_is_added_changed_and_removed(client: httpx.AsyncClient, dealer: Dealer) -> None:
    made = await client.post(
        "/api/points-of-sale", json={**PLACE, "entity_id": dealer.entity_id, "phone": "04 50 00 00 00"}
    )
    assert made.status_code == 201
    assert made.json()["phone"] == "+33450000000"
    path = f"/api/points-of-sale/{made.json()['id']}"
    assert (await client.get(path)).json() == made.json()
    changed = await client.patch(path, json={"version": 1, "city": "Annecy-le-Vieux"})
    assert changed.json() == {**made.json(), "city": "Annecy-le-Vieux", "version": 2}
    assert (await client.patch(path, json={"version": 1, "city": "Aix"})).json()["version"] == 2
    listed = (await client.get("/api/points-of-sale")).json()["items"]
    assert changed.json() in listed
    assert (await client.delete(path)).status_code == 204
    assert (await client.delete(path)).status_code == 404


async def test_a_phone_number_that_cannot_be_is_named(client: httpx.AsyncClient, dealer: Dealer) -> None:
    for phone in ("0102", "abc", "+33"):
        answer = await client.post("/api/points-of-sale", json={**PLACE, "entity_id": dealer.entity_id, "phone": phone})
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/phone"], phone


@pytest.mark.parametrize("whose", ["sister", "stranger"])
async def test_what_is_not_granted_does_not_exist(api: Api, pg_pool: Pool, dealer: Dealer, whose: str) -> None:
    other = await (another_entity(pg_pool, dealer, name=f"Sœur {new_id()}") if whose == "sister" else a_dealer(pg_pool))
    client = await api.client(await a_user(pg_pool, other))
    entity, point = f"/api/entities/{dealer.entity_id}", f"/api/points-of-sale/{dealer.point_of_sale_id}"
    for path in (entity, point):
        assert (await client.get(path)).status_code == 404
        assert (await client.patch(path, json={"version": 1, "name": "À moi"})).status_code == 404
        assert (await client.delete(path)).status_code == 404
    added = await client.post("/api/points-of-sale", json={**PLACE, "entity_id": dealer.entity_id})
    assert added.status_code == 404


async def test_of_two_changes_at_once_one_is_told(client: httpx.AsyncClient) -> None:
    path = f"/api/entities/{(await client.post('/api/entities', json={'name': 'À deux'})).json()['id']}"
    both = [client.patch(path, json={"version": 1, "name": name}) for name in ("Une", "Deux")]
    assert sorted(answer.status_code for answer in await asyncio.gather(*both)) == [200, 409]
