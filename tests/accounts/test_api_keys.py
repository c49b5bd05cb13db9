"""Keys for programs (domain 1.5)."""

import httpx
import pytest
import pytest_asyncio

from server.accounts.principal import DealerUser, Right
from server.kit.ids import new_id
from server.kit.postgres import Pool
from tests.accounts.letters import by_link, last_mail, mails_to
from tests.http import Api
from tests.organisation import PASSWORD, Dealer, a_dealer, a_key, a_member, a_password, a_pro, a_user


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture
async def user(pg_pool: Pool, dealer: Dealer) -> DealerUser:
    user = await a_user(pg_pool, dealer, rights=[Right.MANAGE_PROS, Right.MANAGE_STOCK])
    await a_password(pg_pool, user)
    return user


async def program(api: Api, key: str) -> httpx.AsyncClient:
    client = await api.client()
    client.headers["authorization"] = f"Bearer {key}"
    return client


def a_wish(*scopes: str, **fields: object) -> dict[str, object]:
    return {"name": "Robot", "scopes": list(scopes), "password": PASSWORD, **fields}


async def test_a_key_acts_for_its_owner_within_its_scopes(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    issued = await client.post("/api/api-keys", json=a_wish("manage_pros"))
    assert issued.status_code == 201
    me = (await (await program(api, issued.json()["key"])).get("/api/session")).json()
    assert me["user_id"] == user.user_id
    assert me["rights"] == ["manage_pros"]
    assert me["expires_at"] is None


async def test_making_a_key_asks_the_password_and_is_told(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    """A session stolen for a minute must not become access for ever."""
    client = await api.client(user)
    for password in ("faux", None):
        answer = await client.post("/api/api-keys", json=a_wish("read", password=password))
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/password"]
    assert not await mails_to(pg_pool, user.email)
    await client.post("/api/api-keys", json=a_wish("read", name="Comptabilité"))
    told = await last_mail(pg_pool, user.email)
    assert (told.kind, told.facts["program"]) == ("api_key_made", "Comptabilité")


async def test_a_password_set_by_a_mailed_link_ends_keys(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    keyed = await program(api, await a_key(pg_pool, user))
    visitor = await api.client()
    await visitor.post("/api/session/password-reset", json={"email": user.email})
    token = (await last_mail(pg_pool, user.email)).token
    assert (await keyed.get("/api/session")).status_code == 200
    fresh = {"password": "quatre chevaux bleus"}
    assert (await visitor.put("/api/session/password-reset", headers=by_link(token), json=fresh)).status_code == 204
    assert (await keyed.get("/api/session")).status_code == 401


async def test_a_key_may_end_by_itself_and_says_when_it_was_used(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client(user)
    key = (await client.post("/api/api-keys", json=a_wish("read", days=30))).json()
    assert key["expires_at"] > key["created_at"]
    assert key["last_used_at"] is None
    keyed = await program(api, key["key"])
    assert (await keyed.get("/api/session")).json()["expires_at"] == key["expires_at"]
    (listed,) = (await client.get("/api/api-keys")).json()["items"]
    assert listed["last_used_at"] > key["created_at"]
    await pg_pool.execute(
        "UPDATE api_key SET created_at = now() - interval '31 days', expires_at = now() WHERE id = $1", key["id"]
    )
    assert (await keyed.get("/api/session")).status_code == 401
    assert (await client.get("/api/api-keys")).json()["items"] == []
    for days in (0, -1, 100_000):
        assert (await client.post("/api/api-keys", json=a_wish("read", days=days))).status_code == 422


async def test_a_key_is_shown_once_and_kept_as_a_hash(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client(user)
    key = (await client.post("/api/api-keys", json=a_wish("read"))).json()["key"]
    listed = await client.get("/api/api-keys")
    assert "Robot" in [item["name"] for item in listed.json()["items"]]
    assert key not in listed.text
    assert not await pg_pool.fetchval("SELECT count(*) FROM api_key WHERE key_hash = $1", key.encode()[:32])


async def test_a_revoked_key_is_dead_at_once(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    issued = (await client.post("/api/api-keys", json=a_wish("read"))).json()
    assert (await client.delete(f"/api/api-keys/{issued['id']}")).status_code == 204
    assert (await (await program(api, issued["key"])).get("/api/session")).status_code == 401
    assert (await client.delete(f"/api/api-keys/{issued['id']}")).status_code == 404


async def test_nobody_grants_more_than_they_hold(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client(user)
    answer = await client.post("/api/api-keys", json=a_wish("manage_pros", "manage_users"))
    assert answer.json()["errors"] == [
        {"pointer": "/scopes/1", "code": "beyond_your_rights", "detail": "is more than you may yourself"}
    ]
    viewer = await a_member(pg_pool, await a_pro(pg_pool), role="viewer")
    await a_password(pg_pool, viewer)
    assert (await (await api.client(viewer)).post("/api/api-keys", json=a_wish("bid"))).status_code == 422
    seller = await a_user(pg_pool, await a_dealer(pg_pool), rights=())
    await a_password(pg_pool, seller)
    assert (await (await api.client(seller)).post("/api/api-keys", json=a_wish("dms"))).status_code == 422


async def test_a_key_without_scopes_can_do_nothing(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client(user)
    assert (await client.post("/api/api-keys", json=a_wish())).status_code == 422
    keyed = await program(api, await a_key(pg_pool, user, "read"))
    await pg_pool.execute("UPDATE api_key SET scopes = '{}' WHERE account_id = $1", user.account_id)
    for path in ("/api/session", "/api/vehicles", "/api/entities"):
        assert (await keyed.get(path)).json()["code"] == "forbidden", path


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("read", {"read"}),
        ("sell", {"read", "sell"}),
        ("manage_stock", {"read", "dms"}),
        ("dms", {"dms"}),
        ("manage_pros", {"read"}),
    ],
)
async def test_a_scope_opens_what_it_names(
    api: Api, pg_pool: Pool, user: DealerUser, scope: str, expected: set[str]
) -> None:
    keyed = await program(api, await a_key(pg_pool, user, scope))
    answers = {
        "read": await keyed.get("/api/vehicles"),
        "sell": await keyed.post("/api/trade-ins", json={}),
        "dms": await keyed.post("/api/dms/invoices", json={}),
    }
    assert {name for name, answer in answers.items() if answer.status_code != 403} == expected
    assert all(answer.status_code in {200, 403, 422} for answer in answers.values())


async def test_a_scope_ends_with_the_right_it_came_from(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    keyed = await program(api, await a_key(pg_pool, user, "dms"))
    await pg_pool.execute("UPDATE user_group SET rights = '{}' WHERE name = $1", user.email)
    assert (await keyed.post("/api/dms/invoices", json={})).status_code == 403


async def test_a_key_that_manages_users_makes_nobody_mightier(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    boss = await a_user(pg_pool, dealer)
    keyed = await program(api, await a_key(pg_pool, boss, "manage_users"))
    group = {"name": new_id(), "validation_right": "none", "rights": ["manage_users", "manage_settings"]}
    refused = await keyed.post("/api/user-groups", json=group)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/rights"]
    made = await keyed.post("/api/user-groups", json={**group, "rights": ["manage_users"]})
    assert made.status_code == 201
    change = {"version": 1, "rights": ["manage_users", "manage_stock"]}
    assert (await keyed.patch(f"/api/user-groups/{made.json()['id']}", json=change)).status_code == 422
    groups = (await keyed.get("/api/user-groups")).json()["items"]
    (mighty,) = [found["id"] for found in groups if found["name"] == "Administrateur"]
    invitation = {"email": f"{new_id()}@essai.example", "name": "Eve", "user_group_id": mighty}
    invitation["entity_ids"] = [dealer.entity_id]
    refused = await keyed.post("/api/user-invitations", json=invitation)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/user_group_id"]


async def test_a_key_makes_neither_keys_nor_tickets(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    keyed = await program(api, await a_key(pg_pool, user))
    assert (await keyed.post("/api/api-keys", json=a_wish("read"))).status_code == 403
    assert (await keyed.post("/api/ws-tickets")).status_code == 403


async def test_nobody_revokes_somebody_elses_key(api: Api, pg_pool: Pool, dealer: Dealer, user: DealerUser) -> None:
    client = await api.client(user)
    issued = (await client.post("/api/api-keys", json=a_wish("read"))).json()
    colleague = await api.client(await a_user(pg_pool, dealer))
    assert (await colleague.delete(f"/api/api-keys/{issued['id']}")).status_code == 404
    assert (await (await program(api, issued["key"])).get("/api/session")).status_code == 200
