"""JSON of more than a kilobyte is sent compressed to who takes it; nothing else is touched."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from litestar import get, post
from litestar.response import Stream

from server.kit.http import PUBLIC
from server.resources import Resources
from tests.http import running_api

CARS: list[dict[str, object]] = [
    {"make": "Renault", "model": "Clio", "price_cents": 1_000 * number} for number in range(2_000)
]


@get("/api/cars", opt=PUBLIC)
async def cars() -> list[dict[str, object]]:
    return CARS


@get("/api/car", opt=PUBLIC)
async def car() -> dict[str, object]:
    return CARS[0]


@get("/api/file", opt=PUBLIC, media_type="text/csv")
async def file() -> str:
    return "make;model\n" * 1_000


@get("/api/stream", opt=PUBLIC, media_type="application/json")
async def stream() -> Stream:
    return Stream(["[", "1," * 2_000, "1]"])


@post("/api/secret", opt=PUBLIC)
async def secret() -> str:
    return "x" * 5_000


@pytest_asyncio.fixture(scope="module")
async def client(resources: Resources) -> AsyncIterator[httpx.AsyncClient]:
    async with running_api(resources, extra_routes=[cars, car, file, stream, secret]) as running:
        yield await running.client()


async def raw(
    client: httpx.AsyncClient, path: str, *, takes: str = "gzip, br", method: str = "GET"
) -> tuple[httpx.Headers, bytes]:
    async with client.stream(method, path, headers={"accept-encoding": takes}) as answer:
        assert answer.is_success
        return answer.headers, b"".join([part async for part in answer.aiter_raw()])


async def test_a_long_list_is_a_fraction_of_itself(client: httpx.AsyncClient) -> None:
    plain_headers, plain = await raw(client, "/api/cars", takes="identity")
    headers, sent = await raw(client, "/api/cars")
    assert headers["content-encoding"] == "gzip"
    assert headers["content-length"] == str(len(sent))
    assert gzip.decompress(sent) == plain
    assert len(sent) * 5 < len(plain)
    assert headers["vary"] == plain_headers["vary"] == "accept-encoding"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("takes", ["", "br", "identity", "gzip;q=0", "x-gzip"])
async def test_who_does_not_take_it_does_not_get_it(client: httpx.AsyncClient, takes: str) -> None:
    headers, sent = await raw(client, "/api/cars", takes=takes)
    assert "content-encoding" not in headers
    assert sent.startswith(b"[{")


@pytest.mark.parametrize(
    ("path", "method"), [("/api/car", "GET"), ("/api/file", "GET"), ("/api/stream", "GET"), ("/api/secret", "POST")]
)
async def test_the_short_the_streamed_other_types_and_secrets_stay_as_they_are(
    client: httpx.AsyncClient, path: str, method: str
) -> None:
    headers, sent = await raw(client, path, method=method)
    assert "content-encoding" not in headers
    assert sent


async def test_a_head_says_the_same_without_a_body(client: httpx.AsyncClient) -> None:
    head = await client.head("/api/cars", headers={"accept-encoding": "gzip"})
    assert head.headers["content-encoding"] == "gzip"
    assert head.content == b""
