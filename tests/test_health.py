"""Health and metrics over a real server: what machines ask, and what they may see."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from msgspec.structs import replace
from redis.exceptions import ConnectionError as ValkeyGoneError

from server.health import LAG_MS_MAX, UNSERVED_SECONDS, commit_lag_ms, create_health_app
from server.kit import metrics, valkey
from server.kit.partitions import Partition, tag
from server.resources import Resources
from tests.http import running_api
from tests.ledger.evening import an_evening, committing
from tests.waiting import until

JOURNAL = f"{tag(Partition(7))}:journal"
TOKEN = "a-token-of-the-operator"


@asynccontextmanager
async def serving(resources: Resources) -> AsyncIterator[httpx.AsyncClient]:
    config = uvicorn.Config(create_health_app(resources), port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    async with asyncio.TaskGroup() as group:
        group.create_task(server._serve())
        await until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True


@pytest_asyncio.fixture(scope="module")
async def client(resources: Resources) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(resources) as client:
        yield client


async def test_a_process_that_runs_is_live(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert answer.headers["cache-control"] == "no-store"


SERVE = "UPDATE partition_checkpoint SET served_at = clock_timestamp() - make_interval(secs => $1)"


async def test_a_process_with_its_servers_is_ready(client: httpx.AsyncClient, resources: Resources) -> None:
    await resources.postgres.execute(SERVE, 0)
    answer = await client.get("/health/ready")
    found = answer.json()
    assert answer.status_code == 200
    assert (found["status"], found["commit_lag_ms"]) == ("ready", 0)
    assert found["postgres"]["ok"]
    assert found["valkey"]["ok"]


async def test_partitions_that_nobody_commits_are_told_though_no_decision_waits(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    await resources.postgres.execute(SERVE, 0)
    await resources.postgres.execute(f"{SERVE} WHERE partition < 3", UNSERVED_SECONDS + 1)
    answer = await client.get("/health/ready")
    found = answer.json()
    assert (answer.status_code, found["status"], found["partitions_unserved"]) == (200, "degraded", 3)
    assert found["commit_lag_ms"] == 0
    assert "adjuge_partitions_unserved 3.0" in (await client.get("/metrics")).text


async def test_a_committer_serves_every_partition_and_says_how_many_it_holds(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    """Those without an auction too, whose rebuild journals nothing."""
    await resources.postgres.execute(SERVE, 60)
    async with an_evening(resources) as evening, committing(evening.wiring()):

        async def is_ready() -> bool:
            return (await client.get("/health/ready")).json()["status"] == "ready"

        await until(is_ready)
        assert b"adjuge_partitions_held 64.0" in metrics.render()


async def test_a_decision_nobody_commits_is_the_commit_lag_until_it_is_committed(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    seconds, _ = await resources.valkey.time()
    late_id = f"{seconds * 1_000 - LAG_MS_MAX - 1_000}-0"
    await resources.valkey.xadd(JOURNAL, {"k": "bid_placed"}, id=late_id)
    try:
        found = await client.get("/health/ready")
        assert (found.status_code, found.json()["status"]) == (200, "degraded")
        assert LAG_MS_MAX < found.json()["commit_lag_ms"] < LAG_MS_MAX + 60_000
        await resources.postgres.execute(
            "UPDATE partition_checkpoint SET last_journal_id = $1 WHERE partition = 7", late_id
        )
        assert await commit_lag_ms(resources) == 0
    finally:
        await resources.valkey.delete(JOURNAL)


async def test_a_process_without_its_book_is_not_ready(resources: Resources, tmp_path: Path) -> None:
    gone = valkey.command_client(f"unix://{tmp_path}/gone.sock")
    with pytest.raises(ValkeyGoneError):
        await gone.execute_command("PING")
    async with serving(replace(resources, valkey=gone)) as client:
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        found = answer.json()
        assert (found["status"], found["valkey"]["ok"], found["postgres"]["ok"]) == ("unavailable", False, True)
        assert found["commit_lag_ms"] is None
        assert "NaN" in (await client.get("/metrics")).text
        assert (await client.get("/health/live")).status_code == 200


async def test_metrics_are_in_the_format_of_prometheus(client: httpx.AsyncClient) -> None:
    counted = metrics.counter("things_of_this_test", "Things", labels=("kind",))
    counted.labels("good").inc(3)
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'adjuge_things_of_this_test_total{kind="good"} 3.0' in answer.text
    assert "adjuge_commit_lag_seconds 0.0" in answer.text
    assert "process_resident_memory_bytes" in answer.text


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 404), ({"authorization": "Bearer wrong"}, 404), ({"authorization": f"Bearer {TOKEN}"}, 200)],
)
async def test_with_a_token_only_who_knows_it_sees_metrics(
    resources: Resources, sent: dict[str, str], status: int
) -> None:
    guarded = replace(resources, settings=replace(resources.settings, metrics_token=TOKEN))
    async with serving(guarded) as client:
        assert (await client.get("/metrics", headers=sent)).status_code == status


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
async def test_without_a_token_only_this_machine_sees_metrics_and_only_by_itself(
    client: httpx.AsyncClient, header: str
) -> None:
    """A proxy on this machine asks from here too."""
    assert (await client.get("/metrics", headers={header: "203.0.113.9"})).status_code == 404


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        (None, {}, 404),
        (None, {"authorization": "Bearer"}, 404),
        (TOKEN, {"authorization": "Bearer wrong"}, 404),
        (TOKEN, {"authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
async def test_the_public_port_shows_metrics_to_who_knows_the_token_only(
    resources: Resources, token: str | None, sent: dict[str, str], status: int
) -> None:
    guarded = replace(resources, settings=replace(resources.settings, metrics_token=token))
    async with running_api(guarded) as running:
        answer = await (await running.client()).get("/metrics", headers=sent)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert "_created" not in answer.text
