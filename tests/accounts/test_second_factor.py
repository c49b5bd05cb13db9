"""A second factor at sign-in: codes by time, recovery codes."""

import math

import httpx
import pyotp
import pytest_asyncio

from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser
from server.accounts.principals import for_sockets, identity_of_token
from server.accounts.second_factor import RECOVERY_LETTERS, STEP_SECONDS
from server.kit import clock
from server.kit.ids import new_id
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_key, a_user

PASSWORD = "une phrase de passe"


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture
async def user(pg_pool: Pool, dealer: Dealer) -> DealerUser:
    return await a_user(pg_pool, dealer, password_hash=await Passwords().hash(PASSWORD))


@pytest_asyncio.fixture
async def client(api: Api, user: DealerUser) -> httpx.AsyncClient:
    return await api.client(user)


def code(secret: str, *, steps: int = 0) -> str:
    """What a telephone shows, some steps from now."""
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // STEP_SECONDS + steps)


async def enrolled(client: httpx.AsyncClient) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who is through with it."""
    begun = await client.post("/api/second-factor", json={"password": PASSWORD})
    assert begun.status_code == 201
    secret = begun.json()["secret"]
    done = await client.post("/api/second-factor/confirmation", json={"code": code(secret, steps=-1)})
    assert done.status_code == 201
    return secret, done.json()["recovery_codes"]


async def sign_in(api: Api, user: DealerUser, totp: str | None = None) -> tuple[int, str]:
    body = {"email": user.email, "password": PASSWORD, **({} if totp is None else {"totp": totp})}
    answer = await (await api.client()).post("/api/session", json=body)
    return answer.status_code, answer.json().get("code", "")


async def test_nothing_is_asked_for_until_it_is_confirmed(
    api: Api, client: httpx.AsyncClient, user: DealerUser
) -> None:
    begun = (await client.post("/api/second-factor", json={"password": PASSWORD})).json()
    assert begun["uri"].startswith("otpauth://totp/")
    assert "issuer=Adjug" in begun["uri"]
    assert (await client.get("/api/second-factor")).json() == {"enabled": False, "recovery_codes_left": 0}
    assert await sign_in(api, user) == (201, "")
    wrong = await client.post("/api/second-factor/confirmation", json={"code": "000000"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/code"]


async def test_sign_in_asks_for_the_code_and_takes_each_once(
    api: Api, client: httpx.AsyncClient, user: DealerUser
) -> None:
    secret, _ = await enrolled(client)
    assert (await client.get("/api/session")).json()["second_factor"] is True
    assert await sign_in(api, user) == (401, "totp_required")
    assert await sign_in(api, user, "123") == (401, "wrong_totp")
    shown = code(secret)
    assert await sign_in(api, user, f"{shown[:3]} {shown[3:]}") == (201, "")
    assert await sign_in(api, user, shown) == (401, "wrong_totp"), "somebody looked over the shoulder"
    assert await sign_in(api, user, code(secret, steps=-1)) == (401, "wrong_totp"), "older than the last one taken"
    assert await sign_in(api, user, code(secret, steps=1)) == (201, ""), "a telephone may be half a minute ahead"
    assert await sign_in(api, user, code(secret, steps=5)) == (401, "wrong_totp")


async def test_a_wrong_password_does_not_tell_of_the_second_factor(
    api: Api, client: httpx.AsyncClient, user: DealerUser
) -> None:
    await enrolled(client)
    body = {"email": user.email, "password": "faux"}
    assert (await (await api.client()).post("/api/session", json=body)).json()["code"] == "wrong_credentials"


async def test_guessing_codes_is_slowed_down(api: Api, client: httpx.AsyncClient, user: DealerUser) -> None:
    await enrolled(client)
    outcomes = [await sign_in(api, user, f"{guess:06}") for guess in range(11)]
    assert outcomes[-1] == (429, "rate_limited")


async def test_recovery_codes_work_once_and_are_kept_as_hashes(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, user: DealerUser
) -> None:
    _, codes = await enrolled(client)
    assert len(set(codes)) == 10
    assert await sign_in(api, user, codes[0].upper()) == (201, "")
    assert await sign_in(api, user, codes[0]) == (401, "wrong_totp")
    assert (await client.get("/api/second-factor")).json() == {"enabled": True, "recovery_codes_left": 9}
    rows = await pg_pool.fetch("SELECT code_hash FROM recovery_code")
    assert all(code.encode() not in bytes(row["code_hash"]) for row in rows for code in codes)
    renewed = (await client.post("/api/second-factor/recovery-codes", json={"password": PASSWORD})).json()
    assert await sign_in(api, user, codes[1]) == (401, "wrong_totp")
    assert await sign_in(api, user, renewed["recovery_codes"][0]) == (201, "")


async def test_what_a_borrowed_telephone_must_not_do_asks_for_the_password(
    api: Api, client: httpx.AsyncClient, user: DealerUser
) -> None:
    await enrolled(client)
    for path in ("/api/second-factor/removal", "/api/second-factor/recovery-codes", "/api/second-factor"):
        answer = await client.post(path, json={"password": "faux"})
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/password"], path
    again = await client.post("/api/second-factor", json={"password": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_in_use"), "a thief doesn't replace it"
    assert (await client.post("/api/second-factor/removal", json={"password": PASSWORD})).status_code == 204
    assert await sign_in(api, user) == (201, "")


async def test_an_administrator_takes_it_away_from_who_lost_everything(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, user: DealerUser, dealer: Dealer
) -> None:
    await enrolled(client)
    boss = await api.client(await a_user(pg_pool, dealer))
    path = f"/api/users/{user.user_id}"
    assert (await boss.get(path)).json()["second_factor"] is True
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool)))
    assert (await stranger.delete(f"{path}/second-factor")).status_code == 404
    assert (await boss.delete(f"{path}/second-factor")).status_code == 204
    assert (await boss.delete(f"{path}/second-factor")).status_code == 404
    assert await sign_in(api, user) == (201, "")


async def test_programs_keep_their_hands_off(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    program = await api.client()
    program.headers["authorization"] = f"Bearer {await a_key(pg_pool, user)}"
    for method, path in (
        ("POST", "/api/second-factor"),
        ("POST", "/api/second-factor/confirmation"),
        ("POST", "/api/second-factor/removal"),
        ("PUT", "/api/account/password"),
        ("PATCH", "/api/account"),
        ("DELETE", "/api/sessions"),
        ("GET", "/api/sessions"),
        ("DELETE", f"/api/sessions/{new_id()}"),
        ("GET", "/api/api-keys"),
        ("POST", "/api/api-keys"),
        ("DELETE", f"/api/api-keys/{new_id()}"),
    ):
        assert (await program.request(method, path)).json()["code"] == "forbidden", path


async def test_a_user_group_that_asks_for_it_lets_nobody_further_without(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, user: DealerUser, dealer: Dealer
) -> None:
    """Domain 1.8: signed in, one gets to the making of the second factor and no further."""
    boss = await api.client(await a_user(pg_pool, dealer))
    group_id = (await boss.get(f"/api/users/{user.user_id}")).json()["user_group_id"]
    changed = await boss.patch(f"/api/user-groups/{group_id}", json={"version": 1, "second_factor_required": True})
    assert changed.json()["second_factor_required"] is True
    token = client.cookies["sid"]
    assert for_sockets(await identity_of_token(pg_pool, token)) is None, "sockets stay closed"

    me = (await client.get("/api/session")).json()
    assert (me["second_factor_required"], me["second_factor"]) == (True, False)
    for method, path in (("GET", "/api/vehicles"), ("POST", "/api/ws-tickets"), ("GET", "/api/sessions")):
        refused = await client.request(method, path)
        assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required"), path
    assert await sign_in(api, user) == (201, ""), "signing in again changes nothing"
    await enrolled(client)
    assert (await client.get("/api/vehicles")).status_code == 200
    assert for_sockets(await identity_of_token(pg_pool, token)) is not None
    kept = await client.post("/api/second-factor/removal", json={"password": PASSWORD})
    assert (kept.status_code, kept.json()["code"]) == (409, "second_factor_kept")


async def test_recovery_codes_are_beyond_what_can_be_tried(client: httpx.AsyncClient) -> None:
    """Their hashes have no salt, so they must be long: 112 bits and more."""
    _, codes = await enrolled(client)
    assert all(len(code) * math.log2(len(RECOVERY_LETTERS)) >= 112 for code in codes)
