"""What the world sees when something of ours fails."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
import pytest_asyncio
from litestar import get
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery
from msgspec.structs import replace
from redis.exceptions import ConnectionError as ValkeyConnectionError

from server.accounts.principal import DealerUser
from server.kit import postgres
from server.kit.http import PUBLIC, Injected
from server.kit.postgres import Pool
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from tests.http import Api, running_api
from tests.organisation import Dealer, a_dealer, a_user
from tests.servers import run_sql

SECRET = "the password is swordfish"

ERRORS: dict[str, Exception] = {
    "bug": RuntimeError(SECRET),
    "assertion": AssertionError(SECRET),
    "framework": HTTPException(SECRET, status_code=500),
    "valkey": ValkeyConnectionError(SECRET),
    "socket": ConnectionRefusedError(SECRET),
    "timeout": TimeoutError(SECRET),
    "pool": asyncpg.InterfaceError(SECRET),
    "amount": Refusal(Code.AMOUNT_TOO_LOW, next_min_cents=510_000),
    "moved": Refusal(Code.PRICE_MOVED),
    "later": Refusal(Code.RATE_LIMITED, after_ms=1_500),
}


@get("/api/fail/{name:str}", opt=PUBLIC)
async def fail(name: FromPath[str]) -> None:
    raise ERRORS[name]


@get("/api/fail-sql", opt=PUBLIC)
async def fail_sql(resources: Injected[Resources], statement: FromQuery[str]) -> None:
    await resources.postgres.execute(statement)


@get("/api/fail-value", opt=PUBLIC)
async def fail_value(resources: Injected[Resources], value: FromQuery[str]) -> None:
    await resources.postgres.fetchval("SELECT $1::uuid", value)


@pytest_asyncio.fixture(scope="module")
async def failing(resources: Resources) -> AsyncIterator[Api]:
    async with running_api(resources, extra_routes=[fail, fail_sql, fail_value]) as running:
        yield running


async def asked(failing: Api, path: str, **parameters: str) -> httpx.Response:
    return await (await failing.client()).get(path, params=parameters)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("bug", 500, "internal"),
        ("assertion", 500, "internal"),
        ("framework", 500, "internal"),
        ("valkey", 503, "unavailable"),
        ("socket", 503, "unavailable"),
        ("timeout", 503, "unavailable"),
        ("pool", 503, "unavailable"),
        ("amount", 422, "amount_too_low"),
        ("moved", 409, "price_moved"),
        ("later", 429, "rate_limited"),
    ],
)
async def test_failures_are_named_and_show_no_insides(failing: Api, name: str, status: int, code: str) -> None:
    answer = await asked(failing, f"/api/fail/{name}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


async def test_a_bug_is_logged_with_its_trace_and_the_request_it_belongs_to(
    failing: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await asked(failing, "/api/fail/bug")
    logged = capsys.readouterr().out
    assert SECRET in logged
    assert "Traceback" in logged
    assert answer.headers["x-request-id"] in logged


async def test_a_refusal_carries_its_facts(failing: Api) -> None:
    problem = (await asked(failing, "/api/fail/amount")).json()
    assert problem["next_min_cents"] == 510_000
    assert problem["detail"] == "The amount is below the lowest one accepted now."
    later = await asked(failing, "/api/fail/later")
    assert later.headers["retry-after"] == "2"
    assert later.json()["after_ms"] == 1_500


@pytest.mark.parametrize(
    ("statement", "status", "code"),
    [
        ("INSERT INTO sign_in_attempt SELECT sha256('x'), now(), 1 FROM (VALUES (1), (2)) AS two", 409, "taken"),
        ("INSERT INTO entity VALUES (gen_random_uuid(), gen_random_uuid(), 'x', now(), 1)", 409, "in_use"),
        ("INSERT INTO dealer_group VALUES (gen_random_uuid(), '', now(), 1)", 422, "invalid"),
        ("INSERT INTO dealer_group VALUES (gen_random_uuid(), NULL, now(), 1)", 422, "invalid"),
        ("SELECT 'x'::integer", 422, "invalid"),
        ("SELECT 1 / 0", 422, "invalid"),
        ("DELETE FROM ledger", 409, "in_use"),
        ("DO $$ BEGIN RAISE serialization_failure; END $$", 409, "retry"),
        ("DO $$ BEGIN RAISE deadlock_detected; END $$", 409, "retry"),
        ("DO $$ BEGIN RAISE lock_not_available; END $$", 409, "retry"),
        ("DO $$ BEGIN RAISE too_many_connections; END $$", 503, "unavailable"),
        ("DO $$ BEGIN RAISE query_canceled; END $$", 503, "unavailable"),
        ("DO $$ BEGIN RAISE EXCEPTION 'cut' USING ERRCODE = 'admin_shutdown'; END $$", 503, "unavailable"),
        ("SELECT nonsense", 500, "internal"),
    ],
)  # fmt: skip
async def test_what_postgres_refuses_is_answered_by_its_kind(
    failing: Api, statement: str, status: int, code: str
) -> None:
    answer = await asked(failing, "/api/fail-sql", statement=statement)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "dealer_group" not in answer.text
    assert "nonsense" not in answer.text.replace("statement=", "")


async def test_a_value_that_fits_no_column_is_the_callers_mistake(failing: Api) -> None:
    for value in ("x", "\0", "9" * 100):
        assert (await asked(failing, "/api/fail-value", value=value)).status_code == 422


async def test_a_lost_database_is_503_and_its_return_is_noticed(
    resources: Resources, pg_pool: Pool, dealer: Dealer, user: DealerUser
) -> None:
    settings = resources.settings
    pool = await postgres.open_pool(settings.database_url, size_max=2)
    name = await pg_pool.fetchval("SELECT current_database()")
    server_url = settings.database_url.replace(f"/{name}?", "/postgres?")
    async with running_api(replace(resources, postgres=pool)) as api:
        client = await api.client(user)
        assert (await client.get("/api/entities")).status_code == 200
        await run_sql(server_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
            await run_sql(server_url, f"{terminate}'{name}'")
            for method, path in (("GET", "/api/entities"), ("GET", "/api/session"), ("POST", "/api/ws-tickets")):
                answer = await client.request(method, path)
                assert (answer.status_code, answer.json()["code"]) == (503, "unavailable"), path
                assert "retry-after" in answer.headers
            signing_in = await client.post("/api/session", json={"email": "a@b.example", "password": "x"})
            assert signing_in.status_code == 503
        finally:
            await run_sql(server_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert (await client.get("/api/entities")).status_code == 200
    await pool.close()


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def user(pg_pool: Pool, dealer: Dealer) -> DealerUser:
    return await a_user(pg_pool, dealer)


async def test_addresses_of_nothing_are_problems_too(failing: Api) -> None:
    client = await failing.client()
    for path in ("/api/nothing", "/api", "/api/session/nothing", "/ws/nothing", "/health/nothing", "/metrics/nothing"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
    answer = await client.put("/api/session", json={})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]
