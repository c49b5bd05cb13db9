"""What the fan-out relies on in uvicorn, pinned; and frames as RFC 6455 wants them."""

import inspect
from collections.abc import Callable

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as any_
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN

from server.protocol.closes import Close
from server.realtime.outlet import text_frame
from server.realtime.transport import FanoutProtocol, uvicorn_options
from tests.realtime.sockets import Client
from tests.realtime.world import Live, a_member
from tests.waiting import until


def test_the_minor_version_is_the_one_the_contract_was_read_from() -> None:
    assert uvicorn.__version__.startswith("0.54.")


@pytest.mark.parametrize(
    "method",
    [
        "run_asgi",
        "send",
        "shutdown",
        "handle_close",
        "handle_parser_exception",
        "pause_writing",
        "resume_writing",
        "keepalive_timeout",
        "connection_lost",
        "data_received",
        "handle_ping",
        "handle_pong",
        "handle_cont",
        "send_receive_event_to_app",
    ],
)
def test_uvicorn_still_has_what_we_override_or_call(method: str) -> None:
    assert callable(getattr(WebSocketsSansIOProtocol, method))


def test_uvicorn_still_sends_in_one_piece() -> None:
    """Between making a frame and writing it there is no await, so that ours and its own never interleave."""
    source = inspect.getsource(WebSocketsSansIOProtocol.send)
    assert source.count("await ") == 1
    assert source.index("await self.writable.wait()") < source.index("self.conn.send_text")


def test_uvicorn_still_ends_keepalive_as_our_override_does() -> None:
    theirs = inspect.getsource(WebSocketsSansIOProtocol.keepalive_timeout)
    for line in (
        "self.pong_timer = None",
        "self.pending_ping_payload = None",
        "self.conn.fail(1011",
        "close_sent = True",
    ):
        assert line in theirs


async def test_a_live_socket_has_the_parts_we_write_through(server: Live) -> None:
    async with server.client(a_member()):
        (session,) = server.gateway.sessions.all()
        protocol = session.outlet._protocol
        assert isinstance(protocol, FanoutProtocol)
        assert protocol.conn.state is OPEN
        assert protocol.conn.extensions == []
        assert protocol.transport.get_write_buffer_size() == 0
        assert not protocol.disconnected
        assert session.outlet.open


async def test_a_client_that_answers_no_ping_is_closed(server: Live) -> None:
    async with server.client(a_member()) as client:
        (session,) = server.gateway.sessions.all()
        session.outlet._protocol.keepalive_timeout()
        assert await client.closed() == (Close.NO_PONG.value, "no_pong")


async def leave(client: Client) -> None:
    await client.connection.close()


async def vanish(client: Client) -> None:
    client.connection.transport.abort()


async def talk_nonsense(client: Client) -> None:
    client.connection.transport.write(b"\xff" * 64)


async def shout(client: Client) -> None:
    await client.connection.send("x" * 100_000)


@pytest.mark.parametrize("end", [leave, vanish, talk_nonsense, shout])
async def test_an_outlet_is_open_as_long_as_its_connection(server: Live, end: Callable[[Client], object]) -> None:
    async with server.client(a_member()) as client:
        (session,) = server.gateway.sessions.all()
        protocol = session.outlet._protocol
        assert session.outlet.open
        ending = end(client)
        assert inspect.isawaitable(ending)
        await ending
        await until(lambda: not session.outlet.open)
        assert protocol.conn.state is not OPEN or protocol.disconnected
        await until(lambda: len(server.gateway.sessions) == 0)


async def ping(client: Client) -> None:
    client.connection.transport.write(Frame(Opcode.PING, b"1").serialize(mask=True) * 1_000)


async def pong(client: Client) -> None:
    client.connection.transport.write(Frame(Opcode.PONG, b"1").serialize(mask=True) * 1_000)


async def say_nothing_in_pieces(client: Client) -> None:
    begun, on = Frame(Opcode.TEXT, b"", fin=False), Frame(Opcode.CONT, b"", fin=False)
    client.connection.transport.write(begun.serialize(mask=True) + on.serialize(mask=True) * 1_000)


@pytest.mark.parametrize("flood", [ping, pong, say_nothing_in_pieces])
async def test_frames_that_say_nothing_come_on_credit(server: Live, flood: Callable[[Client], object]) -> None:
    async with server.client(a_member()) as client, server.socket() as stranger:
        for each in (client, stranger):
            flooding = flood(each)
            assert inspect.isawaitable(flooding)
            await flooding
            assert await each.closed() == (Close.RATE_LIMITED.value, "rate_limited")


async def test_a_ping_now_and_then_is_answered(server: Live) -> None:
    async with server.client(a_member()) as client:
        for _ in range(3):
            assert await (await client.connection.ping()) >= 0


async def test_one_pong_waits_for_a_slow_reader_and_answers_the_newest_ping(server: Live) -> None:
    async with server.client(a_member()) as client:
        (session,) = server.gateway.sessions.all()
        protocol = session.outlet._protocol
        protocol.pause_writing()
        early, late = await client.connection.ping("early"), await client.connection.ping("late")
        await until(lambda: protocol._pong is not None and protocol._pong.endswith(b"late"))
        assert protocol.transport.get_write_buffer_size() == 0
        protocol.resume_writing()
        await late
        await early  # a pong answers all pings before it


async def test_text_that_is_none_ends_the_socket_without_a_line_in_the_log(
    server: Live, caplog: pytest.LogCaptureFixture
) -> None:
    async with server.client(a_member()) as client:
        client.connection.transport.write(Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True))
        assert (await client.closed())[0] == 1007
    assert not [record for record in caplog.records if record.name == "uvicorn.error" and record.exc_info]


def test_uvicorn_is_configured_as_the_protocol_says() -> None:
    options = uvicorn_options()
    assert options["ws_per_message_deflate"] is False
    assert (options["ws_ping_interval"], options["ws_ping_timeout"]) == (20.0, 20.0)


@given(any_.sampled_from([0, 1, 125, 126, 127, 65_535, 65_536, 70_000]))
def test_a_frame_is_what_the_library_would_have_made(size: int) -> None:
    payload = b"x" * size
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
