"""Distribution lists over HTTP (domain 2.7)."""

import asyncio

import httpx
import pytest_asyncio

from server.kit.ids import ProId, new_id
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_pro, a_user, another_entity


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def client(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    return await api.client(await a_user(pg_pool, dealer))


@pytest_asyncio.fixture(scope="module")
async def pros(pg_pool: Pool, dealer: Dealer) -> list[ProId]:
    return [await a_pro(pg_pool, dealer, name=f"Auto {number}") for number in range(3)]


async def a_list(client: httpx.AsyncClient, dealer: Dealer, pro_ids: list[ProId], name: str) -> httpx.Response:
    body = {"entity_id": dealer.entity_id, "name": name, "pro_ids": pro_ids}
    return await client.post("/api/distribution-lists", json=body)


async def test_a_list_is_made_shown_changed_and_removed(
    client: httpx.AsyncClient, dealer: Dealer, pros: list[ProId]
) -> None:
    made = await a_list(client, dealer, pros[:2], "Utilitaires")
    assert made.status_code == 201
    path = f"/api/distribution-lists/{made.json()['id']}"
    assert (await client.get(path)).json() == made.json()
    assert made.json()["version"] == 1
    assert made.json()["pros"] == 2
    changed = await client.patch(path, json={"version": 1, "pro_ids": pros[2:]})
    assert changed.json() == {**made.json(), "version": 2, "pros": 1, "pro_ids": pros[2:]}
    renamed = await client.patch(path, json={"version": 2, "name": " Berlines "})
    assert renamed.json()["name"] == "Berlines"
    assert renamed.json()["pro_ids"] == pros[2:]
    listed = (await client.get("/api/distribution-lists", params={"entity_id": dealer.entity_id})).json()
    assert renamed.json() in listed["items"]
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404
    assert (await client.delete(path)).status_code == 404


async def test_of_two_changes_of_one_version_the_second_is_told(
    client: httpx.AsyncClient, dealer: Dealer, pros: list[ProId]
) -> None:
    path = f"/api/distribution-lists/{(await a_list(client, dealer, [], 'À deux')).json()['id']}"
    changes = [client.patch(path, json={"version": 1, "pro_ids": [pro_id]}) for pro_id in pros]
    answers = await asyncio.gather(*changes)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    late = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (late["code"], late["version"]) == ("conflict", 2)


async def test_only_connected_pros_are_taken_and_each_wrong_one_is_named(
    client: httpx.AsyncClient, pg_pool: Pool, dealer: Dealer, pros: list[ProId]
) -> None:
    stranger = await a_pro(pg_pool)
    answer = await a_list(client, dealer, [pros[0], stranger, ProId(new_id())], "Fausse")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/pro_ids/1", "/pro_ids/2"]
    listed = (await client.get("/api/distribution-lists")).json()["items"]
    assert "Fausse" not in [item["name"] for item in listed]


async def test_a_name_is_taken_once_per_entity(client: httpx.AsyncClient, dealer: Dealer) -> None:
    assert (await a_list(client, dealer, [], "Unique")).status_code == 201
    assert (await a_list(client, dealer, [], " Unique ")).json()["code"] == "taken"
    both = [a_list(client, dealer, [], "Au même instant") for _ in range(2)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*both)) == [201, 409]


async def test_the_lists_of_entities_not_granted_do_not_exist(
    api: Api, client: httpx.AsyncClient, pg_pool: Pool, dealer: Dealer
) -> None:
    made = (await a_list(client, dealer, [], "Cachée")).json()
    sister = await another_entity(pg_pool, dealer, name="Essai Nice")
    stranger = await a_dealer(pg_pool, name="Autre groupe")
    path = f"/api/distribution-lists/{made['id']}"
    for other in (await a_user(pg_pool, sister), await a_user(pg_pool, stranger)):
        theirs = await api.client(other)
        assert (await theirs.get(path)).status_code == 404
        assert (await theirs.patch(path, json={"version": 1, "name": "x"})).status_code == 404
        assert (await theirs.delete(path)).status_code == 404
        assert (await a_list(theirs, dealer, [], "Chez d'autres")).status_code == 404
        listing = await theirs.get("/api/distribution-lists", params={"entity_id": dealer.entity_id})
        assert listing.status_code == 404
    assert (await client.get(path)).json() == made
