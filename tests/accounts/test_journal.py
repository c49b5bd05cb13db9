"""What the log says of who came in, failed, or was refused: who and from where, never what was typed."""

import pytest_asyncio
from structlog.testing import capture_logs

from server.accounts.principal import DealerUser
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import PASSWORD, a_dealer, a_password, a_user


@pytest_asyncio.fixture
async def user(pg_pool: Pool) -> DealerUser:
    user = await a_user(pg_pool, await a_dealer(pg_pool), rights=())
    await a_password(pg_pool, user)
    return user


async def test_signing_in_and_failing_to_are_lines_with_the_account(api: Api, user: DealerUser) -> None:
    client = await api.client()
    with capture_logs() as lines:
        for password in ("tapé de travers", PASSWORD):
            await client.post("/api/session", json={"email": user.email, "password": password})
    said = [line for line in lines if line["event"] in {"signed in", "sign-in failed"}]
    assert [(line["event"], line["account"], line["address"]) for line in said] == [
        ("sign-in failed", user.account_id, "127.0.0.1"),
        ("signed in", user.account_id, "127.0.0.1"),
    ]
    assert all(secret not in repr(lines) for secret in ("tapé de travers", PASSWORD, client.cookies["sid"]))


async def test_what_somebody_may_not_is_a_line_with_the_account(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    with capture_logs() as lines:
        assert (await client.get("/api/audit-trail")).status_code == 403
    (refused,) = [line for line in lines if line["event"] == "refused"]
    assert (refused["account"], refused["code"], refused["path"]) == (
        user.account_id,
        "forbidden",
        "/api/audit-trail",
    )


async def test_what_a_key_may_not_is_a_line_with_its_owner(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    wish = {"name": "Robot", "scopes": ["read"], "password": PASSWORD}
    key = (await client.post("/api/api-keys", json=wish)).json()["key"]
    program = await api.client()
    program.headers["authorization"] = f"Bearer {key}"
    with capture_logs() as lines:
        assert (await program.post("/api/trade-ins", json={})).status_code == 403
    (refused,) = [line for line in lines if line["event"] == "refused"]
    assert (refused["account"], refused["path"]) == (user.account_id, "/api/trade-ins")


async def test_a_key_made_is_a_line_without_the_key(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    with capture_logs() as lines:
        wish = {"name": "Robot", "scopes": ["read"], "password": PASSWORD}
        key = (await client.post("/api/api-keys", json=wish)).json()["key"]
    (made,) = [line for line in lines if line["event"] == "API key made"]
    assert (made["account"], made["scopes"]) == (user.account_id, ["read"])
    assert key not in repr(lines)


async def test_an_address_that_can_not_be_mailed_is_refused(api: Api, pg_pool: Pool) -> None:
    dealer = await a_dealer(pg_pool)
    boss = await api.client(await a_user(pg_pool, dealer))
    answer = await boss.post("/api/professionals", json={"name": "Müller", "email": "müller@pro.example"})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/email"]
