"""Users and user groups: who may change them, and what can't be taken away (domain 1.2, 1.3)."""

import asyncio
from typing import Any

import httpx
import pytest_asyncio

from server.accounts.principal import DealerUser, Right
from server.kit.ids import new_id
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_key, a_user, another_entity


@pytest_asyncio.fixture
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool, name=f"Groupe {new_id()}")


@pytest_asyncio.fixture
async def boss(pg_pool: Pool, dealer: Dealer) -> DealerUser:
    return await a_user(pg_pool, dealer, rights=[Right.MANAGE_USERS])


@pytest_asyncio.fixture
async def client(api: Api, boss: DealerUser) -> httpx.AsyncClient:
    return await api.client(boss)


async def read(client: httpx.AsyncClient, user: DealerUser) -> dict[str, Any]:
    return (await client.get(f"/api/users/{user.user_id}")).json()


async def test_a_user_gets_another_group_and_other_entities_at_once(
    api: Api, pg_pool: Pool, dealer: Dealer, client: httpx.AsyncClient
) -> None:
    sister = await another_entity(pg_pool, dealer)
    user = await a_user(pg_pool, dealer, rights=())
    groups = {group["name"]: group["id"] for group in (await client.get("/api/user-groups")).json()["items"]}
    theirs = await api.client(user)
    change = {
        "version": 1,
        "name": "Camille Renommée",
        "user_group_id": groups["Chef de vente"],
        "entity_ids": [sister.entity_id],
    }
    changed = await client.patch(f"/api/users/{user.user_id}", json=change)
    assert changed.status_code == 200
    assert changed.json() == await read(client, user)
    me = (await theirs.get("/api/session")).json()
    assert me["name"] == "Camille Renommée"
    seen = ["see_margins", "see_police_register"]
    assert me["rights"] == ["manage_pros", "manage_stock", "run_auctions", *seen]
    assert [entity["id"] for entity in me["entities"]] == [sister.entity_id]
    late = await client.patch(f"/api/users/{user.user_id}", json={"version": 1, "name": "Trop tard"})
    assert (late.status_code, late.json()["version"]) == (409, 2)


async def test_parts_of_another_group_are_named(pg_pool: Pool, dealer: Dealer, client: httpx.AsyncClient) -> None:
    other = await a_dealer(pg_pool, name="Ailleurs")
    stranger = await a_user(pg_pool, other)
    theirs = await pg_pool.fetchval("SELECT user_group_id::text FROM dealer_user WHERE id = $1", stranger.user_id)
    user = await a_user(pg_pool, dealer)
    change = {"version": 1, "user_group_id": theirs, "entity_ids": [dealer.entity_id, other.entity_id]}
    answer = await client.patch(f"/api/users/{user.user_id}", json=change)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/user_group_id", "/entity_ids/1"]
    assert (await client.patch(f"/api/users/{stranger.user_id}", json={"version": 1})).status_code == 404
    assert (await client.delete(f"/api/users/{stranger.user_id}/sessions")).status_code == 404


async def test_one_who_is_shut_out_is_out_with_sessions_and_keys_and_may_come_back(
    api: Api, pg_pool: Pool, dealer: Dealer, client: httpx.AsyncClient
) -> None:
    user = await a_user(pg_pool, dealer)
    theirs = await api.client(user)
    program = {"authorization": f"Bearer {await a_key(pg_pool, user)}"}
    path = f"/api/users/{user.user_id}"
    assert (await client.patch(path, json={"version": 1, "disabled": True})).json()["disabled"] is True
    assert (await theirs.get("/api/session")).status_code == 401
    assert (await (await api.client()).get("/api/session", headers=program)).status_code == 401
    assert (await client.patch(path, json={"version": 2, "disabled": False})).json()["disabled"] is False
    assert (await theirs.get("/api/session")).status_code == 401, "old sessions stay dead"
    assert (await (await api.client(user)).get("/api/session")).status_code == 200


async def test_somebody_else_can_be_signed_out_everywhere(
    api: Api, pg_pool: Pool, dealer: Dealer, client: httpx.AsyncClient
) -> None:
    user = await a_user(pg_pool, dealer)
    theirs = await api.client(user)
    assert (await client.delete(f"/api/users/{user.user_id}/sessions")).status_code == 204
    assert (await theirs.get("/api/session")).status_code == 401
    assert (await client.get("/api/session")).status_code == 200


async def test_the_last_administrator_stays_one(client: httpx.AsyncClient, boss: DealerUser) -> None:
    mine = await read(client, boss)
    groups = {group["name"]: group for group in (await client.get("/api/user-groups")).json()["items"]}
    path = f"/api/users/{boss.user_id}"
    own_group = next(group for group in groups.values() if group["id"] == mine["user_group_id"])
    attempts = [
        client.patch(path, json={"version": mine["version"], "disabled": True}),
        client.patch(path, json={"version": mine["version"], "user_group_id": groups["Vendeur"]["id"]}),
        client.patch(
            f"/api/user-groups/{own_group['id']}", json={"version": own_group["version"], "rights": ["manage_stock"]}
        ),
    ]
    for attempt in attempts:
        answer = await attempt
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    assert await read(client, boss) == mine
    assert (await client.get("/api/session")).json()["rights"] == ["manage_users"]


async def test_two_administrators_cannot_remove_each_other_at_the_same_moment(
    api: Api, pg_pool: Pool, dealer: Dealer, client: httpx.AsyncClient, boss: DealerUser
) -> None:
    other = await a_user(pg_pool, dealer)
    theirs = await api.client(other)
    both = await asyncio.gather(
        client.patch(f"/api/users/{other.user_id}", json={"version": 1, "disabled": True}),
        theirs.patch(f"/api/users/{boss.user_id}", json={"version": 1, "disabled": True}),
    )
    won, lost = sorted(answer.status_code for answer in both)
    assert (won, lost) in {(200, 409), (200, 401)}, "the loser is refused, or out already"
    shut_out = [
        user["disabled"]
        for user in (await (theirs if both[1].is_success else client).get("/api/users")).json()["items"]
    ]
    assert sorted(shut_out) == [False, True]


async def test_a_user_group_is_made_changed_and_removed(
    api: Api, pg_pool: Pool, dealer: Dealer, client: httpx.AsyncClient
) -> None:
    body = {"name": "Marketing", "validation_right": "own", "rights": ["manage_pros", "manage_pros"]}
    made = await client.post("/api/user-groups", json=body)
    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"],
        "name": "Marketing",
        "validation_right": "own",
        "rights": ["manage_pros"],
        "second_factor_required": False,
        "users": 0,
        "version": 1,
    }
    path = f"/api/user-groups/{made.json()['id']}"
    user = await a_user(pg_pool, dealer, rights=())
    await client.patch(f"/api/users/{user.user_id}", json={"version": 1, "user_group_id": made.json()["id"]})
    changed = await client.patch(path, json={"version": 1, "validation_right": "all", "rights": ["run_auctions"]})
    assert (changed.json()["validation_right"], changed.json()["users"]) == ("all", 1)
    assert (await (await api.client(user)).get("/api/session")).json()["rights"] == ["run_auctions"]
    assert (await client.patch(path, json={"version": 1, "name": "x"})).json()["version"] == 2
    refused = await client.delete(path)
    assert (refused.status_code, refused.json()["users"]) == (409, 1)
    groups = {group["name"]: group["id"] for group in (await client.get("/api/user-groups")).json()["items"]}
    await client.patch(f"/api/users/{user.user_id}", json={"version": 2, "user_group_id": groups["Vendeur"]})
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_a_user_group_name_is_taken_once_and_rights_are_known_ones(client: httpx.AsyncClient) -> None:
    body = {"name": " Vendeur ", "validation_right": "none", "rights": ["manage_pros"]}
    taken = await client.post("/api/user-groups", json=body)
    assert (taken.status_code, taken.json()["field"]) == (409, "/name")
    unknown = await client.post("/api/user-groups", json={**body, "name": "x", "rights": ["rule_the_world"]})
    assert unknown.status_code == 422
    wrong = await client.post("/api/user-groups", json={**body, "name": "x", "validation_right": "some"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/validation_right"]


async def test_user_groups_of_others_do_not_exist(pg_pool: Pool, client: httpx.AsyncClient) -> None:
    other = await a_dealer(pg_pool, name="Ailleurs")
    theirs = await pg_pool.fetchval("SELECT id::text FROM user_group WHERE group_id = $1 LIMIT 1", other.group_id)
    path = f"/api/user-groups/{theirs}"
    assert (await client.get(path)).status_code == 404
    assert (await client.patch(path, json={"version": 1, "name": "x"})).status_code == 404
    assert (await client.delete(path)).status_code == 404
