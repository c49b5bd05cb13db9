"""Who sees what cars cost and earn, and who sees the police register (domain 1.6)."""

from typing import Any

import httpx
import pytest_asyncio

from server.accounts.principal import Right
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_key, a_user

HIDDEN = ("purchase_price_cents", "costs_cents", "real_margin_cents")


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def car(api: Api, pg_pool: Pool, dealer: Dealer) -> dict[str, Any]:
    boss = await api.client(await a_user(pg_pool, dealer))
    body = {
        "entity_id": dealer.entity_id,
        "point_of_sale_id": dealer.point_of_sale_id,
        "kind": "used",
        "make": "OPEL",
        "model": "MOKKA",
        "destination": "trade",
        "vat_regime": "margin",
        "purchase_price_cents": 1_361_805,
        "trade_price_cents": 1_418_547,
    }
    made = await boss.post("/api/vehicles", json=body)
    assert made.status_code == 201, made.text
    path = f"/api/vehicles/{made.json()['id']}"
    await boss.post(f"{path}/costs", json={"label": "Pneus", "amount_cents": 12_345, "spent_on": "2026-11-02"})
    return (await boss.get(path)).json()


async def a_client(api: Api, pool: Pool, dealer: Dealer, *rights: Right) -> httpx.AsyncClient:
    return await api.client(await a_user(pool, dealer, rights=rights, validation_right="none"))


async def test_who_may_sees_them(api: Api, pg_pool: Pool, dealer: Dealer, car: dict[str, Any]) -> None:
    client = await a_client(api, pg_pool, dealer, Right.SEE_MARGINS)
    shown = (await client.get(f"/api/vehicles/{car['id']}")).json()
    assert [shown[name] for name in HIDDEN] == [car[name] for name in HIDDEN]
    assert (shown["purchase_price_cents"], shown["costs_cents"]) == (1_361_805, 12_345)
    assert "Prix d'achat" in (await client.get("/api/vehicles/export.csv")).text


async def test_a_seller_sees_none_of_them_anywhere(
    api: Api, pg_pool: Pool, dealer: Dealer, car: dict[str, Any]
) -> None:
    seller = await a_client(api, pg_pool, dealer)
    path = f"/api/vehicles/{car['id']}"
    record = (await seller.get(path)).json()
    (row,) = (await seller.get("/api/vehicles")).json()["items"]
    for shown in (record, row):
        assert [shown[name] for name in HIDDEN] == [None, None, None]
        assert shown["trade_price_cents"] == car["trade_price_cents"]
    assert record["costs"] is None
    export = await seller.get("/api/vehicles/export.csv")
    history = await seller.get(f"{path}/history")
    for answer in (export, history):
        assert answer.status_code == 200
        for secret in ("1361805", "13618,05", "13 618", "12345", "123,45", "achat"):
            assert secret not in answer.text, secret
    asked = await seller.get("/api/vehicles/export.csv", params={"columns": "purchase_price_cents"})
    assert asked.status_code == 422
    assert (await seller.get("/api/vehicles/export.xlsx")).status_code == 200


async def test_a_key_sees_them_by_their_own_scope(api: Api, pg_pool: Pool, dealer: Dealer, car: dict[str, Any]) -> None:
    boss = await a_user(pg_pool, dealer)
    for scopes, expected in ((("read",), None), (("read", "see_margins"), car["purchase_price_cents"])):
        program = await api.client()
        program.headers["authorization"] = f"Bearer {await a_key(pg_pool, boss, *scopes)}"
        assert (await program.get(f"/api/vehicles/{car['id']}")).json()["purchase_price_cents"] == expected


async def test_the_police_register_needs_its_own_right(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    query = {"entity_id": dealer.entity_id}
    without = await a_client(api, pg_pool, dealer, Right.MANAGE_STOCK, Right.SEE_MARGINS)
    with_it = await a_client(api, pg_pool, dealer, Right.SEE_POLICE_REGISTER)
    for path in ("/api/police-register", "/api/police-register.csv"):
        assert (await without.get(path, params=query)).json()["code"] == "forbidden", path
        assert (await with_it.get(path, params=query)).status_code == 200, path


async def test_who_comes_too_late_is_not_told_the_purchase_price_without_the_right(
    api: Api, pg_pool: Pool, dealer: Dealer, car: dict[str, Any]
) -> None:
    path = f"/api/vehicles/{car['id']}"
    boss = await api.client(await a_user(pg_pool, dealer))
    before = (await boss.get(path)).json()["version"]
    changed = {"version": before, "purchase_price_cents": 1_361_807, "make": "OPEL AG"}
    assert (await boss.patch(path, json=changed)).status_code == 200
    for rights, told in ((Right.MANAGE_STOCK,), False), ((Right.MANAGE_STOCK, Right.SEE_MARGINS), True):
        client = await a_client(api, pg_pool, dealer, *rights)
        late = await client.patch(path, json={"version": before, "make": "FIAT"})
        assert (late.status_code, "OPEL AG" in late.text) == (409, True)
        assert ("1361807" in late.text, "purchase_price_cents" in late.text) == (told, told)
