"""Signing in and out over real HTTP."""

import httpx
import pytest_asyncio

from server.accounts import attempts
from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_session, a_user

PASSWORD = "une phrase secrète"


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def user(pg_pool: Pool, dealer: Dealer) -> DealerUser:
    return await a_user(pg_pool, dealer, email="Chef@Essai.example", password_hash=await Passwords().hash(PASSWORD))


async def sign_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/api/session", json={"email": email, "password": password})


async def test_a_dealer_signs_in_and_learns_who_they_are(api: Api, user: DealerUser, dealer: Dealer) -> None:
    client = await api.client()
    answer = await sign_in(client, "CHEF@essai.example ")
    assert answer.status_code == 201
    me = answer.json()
    assert me["audience"] == "dealer"
    assert me["user_id"] == user.user_id
    assert "run_auctions" in me["rights"]
    assert me["entities"][0]["points_of_sale"][0]["id"] == dealer.point_of_sale_id
    assert (await client.get("/api/session")).json() == me


async def test_the_cookie_is_kept_from_scripts_and_other_sites(api: Api, user: DealerUser) -> None:
    answer = await sign_in(await api.client(), user.email)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("sid=ses_")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie


async def test_a_pro_signs_in_for_its_company(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    pro_id = await a_pro(pg_pool, dealer, name="Top Used Cars")
    member = await a_member(pg_pool, pro_id, role="viewer")
    client = await api.client(member)
    me = (await client.get("/api/session")).json()
    assert me["audience"] == "pro"
    assert me["pro"] == {"id": pro_id, "name": "Top Used Cars"}
    assert me["role"] == "viewer"
    assert me["rights"] == []
    assert me["entities"] == []


async def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(api: Api, user: DealerUser) -> None:
    client = await api.client()
    wrong = await sign_in(client, user.email, "wrong")
    unknown = await sign_in(client, "nobody@essai.example", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["code"] == "wrong_credentials"
    assert wrong.json() == unknown.json()


async def test_a_disabled_account_gets_no_further(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    gone = await a_user(pg_pool, dealer, password_hash=await Passwords().hash(PASSWORD))
    client = await api.client(gone)
    assert (await client.get("/api/session")).status_code == 200
    await pg_pool.execute("UPDATE account SET disabled_at = now() WHERE id = $1", gone.account_id)
    assert (await client.get("/api/session")).status_code == 401
    assert (await sign_in(await api.client(), gone.email)).json()["code"] == "wrong_credentials"


async def test_each_sign_in_has_its_own_token_and_ends_the_one_before_it(api: Api, user: DealerUser) -> None:
    client = await api.client()
    await sign_in(client, user.email)
    first = client.cookies["sid"]
    await sign_in(client, user.email)
    assert client.cookies["sid"] != first
    old = await api.client()
    assert (await old.get("/api/session", headers={"authorization": f"Bearer {first}"})).status_code == 401


async def test_a_planted_cookie_is_worth_nothing(api: Api, user: DealerUser) -> None:
    client = await api.client()
    client.cookies.set("sid", "ses_planted")
    answer = await sign_in(client, user.email)
    assert answer.status_code == 201
    assert "ses_planted" not in answer.headers["set-cookie"]
    planted = await api.client()
    planted.cookies.set("sid", "ses_planted")
    assert (await planted.get("/api/session")).status_code == 401


async def test_signing_out_ends_the_session_for_good(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    token = client.cookies["sid"]
    answer = await client.delete("/api/session")
    assert answer.status_code == 204
    assert "sid=" in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    other = await api.client()
    other.cookies.set("sid", token)
    assert (await other.get("/api/session")).status_code == 401


async def test_nobody_asks_who_he_is_and_is_not_refused(api: Api) -> None:
    answer = await (await api.client()).get("/api/session")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["cache-control"] == "no-store"
    wrong = await api.client()
    assert (await wrong.get("/api/session", headers={"authorization": "Bearer nothing"})).status_code == 401
    assert (await wrong.get("/api/session", headers={"authorization": "Basic eDp5"})).status_code == 401


async def test_an_expired_session_is_over(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client(user)
    await pg_pool.execute(
        "UPDATE session SET created_at = now() - interval '15 days', expires_at = now() - interval '1 day'"
        " WHERE account_id = $1",
        user.account_id,
    )
    assert (await client.get("/api/session")).status_code == 401


async def test_only_the_hash_of_a_token_is_kept(pg_pool: Pool, user: DealerUser) -> None:
    token = await a_session(pg_pool, user)
    rows = await pg_pool.fetch("SELECT token_hash FROM session")
    assert all(token.encode() not in bytes(row["token_hash"]) for row in rows)
    assert all(len(row["token_hash"]) == 32 for row in rows)


async def test_a_session_can_be_seen_and_ended_from_elsewhere(api: Api, user: DealerUser) -> None:
    here, there = await api.client(user), await api.client(user)
    listed = (await here.get("/api/sessions")).json()
    assert [session["current"] for session in listed["items"]].count(True) == 1
    (other, *_) = [session for session in (await there.get("/api/sessions")).json()["items"] if session["current"]]
    assert (await here.delete(f"/api/sessions/{other['id']}")).status_code == 204
    assert (await there.get("/api/session")).status_code == 401
    assert (await here.get("/api/session")).status_code == 200


async def test_nobody_ends_somebody_elses_session(api: Api, pg_pool: Pool, user: DealerUser, dealer: Dealer) -> None:
    stranger = await api.client(await a_user(pg_pool, dealer))
    theirs = (await (await api.client(user)).get("/api/sessions")).json()["items"][0]["id"]
    assert (await stranger.delete(f"/api/sessions/{theirs}")).status_code == 404


async def test_a_bearer_token_works_without_cookies_and_beats_them(api: Api, pg_pool: Pool, user: DealerUser) -> None:
    client = await api.client(user)
    token = await a_session(pg_pool, user)
    program = httpx.AsyncClient(base_url=api.base_url)
    async with program:
        answer = await program.get("/api/session", headers={"authorization": f"Bearer {token}"})
        assert answer.json()["email"] == user.email
    for header in ("Bearer nonsense", "Basic abc", "Bearer", "Bearer " + "x" * 5_000):
        answer = await client.get("/api/session", headers={"authorization": header})
        assert answer.status_code == 401, header


async def test_guessing_is_slowed_down_and_a_success_starts_anew(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    guessed = await a_user(pg_pool, dealer, password_hash=await Passwords().hash(PASSWORD))
    client = await api.client()
    for _ in range(attempts.PER_PERSON_MAX):
        assert (await sign_in(client, guessed.email, "wrong")).status_code == 401
    slowed = await sign_in(client, guessed.email)
    assert slowed.status_code == 429
    assert slowed.json()["code"] == "rate_limited"
    assert 0 < int(slowed.headers["retry-after"]) <= attempts.WINDOW.total_seconds()
    await pg_pool.execute("UPDATE sign_in_attempt SET since = since - interval '16 minutes'")
    assert (await sign_in(client, guessed.email)).status_code == 201
    assert (await sign_in(client, guessed.email, "wrong")).status_code == 401


async def test_a_socket_ticket_is_issued_to_sessions(api: Api, user: DealerUser) -> None:
    client = await api.client(user)
    answer = await client.post("/api/ws-tickets")
    assert answer.status_code == 201
    assert answer.json()["ticket"].startswith("tic_")


async def test_an_unused_session_ends_before_its_time_and_a_used_one_is_remembered(
    api: Api, pg_pool: Pool, dealer: Dealer
) -> None:
    user = await a_user(pg_pool, dealer)
    client = await api.client(user)
    await pg_pool.execute(
        "UPDATE session SET last_seen_at = now() - interval '6 days' WHERE account_id = $1", user.account_id
    )
    assert (await client.get("/api/session")).status_code == 200
    seen = await pg_pool.fetchval(
        "SELECT last_seen_at > now() - interval '1 minute' FROM session WHERE account_id = $1", user.account_id
    )
    assert seen is True
    await pg_pool.execute(
        "UPDATE session SET last_seen_at = now() - interval '8 days' WHERE account_id = $1", user.account_id
    )
    assert (await client.get("/api/session")).status_code == 401


async def test_why_a_session_ended_is_kept(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    user = await a_user(pg_pool, dealer, password_hash=await Passwords().hash(PASSWORD))
    here, there, client = await api.client(user), await api.client(user), await api.client()
    assert (await there.delete("/api/session")).status_code == 204
    await sign_in(client, user.email)
    await sign_in(client, user.email)
    assert (await here.delete("/api/sessions")).status_code == 204
    rows = await pg_pool.fetch(
        "SELECT ended_because FROM session WHERE account_id = $1 AND revoked_at IS NOT NULL ORDER BY revoked_at",
        user.account_id,
    )
    assert [row["ended_because"] for row in rows] == ["signed_out", "replaced", "ended_elsewhere"]
