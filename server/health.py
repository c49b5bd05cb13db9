"""Tell machines how this process feels: `/health/live`, `/health/ready`, `/metrics`.

Live: the process answers; when it doesn't, restart it. Ready: it can serve; when it can't (503), send people elsewhere.
A committer that lags, or isn't there, makes bids wait in every process alike: it is told ("degraded"), but takes nobody
out.
"""

import asyncio
from collections.abc import Awaitable
from hmac import compare_digest
from typing import Any, Literal, cast

import asyncpg
import structlog
from litestar import Litestar, Request, Response, get
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from redis.exceptions import RedisError

from server.kit import clock, metrics
from server.kit.addresses import is_local, peer_of
from server.kit.http import PUBLIC, Injected
from server.kit.partitions import Partition, tag
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.problems import EXCEPTION_HANDLERS

# A dependency that answers later than this might as well not.
ANSWER_SECONDS_MAX = 2.0
# Bids are answered `pending` after 300 ms; a lag of seconds means that nobody commits.
LAG_MS_MAX = 5_000
# A committer says every second that it serves a partition; who takes over does so within this.
UNSERVED_SECONDS = 5
FAILURES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, RedisError)
# What proxies add to a request that they pass on.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
NO_STORE = CacheControlHeader(no_store=True)

Status = Literal["ready", "degraded", "unavailable"]

COMMIT_LAG = metrics.gauge("commit_lag_seconds", "Age of the oldest decision that is not yet in the ledger")
UNSERVED = metrics.gauge("partitions_unserved", "Partitions whose books nobody has committed for 5 s")

log = structlog.get_logger()


class Live(Struct, frozen=True, kw_only=True):
    """The process runs and its loop turns."""

    status: Literal["live"] = "live"


class Dependency(Struct, frozen=True, kw_only=True):
    """Whether a server answered, and how fast."""

    ok: bool
    took_ms: float


class Readiness(Struct, frozen=True, kw_only=True):
    """`commit_lag_ms` and `partitions_unserved`, for which nobody commits, are null when a dependency is missing."""

    status: Status
    postgres: Dependency
    valkey: Dependency
    commit_lag_ms: int | None
    partitions_unserved: int | None


@get("/health/live", opt=PUBLIC, include_in_schema=False, cache_control=NO_STORE)
async def live() -> Live:
    """Answer."""
    return Live()


@get("/health/ready", opt=PUBLIC, include_in_schema=False, cache_control=NO_STORE)
async def ready(resources: Injected[Resources]) -> Response[Readiness]:
    """Ask each dependency, then how far the committers are."""
    found = await readiness(resources)
    return Response(found, status_code=503 if found.status == "unavailable" else 200)


@get("/metrics", opt=PUBLIC, include_in_schema=False, cache_control=NO_STORE, media_type=metrics.CONTENT_TYPE)
async def show_metrics(request: Request[Any, Any, Any], resources: Injected[Resources]) -> bytes:
    """The counters, for who knows the token: how much is bid is nobody else's business.

    Whether somebody asks from this machine says nothing here: behind a proxy on it, everybody does.
    """
    if not _knows_token(request, resources.settings.metrics_token):
        raise Refusal(Code.NOT_FOUND)
    return await _counters(resources)


@get("/metrics", opt=PUBLIC, include_in_schema=False, cache_control=NO_STORE, media_type=metrics.CONTENT_TYPE)
async def show_own_metrics(request: Request[Any, Any, Any], resources: Injected[Resources]) -> bytes:
    """The counters on a port of their own: without a token for this machine too, unless a proxy asks for somebody."""
    token = resources.settings.metrics_token
    from_here = is_local(peer_of(request.scope)) and not any(name in request.headers for name in FORWARDED)
    if not (from_here if token is None else _knows_token(request, token)):
        raise Refusal(Code.NOT_FOUND)
    return await _counters(resources)


HEALTH_ROUTES: list[HTTPRouteHandler] = [live, ready, show_metrics]


def create_health_app(resources: Resources) -> Litestar:
    """An application of these routes only, for a port that serves nobody else."""
    return Litestar(
        route_handlers=[live, ready, show_own_metrics],
        dependencies={"resources": Provide(lambda: resources, sync_to_thread=False)},
        exception_handlers={**EXCEPTION_HANDLERS},
        openapi_config=None,
        logging_config=None,
    )


async def readiness(resources: Resources) -> Readiness:
    """How this process and what it depends on do now; what fails is told, not raised, within some seconds."""
    async with asyncio.TaskGroup() as group:
        asked = (
            group.create_task(_ask("postgres", resources.postgres.fetchval("SELECT 1"))),
            group.create_task(_ask("valkey", cast("Awaitable[object]", resources.valkey.ping()))),
        )
    postgres, valkey = (task.result() for task in asked)
    lag_ms = await _or_none("commit lag", commit_lag_ms(resources)) if postgres.ok and valkey.ok else None
    unserved = await _or_none("partitions served", partitions_unserved(resources)) if postgres.ok else None
    if lag_ms is None or unserved is None:
        status: Status = "unavailable"
    else:
        status = "degraded" if lag_ms > LAG_MS_MAX or unserved else "ready"
    return Readiness(
        status=status, postgres=postgres, valkey=valkey, commit_lag_ms=lag_ms, partitions_unserved=unserved
    )


async def partitions_unserved(resources: Resources) -> int:
    """Of how many partitions nobody has said within 5 s that it commits them."""
    return await resources.postgres.fetchval(
        "SELECT count(*) FROM partition_checkpoint WHERE served_at < clock_timestamp() - make_interval(secs => $1)",
        UNSERVED_SECONDS,
    )


async def commit_lag_ms(resources: Resources) -> int:
    """Age in milliseconds, by the book's clock, of the oldest journal entry that is not yet committed; 0: none."""
    rows = await resources.postgres.fetch("SELECT partition, last_journal_id FROM partition_checkpoint")
    asked = resources.valkey.pipeline(transaction=False)
    for row in rows:
        journal = f"{tag(Partition(row['partition']))}:journal"
        asked.xrange(journal, min=f"({row['last_journal_id']}", count=1)
    waiting = [entries[0][0] for entries in await asked.execute() if entries]
    if not waiting:
        return 0
    oldest_ms = min(int(entry_id.split(b"-")[0]) for entry_id in waiting)
    seconds, _ = await resources.valkey.time()
    return max(0, seconds * 1_000 - oldest_ms)


async def _or_none(name: str, figure: Awaitable[int]) -> int | None:
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            return await figure
    except FAILURES as error:
        log.warning("a figure of health is unknown", figure=name, error=repr(error))
        return None


async def _ask(name: str, answer: Awaitable[object]) -> Dependency:
    began = clock.monotonic()
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            await answer
        ok = True
    except FAILURES as error:
        log.warning("dependency failed", dependency=name, error=repr(error))
        ok = False
    return Dependency(ok=ok, took_ms=round((clock.monotonic() - began) * 1_000, 1))


async def _counters(resources: Resources) -> bytes:
    found = await readiness(resources)
    COMMIT_LAG.set(float("nan") if found.commit_lag_ms is None else found.commit_lag_ms / 1_000)
    UNSERVED.set(float("nan") if found.partitions_unserved is None else found.partitions_unserved)
    return metrics.render()


def _knows_token(request: Request[Any, Any, Any], token: str | None) -> bool:
    if token is None:
        return False
    return compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode())
