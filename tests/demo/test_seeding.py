"""The demonstration has everything one wants to see, and making it twice changes nothing."""

import re
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from msgspec import Struct
from msgspec.structs import replace

from server.accounts.passwords import Passwords
from server.auctions.auditing import audit
from server.auctions.queries import AuctionFilter, find_auctions
from server.demo import seed
from server.demo.cast import email
from server.demo.working import at_work
from server.kit.ids import EntityId
from server.kit.partitions import Partition
from server.ledger.entry import EntryKey
from server.ledger.feed import Feed, PassedOverError
from server.migrating import migrate
from server.resources import Resources, open_resources
from server.stock.searching.listing import ask, find_page
from server.stock.searching.search import VehicleSearch
from tests.architecture.test_schema import dumped
from tests.servers import run_postgres_program, run_sql
from tests.waiting import until

PASSWORD = "abcd-efgh-ijkl"


class Seeded(Struct, kw_only=True):
    resources: Resources
    entity_ids: set[EntityId]


@pytest_asyncio.fixture(scope="module")
async def seeded(resources: Resources) -> Seeded:
    """Made although the first wait is for a book that is rebuilt meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        passed_over = count(1)

        async def committed(feed: Feed, partition: Partition, key: EntryKey) -> None:
            if next(passed_over) == 1:
                raise PassedOverError(key)
            await wait(feed, partition, key)

        wait = Feed.committed
        patch.setattr(Feed, "committed", committed)
        await seed(resources, PASSWORD)
    rows = await resources.postgres.fetch("SELECT id::text FROM entity ORDER BY id")
    return Seeded(resources=resources, entity_ids={EntityId(row["id"]) for row in rows})


def flat(schema: str) -> str:
    """The schema without brackets: read back, Postgres prints a chain of conditions with fewer of them."""
    return schema.replace("(", "").replace(")", "")


async def test_everybody_can_sign_in(seeded: Seeded) -> None:
    rows = await seeded.resources.postgres.fetch("SELECT email, password_hash FROM account")
    emails = {row["email"] for row in rows}
    people = ("vendeur", "autonome", "chef", "parc", "admin", "topusedcars", "bonneoccaze", "auto71", "occasionselect")
    assert {email(name) for name in (*people, "encheriste")} <= emails
    assert len(emails) == 12
    assert await Passwords().fits(PASSWORD, rows[0]["password_hash"])


async def test_the_guides_cars_have_the_guides_prices_and_are_free(seeded: Seeded) -> None:
    pool = seeded.resources.postgres
    asked = await ask(pool, VehicleSearch(enterable=True), entity_ids=seeded.entity_ids)
    free = await find_page(pool, asked, limit=1_000, cursor=None)
    assert free.next_cursor is None
    found = {car.plate: (car.trade_price_cents, car.real_margin_cents) for car in free.items}
    assert found["GD147JH"] == (360_816, 0)
    assert found["GD250GH"] == (1_418_547, 47_285)
    assert found["FG463RT"] == (280_000, 0)
    assert found["BX816QK"] == (800_000, 0)
    assert found["EZ785RE"] == (344_025, 66_247)
    assert found["BC125DF"] == (579_816, 33_823)
    assert found["BX815QK"] == (350_000, 0)


async def test_one_auction_is_open_one_scheduled_and_one_ends_as_in_the_guide(seeded: Seeded) -> None:
    async def states() -> dict[str, int]:
        found = await find_auctions(
            seeded.resources.postgres,
            AuctionFilter(entity_ids=seeded.entity_ids),
            sort="-starts_at",
            limit=10,
            cursor=None,
            margins=True,
        )
        return {row.state: row.number for row in found.items}

    async def is_played() -> bool:
        return set(await states()) == {"open", "scheduled", "closed"}

    async with at_work(seeded.resources):
        await until(is_played, within_seconds=30)
    assert (await states())["closed"] == 43
    lot = await seeded.resources.postgres.fetchrow(
        """
        SELECT lot.number, lot.outcome, lot.price_cents, offer.number AS offer
        FROM lot JOIN offer ON offer.id = lot.offer_id
        """
    )
    assert lot is not None
    assert tuple(lot) == (65, "sold", 2_090_000, 3_934)


async def test_a_quotation_is_running(seeded: Seeded) -> None:
    rows = await seeded.resources.postgres.fetch("SELECT state FROM trade_in")
    assert [row["state"] for row in rows] == ["in_quotation"]


async def test_a_second_time_changes_the_password_only(seeded: Seeded) -> None:
    count = "SELECT (SELECT count(*) FROM vehicle), (SELECT count(*) FROM auction), (SELECT count(*) FROM account)"
    before = await seeded.resources.postgres.fetchrow(count)
    await seed(seeded.resources, "mnop-qrst-uvwx")
    assert await seeded.resources.postgres.fetchrow(count) == before
    known = await seeded.resources.postgres.fetchval(
        "SELECT password_hash FROM account WHERE email = $1", email("chef")
    )
    assert await Passwords().fits("mnop-qrst-uvwx", known)


async def test_a_dump_is_restored_whole_into_an_empty_database(seeded: Seeded, tmp_path: Path) -> None:
    url = seeded.resources.settings.database_url
    name = "restored"
    restored = replace(seeded.resources.settings, database_url=re.sub(r"/test_\w+", f"/{name}", url))
    await run_sql(url, f"CREATE DATABASE {name}")
    try:
        await run_postgres_program("pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", url)
        await run_postgres_program(
            "pg_restore", "--exit-on-error", f"--dbname={restored.database_url}", str(tmp_path / "dump")
        )
        assert await migrate(restored) == []
        assert flat(await dumped(restored.database_url)) == flat(await dumped(url))
        assert await rows_by_table(restored.database_url) == await rows_by_table(url)
        connection = await asyncpg.connect(restored.database_url)
        try:
            assert await connection.fetchval("SELECT count(*) FROM vehicle") > 300
            assert await connection.fetchval("SELECT count(*) FROM ledger") > 10
            assert await audit(connection, since=datetime(2000, 1, 1, tzinfo=UTC)) == []
        finally:
            await connection.close()
        async with open_resources(restored, fenced=True) as web:
            assert await web.postgres.fetchval("SELECT count(*) FROM auction") >= 3
    finally:
        await run_sql(url, f"DROP DATABASE {name} WITH (FORCE)")


async def rows_by_table(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return {name: len(await connection.fetch(f'TABLE "{name}"')) for (name,) in tables}
    finally:
        await connection.close()
