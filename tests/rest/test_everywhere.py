"""What every answer has, whoever asks, for whatever, through whichever proxy."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from litestar import get
from msgspec.structs import replace
from structlog.testing import capture_logs

from server.kit.addresses import peer_of
from server.kit.http import PUBLIC
from server.resources import Resources
from server.rest.bodies import BodyRequest
from tests.http import Api, running_api


@get("/api/peer", opt=PUBLIC)
async def peer(request: BodyRequest) -> str:
    return peer_of(request.scope)


@pytest_asyncio.fixture(scope="module")
async def here(resources: Resources) -> AsyncIterator[httpx.AsyncClient]:
    """Behind a proxy on this machine that nobody named."""
    async with running_api(resources, extra_routes=[peer]) as running:
        yield await running.client()


@pytest_asyncio.fixture(scope="module")
async def secured(resources: Resources) -> AsyncIterator[Api]:
    settings = replace(resources.settings, public_url="https://ventes.example.fr")
    async with running_api(replace(resources, settings=settings)) as running:
        yield running


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("PUT", "/api/session", 405),
        ("POST", "/", 405),
        ("GET", "/assets/nothing.js", 404),
        ("GET", "/api/docs", 200),
    ],
)
async def test_headers_and_log_line_are_there_where_no_route_takes_the_request(
    secured: Api, method: str, path: str, status: int
) -> None:
    with capture_logs() as lines:
        answer = await (await secured.client()).request(method, path)
    assert answer.status_code == status
    for name in ("content-security-policy", "x-content-type-options", "strict-transport-security", "x-request-id"):
        assert answer.headers[name], name
    assert [(line["path"], line["status"]) for line in lines if line["event"] == "answered"] == [(path, status)]


@pytest.mark.parametrize("path", ["/", "/ventes/43", "/health/live", "/health/ready", "/api/openapi.json"])
async def test_a_head_is_answered_as_the_get_is_without_its_body(here: httpx.AsyncClient, path: str) -> None:
    head, got = await here.head(path), await here.get(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


async def test_what_is_not_there_to_get_is_not_there_to_head(here: httpx.AsyncClient) -> None:
    assert (await here.head("/api/nothing")).status_code == 404
    assert (await here.head("/api/ws-tickets")).status_code == 405


async def test_nobodys_word_is_taken_on_who_asks(here: httpx.AsyncClient) -> None:
    assert (await here.get("/api/peer", headers={"x-forwarded-for": "203.0.113.9"})).text == "127.0.0.1"


async def test_a_proxy_that_was_named_says_who_asks(resources: Resources) -> None:
    """It adds to what it was told, so that only what stands last is its own word."""
    named = replace(resources, settings=replace(resources.settings, trusted_proxies=("127.0.0.1/32", "10.0.0.0/8")))
    async with running_api(named, extra_routes=[peer]) as running:
        client = await running.client()
        for said, asks in {
            "203.0.113.9": "203.0.113.9",
            "198.51.100.1, 203.0.113.9": "203.0.113.9",
            "203.0.113.9, 10.1.2.3": "203.0.113.9",
            "2001:db8::7": "2001:db8::/64",
        }.items():
            assert (await client.get("/api/peer", headers={"x-forwarded-for": said})).text == asks


async def test_a_type_is_said_once(here: httpx.AsyncClient) -> None:
    assert (await here.get("/api/docs")).headers["content-type"] == "text/html; charset=utf-8"
