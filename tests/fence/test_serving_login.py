"""A serving process with a login of its own: it owns nothing, so that nothing can be had by laying the role down."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.fence.scope import ROLE
from server.resources import Resources, open_postgres
from tests.api.world import World, a_world
from tests.http import Api, running_api

LOGIN = "serving_login"


@pytest_asyncio.fixture(scope="module")
async def world(resources: Resources) -> World:
    async with running_api(resources) as running:
        return await a_world(running, resources.postgres)


@pytest_asyncio.fixture(scope="module")
async def lower(resources: Resources) -> AsyncIterator[Resources]:
    """As docs/operating.md says: a login that may act as the web role, and nothing else."""
    await resources.postgres.execute(f"CREATE ROLE {LOGIN} LOGIN; GRANT {ROLE} TO {LOGIN}")
    owner = str(await resources.postgres.fetchval("SELECT current_user"))
    url = resources.settings.database_url
    assert f"//{owner}@" in url
    yield replace(
        resources, settings=replace(resources.settings, database_url=url.replace(f"//{owner}@", f"//{LOGIN}@"))
    )
    await resources.postgres.execute(f"REVOKE {ROLE} FROM {LOGIN}; DROP ROLE {LOGIN}")


@pytest_asyncio.fixture(scope="module")
async def site(lower: Resources) -> AsyncIterator[Api]:
    async with running_api(lower) as running:
        yield running


async def test_everything_is_served_by_a_login_that_owns_nothing(site: Api, world: World) -> None:
    boss, bidder = await site.client(world.people["boss"]), await site.client(world.people["bidder"])
    for path in (
        "/api/session",
        "/api/vehicles",
        "/api/auctions",
        "/api/trade-ins",
        "/api/professionals",
        "/api/users",
    ):
        assert (await boss.get(path)).status_code == 200, path
    assert (await bidder.get(f"/api/auctions/{world.ids['auction_id']}")).status_code == 200
    made = await boss.post("/api/professionals", json={"name": "Autos Neuves", "email": "a@neuves.example"})
    assert made.status_code == 201, made.text


async def test_laying_the_role_down_shows_and_changes_nothing(lower: Resources, world: World) -> None:
    pool = await open_postgres(lower.settings, fenced=True)
    try:
        async with pool.acquire() as connection:
            await connection.execute("SET ROLE NONE; RESET ALL")
            assert await connection.fetchval("SELECT current_user") == LOGIN
            for table in ("ledger", "lot", "trade_in", "professional"):
                assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608 — our own words
            for statement in (
                "ALTER TABLE lot DISABLE ROW LEVEL SECURITY",
                "DROP POLICY fence ON lot",
                "SELECT private_key FROM vapid_key",
                "SELECT secret FROM webhook_secret",
                "CREATE TABLE loot AS SELECT 1",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
    finally:
        await pool.close()
