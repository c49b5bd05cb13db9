"""What a stranger may make the server hold and wait for, on a real connection; and what that relies on in uvicorn."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from httptools import HttpParserCallbackError, HttpParserError
from litestar import Litestar, Request, get, post
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from server.rest import transport
from server.rest.bodies import BodyRequest
from server.settings import Settings
from tests.http import serving


@get("/fast")
async def fast() -> str:
    return "here"


@post("/body")
async def take(request: Request[Any, Any, Any]) -> int:
    return len(await request.body())


class Line:
    """A connection on which bytes are said as they are."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def say(self, said: bytes) -> None:
        self._writer.write(said)
        await self._writer.drain()

    async def status(self) -> int:
        """The status of the next answer; 0 when the connection ends without one."""
        line = await asyncio.wait_for(self._reader.readline(), 15)
        return int(line.split()[1]) if line else 0

    async def rest(self) -> bytes:
        """Everything until the connection ends."""
        return await asyncio.wait_for(self._reader.read(), 15)


class Place:
    def __init__(self, port: int) -> None:
        self.port = port

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield Line(reader, writer)
        finally:
            writer.transport.abort()

    async def status(self, said: bytes) -> int:
        async with self.line() as line:
            await line.say(said)
            return await line.status()


@pytest_asyncio.fixture(scope="module")
async def place(settings: Settings) -> AsyncIterator[Place]:
    app = Litestar(
        [fast, take],
        request_class=BodyRequest,
        request_max_body_size=10_000_000,
        openapi_config=None,
        logging_config=None,
    )
    async with serving(app, settings) as base_url:
        yield Place(int(base_url.rpartition(":")[2]))


def a_request(*headers: bytes, path: bytes = b"/fast") -> bytes:
    return b"\r\n".join([b"GET " + path + b" HTTP/1.1", b"host: x", *headers, b"", b""])


async def test_headers_of_a_usual_size_are_taken(place: Place) -> None:
    assert await place.status(a_request(b"cookie: " + b"x" * 30_000)) == 200
    assert await place.status(a_request(*(b"x-%d: y" % number for number in range(90)))) == 200


@pytest.mark.parametrize(
    "said",
    [
        a_request(b"cookie: " + b"x" * 33_000),
        a_request(path=b"/" + b"x" * 33_000),
        a_request(*(b"x-%d: y" % number for number in range(101))),
        b"POST /body HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
        + b"".join(b"x-%d: y\r\n" % number for number in range(101)),
    ],
    ids=["one header", "the address", "many headers", "headers behind the body"],
)
async def test_larger_ones_are_refused(place: Place, said: bytes) -> None:
    assert await place.status(said) == 431


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /fast HTTP/1.1\r\nx: ",
        b"POST /body HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1;",
    ],
    ids=["a header", "what stands beside a piece of a body"],
)
async def test_what_never_ends_is_refused_before_it_is_large(place: Place, begun: bytes) -> None:
    """64 MiB of one header once took three seconds of everybody's time, and memory that stayed."""
    async with place.line() as line:
        await line.say(begun)
        sent, answer = 0, asyncio.ensure_future(line.status())
        while not answer.done() and sent < 4 * 1024 * 1024:
            await line.say(b"x" * 65_536)
            sent += 65_536
        assert await answer == 431
    async with place.line() as line:
        await line.say(a_request())
        assert await line.status() == 200


async def test_an_answer_arrives_though_more_is_on_its_way(place: Place) -> None:
    async with place.line() as line:
        await line.say(b"GET /fast HTTP/1.1\r\nx: " + b"x" * 1_000_000)
        assert await line.status() == 431
        said = await line.rest()
    assert b'"code":"too_large"' in said
    assert b"connection: close" in said


async def test_slow_headers_are_told_and_a_silent_connection_is_closed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "HEAD_SECONDS_MAX", 0.2)
    assert await place.status(b"GET /fast HTTP/1.1\r\nx: y\r\n") == 408
    async with place.line() as line:
        assert await line.rest() == b""
    async with place.line() as line:
        await line.say(a_request() + b"GET ")
        assert await line.status() == 200
        assert b"408 Request Timeout" in await line.rest()


async def test_a_slow_body_is_told_and_a_steady_one_is_not(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BODY_SECONDS", 0.2)
    head = b"POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 5000000\r\n\r\n"
    async with place.line() as line:
        await line.say(head + b"x" * 50)
        assert await line.status() == 408
    async with place.line() as line:
        loop = asyncio.get_running_loop()
        began, left = loop.time(), 5_000_000
        await line.say(head)
        while loop.time() - began < 0.7:
            await line.say(b"x" * 20)
            await asyncio.sleep(0)
            left -= 20
        await line.say(b"x" * left)
        assert await line.status() == 201


async def test_requests_in_a_row_are_answered_up_to_a_number(place: Place) -> None:
    async with place.line() as line:
        await line.say(a_request() * transport.PIPELINED_MAX)
        for _ in range(transport.PIPELINED_MAX):
            assert await line.status() == 200
            while (await asyncio.wait_for(line._reader.readline(), 5)) != b"\r\n":
                pass
            assert await line._reader.readexactly(4) == b"here"
    async with place.line() as line:
        await line.say(a_request() * 1_000)
        assert (await line.rest()).count(b"200 OK") <= transport.PIPELINED_MAX + 1


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost : x\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_400(place: Place, said: bytes) -> None:
    assert await place.status(said) == 400


async def test_strangers_write_nothing_into_the_log(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await place.status(b"\x16\x03\x01\x02\x00")
    await place.status(a_request(b"cookie: " + b"x" * 33_000))
    async with place.line() as line:
        await line.say(b"POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf")
        line._writer.write_eof()
        await line.rest()
    shown = capsys.readouterr()
    assert not [record for record in caplog.records if record.levelno >= logging.INFO and record.name != "asyncio"]
    assert "unhandled" not in shown.out + shown.err


@pytest.mark.parametrize(
    "name",
    [
        "connection_made",
        "connection_lost",
        "data_received",
        "handle_websocket_upgrade",
        "on_message_begin",
        "on_url",
        "on_header",
        "on_headers_complete",
        "on_body",
        "on_message_complete",
        "_should_upgrade",
        "_unset_keepalive_if_required",
    ],
)
def test_uvicorn_still_has_what_we_override_or_call(name: str) -> None:
    assert callable(getattr(HttpToolsProtocol, name))


def test_uvicorn_still_reads_as_our_override_does() -> None:
    theirs = inspect.getsource(HttpToolsProtocol.data_received)
    for line in ("_unset_keepalive_if_required()", "parser.feed_data(data)", "HttpParserError", "HttpParserUpgrade"):
        assert line in theirs
    assert issubclass(HttpParserCallbackError, HttpParserError)
    assert "self.message_event.set()" in inspect.getsource(RequestResponseCycle.send)
