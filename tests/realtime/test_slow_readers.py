"""A slow reader costs nobody else anything: it gets the newest state of each lot, every outcome, or is cut."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from json import dumps, loads

import pytest
from websockets.frames import Frame, Opcode

from server.protocol.replies import Ok
from server.realtime import outlet
from server.realtime.session import Session
from tests.realtime.sockets import Client, Message, a_hello
from tests.realtime.world import ROOM, Live, a_close, a_member, a_price
from tests.waiting import until

UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: adjuge.v1\r\nAuthorization: Bearer {token}\r\n\r\n"
)


class Sleeper:
    """A client on a bare socket with a small window, that reads only when told to."""

    def __init__(self, raw: socket.socket) -> None:
        self._raw = raw
        self._unread = b""

    async def say(self, message: object) -> None:
        frame = Frame(Opcode.TEXT, dumps(message).encode()).serialize(mask=True)
        await asyncio.get_running_loop().sock_sendall(self._raw, frame)

    async def hear_until(self, type: str) -> list[Message]:
        """Wake up and read what there is, up to a message of this type."""
        wait: list[Message] = []
        while not any(message["type"] == type for message in wait):
            wait += await self._hear_some()
        return wait

    async def is_cut(self) -> bool:
        """Read to the end: the server closes without a word."""
        try:
            while await self._receive():
                pass
        except ConnectionResetError:
            pass
        return True

    async def skip_upgrade(self) -> None:
        while b"\r\n\r\n" not in self._unread:
            self._unread += await self._receive()
        self._unread = self._unread.partition(b"\r\n\r\n")[2]

    async def _hear_some(self) -> list[Message]:
        received = await self._receive()
        assert received, "the server cut the connection"
        self._unread += received
        wait: list[Message] = []
        while (frame := _first_frame(self._unread)) is not None:
            payload, self._unread = frame
            message = loads(payload)
            wait += message if isinstance(message, list) else [message]
        return wait

    async def _receive(self) -> bytes:
        async with asyncio.timeout(5):
            return await asyncio.get_running_loop().sock_recv(self._raw, 65_536)


def _first_frame(buffer: bytes) -> tuple[bytes, bytes] | None:
    """The payload of the first unmasked text frame, if it is all there, and the rest."""
    if len(buffer) < 4:
        return None
    size, start = buffer[1], 2
    if size == 126:
        size, start = int.from_bytes(buffer[2:4]), 4
    if len(buffer) < start + size:
        return None
    assert buffer[0] == 0x81
    return buffer[start : start + size], buffer[start + size :]


@asynccontextmanager
async def a_sleeper(server: Live) -> AsyncGenerator[Sleeper]:
    """Somebody in the auction's room who then stops reading."""
    token = server.world.sign_in(a_member("Sleeper"))
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        raw.settimeout(0)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(raw, ("127.0.0.1", server.served.port))
        await loop.sock_sendall(raw, UPGRADE.format(token=token).encode())
        sleeper = Sleeper(raw)
        await sleeper.skip_upgrade()
        await sleeper.say(a_hello())
        await sleeper.hear_until("subscribed")
        await sleeper.say({"type": "subscribe", "id": 2, "room": ROOM})
        await sleeper.hear_until("subscribed")
        yield sleeper


def session_of(server: Live, name: str) -> Session:
    (session,) = [each for each in server.gateway.sessions.all() if each.principal.name == name]
    return session


async def flood(server: Live, *, first: int, count: int, lots: int = 50) -> int:
    """So many price changes, round the lots, never more at once than those who read can take; the next number."""
    for seq in range(first, first + count):
        server.publish(a_price(seq, lot=seq % lots + 1, price_cents=500_000 + seq))
        if seq % 50 == 0:
            await asyncio.sleep(0.001)
            await until(lambda: not any(each.outlet.buffered_bytes for each in readers(server)))
    return first + count


def readers(server: Live) -> list[Session]:
    return [each for each in server.gateway.sessions.all() if each.principal.name != "Sleeper"]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without rationing: what merges here merges because of the reader."""
    monkeypatch.setattr("server.realtime.pacing.BURST", 1e9)


async def asleep(server: Live) -> int:
    """Talk until the sleeper lags; the next number."""
    session, seq = session_of(server, "Sleeper"), 1
    while not session.outlet.lagging:
        seq = await flood(server, first=seq, count=200)
        assert seq < 100_000, "a reader of nothing must lag at some time"
    return seq


async def test_a_slow_reader_gets_the_newest_state_of_each_lot_and_every_outcome(server: Live) -> None:
    async with a_sleeper(server) as sleeper, server.client(a_member("Ada")) as ada, asyncio.TaskGroup() as tasks:
        await ada.enter(ROOM)
        listening = tasks.create_task(hear_up_to_lot(ada, 999))
        seq = await asleep(server)
        for close in range(20):
            server.publish(a_close(seq, lot=200 + close))
            seq = await flood(server, first=seq + 1, count=100)
        last = seq
        server.publish(a_close(last, lot=999))
        ada_heard = await listening
        slow_heard = await hear_slowly(sleeper, last)
        session = session_of(server, "Sleeper")
        await until(lambda: not session.outlet.lagging)

    assert [event["seq"] for event in ada_heard] == list(range(1, last + 1))
    told = [event["seq"] for event in slow_heard]
    assert told == sorted(set(told)), "positions rise"
    assert len(slow_heard) < len(ada_heard) / 2, "states were merged"
    after = 0
    for event in slow_heard:
        assert event.get("from_seq", event["seq"]) == after + 1, "every gap is bridged"
        after = event["seq"]
    closes = [event["lot"] for event in slow_heard if event["type"] == "lot_closed"]
    assert closes == [*range(200, 220), 999]
    assert prices(slow_heard) == prices(ada_heard)


def prices(events: list[Message]) -> dict[int, int]:
    return {event["lot"]: event["price_cents"] for event in events if event["type"] == "price_changed"}


async def hear_up_to_lot(client: Client, lot: int) -> list[Message]:
    wait = [await client.hear()]
    while wait[-1]["lot"] != lot:
        wait.append(await client.hear())
    return wait


async def hear_slowly(sleeper: Sleeper, last: int) -> list[Message]:
    wait: list[Message] = []
    while not any(event["seq"] == last for event in wait):
        wait += await sleeper.hear_until("lot_closed")
    return wait


async def test_a_reader_that_hoards_outcomes_beyond_its_share_is_cut(server: Live) -> None:
    async with a_sleeper(server) as sleeper, server.client(a_member("Ada")) as ada, asyncio.TaskGroup() as tasks:
        await ada.enter(ROOM)
        listening = tasks.create_task(hear_up_to_lot(ada, 999))
        seq = await asleep(server)
        for number in range(seq, seq + 3_000):
            server.publish(a_close(number, lot=number % 50 + 1))
            if number % 50 == 0:
                await asyncio.sleep(0.001)
        server.publish(a_close(seq + 3_000, lot=999))
        await until(lambda: len(server.gateway.sessions) == 1)
        assert await sleeper.is_cut()
        assert [event["seq"] for event in await listening] == list(range(1, seq + 3_001))


async def test_answers_nobody_reads_are_not_hoarded_either(server: Live) -> None:
    async with a_sleeper(server) as sleeper:
        await asleep(server)
        session = session_of(server, "Sleeper")
        for n in range(10_000):
            session.send(Ok(id=n))
        assert session.outlet.buffered_bytes < 2 * outlet.BACKLOG_BYTES_MAX
        await until(lambda: len(server.gateway.sessions) == 0)
        assert await sleeper.is_cut()


async def test_a_reader_of_whom_nothing_drains_is_cut_after_a_time(
    server: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet, "STALLED_SECONDS_MAX", 0.1)
    monkeypatch.setattr("server.realtime.rechecking.SWEEP_SECONDS", 0.05)
    async with a_sleeper(server) as sleeper:
        await asleep(server)
        await until(lambda: len(server.gateway.sessions) == 0)
        assert await sleeper.is_cut()


async def test_a_hot_lot_is_rationed_for_everybody(server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.realtime.pacing.BURST", 2.0)
    async with server.client(a_member("Ada")) as ada:
        await ada.enter(ROOM)
        for seq in range(1, 61):
            server.publish(a_price(seq, lot=1, price_cents=500_000 + seq))
            await asyncio.sleep(0.01)
        server.publish(a_close(61, lot=2))
        wait = await hear_up_to_lot(ada, 2)
    market = [event for event in wait if event["type"] == "price_changed"]
    assert len(market) <= 12
    assert market[-1]["price_cents"] == 500_060
    assert [wait[n].get("from_seq", wait[n]["seq"]) for n in range(1, len(wait))] == [
        event["seq"] + 1 for event in wait[:-1]
    ]
