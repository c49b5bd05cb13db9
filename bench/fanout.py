"""What telling one thing to a thousand sockets costs: `python -m bench.fanout [SOCKETS]`.

The receivers are here, in a process of their own, and their work isn't counted; the servers are beside, fed with one
datagram an event. The limit is a bare `write()` loop, in C where there is a compiler (floor.c), else in asyncio; both
write frames of the same size. Paced: an event every 25 ms. Full speed: as fast as they are told, 16 under way at most.
Goals: 1.4 times the limit paced, 0.6 times at full speed, 30 KB per idle socket.
"""

import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from json import dumps
from os import getloadavg
from pathlib import Path

import psutil
from msgspec import Struct
from websockets.frames import Frame, Opcode

from bench.fanout_server import FIRST_SEQ, ROOM, price_changed
from bench.stage import machine, table
from server.protocol.codec import encode
from server.realtime.outlet import text_frame

SOCKETS = 1_000
ROUNDS = 3
PACED_SECONDS, PACED_EVENTS_PER_SECOND = 1.5, 40
FULL_SPEED_EVENTS, UNDER_WAY_MAX = 200, 16
SETTLE_SECONDS = 1.0
STUCK_SECONDS = 10.0
FRAME = text_frame(encode(price_changed(FIRST_SEQ)))
UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: adjuge.v1\r\nAuthorization: Bearer {token}\r\n\r\n"
)


class Server(Struct, frozen=True, kw_only=True):
    """A running server: where it takes sockets and datagrams, and whether it speaks our protocol."""

    name: str
    process: psutil.Process
    port: int
    datagrams: int
    ours: bool

    def cpu_seconds(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system


class Crowd:
    """All receivers of one server, read by one loop."""

    def __init__(self, server: Server, count: int) -> None:
        self._server = server
        self._epoll = select.epoll()
        self._feed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._seq = FIRST_SEQ
        self._received_bytes = 0
        self._sockets = {}
        for number in range(count):
            receiver = self._join(number)
            self._sockets[receiver.fileno()] = receiver
            self._epoll.register(receiver, select.EPOLLIN)
        self._read_until_quiet()

    def close(self) -> None:
        for receiver in self._sockets.values():
            receiver.close()
        self._feed.close()
        self._epoll.close()

    def paced(self) -> int:
        """Events at their times; the number of messages."""
        start = time.monotonic()
        for number in range(round(PACED_SECONDS * PACED_EVENTS_PER_SECOND)):
            self._send()
            due = start + (number + 1) / PACED_EVENTS_PER_SECOND
            while (left := due - time.monotonic()) > 0:
                self._read(left)
        return self._settle()

    def full_speed(self) -> int:
        """Events as fast as they are told; the number of messages."""
        for number in range(FULL_SPEED_EVENTS):
            while number - self._received_bytes / len(FRAME) / len(self._sockets) > UNDER_WAY_MAX:
                self._read(0.1)
            self._send()
        return self._settle()

    def _send(self) -> None:
        datagram = encode(price_changed(self._seq))
        numbered = str(self._seq).encode().ljust(len(datagram)) if self._server.ours else datagram
        self._feed.sendto(numbered, ("127.0.0.1", self._server.datagrams))
        self._seq += 1

    def _settle(self) -> int:
        self._read_until_quiet()
        messages, self._received_bytes = self._received_bytes // len(FRAME), 0
        return messages

    def _read_until_quiet(self) -> None:
        while self._read(0.2):
            pass

    def _read(self, seconds: float) -> int:
        ready = self._epoll.poll(seconds, len(self._sockets))
        for descriptor, _ in ready:
            self._received_bytes += len(self._sockets[descriptor].recv(65_536))
        return len(ready)

    def _join(self, number: int) -> socket.socket:
        receiver = socket.create_connection(("127.0.0.1", self._server.port))
        receiver.sendall(UPGRADE.format(token=f"ses_{number}").encode())
        _skip(receiver, b"\r\n\r\n")
        if self._server.ours:
            hello = {"type": "hello", "id": 1, "client": {"name": "bench", "version": "1"}}
            subscribe = {"type": "subscribe", "id": 2, "room": ROOM.name}
            receiver.sendall(Frame(Opcode.TEXT, dumps([hello, subscribe]).encode()).serialize(mask=True))
            _skip(receiver, b'"snapshot":{"audience":"pro"')
        receiver.settimeout(0)
        return receiver


def _skip(receiver: socket.socket, until: bytes) -> None:
    received = b""
    while until not in received:
        more = receiver.recv(65_536)
        if not more:
            raise SystemExit(f"the server hung up after {received!r}")
        received += more


@contextmanager
def floor(folder: Path) -> Generator[Server]:
    """The bare loop."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    port, datagrams = _free_port(socket.SOCK_STREAM), _free_port(socket.SOCK_DGRAM)
    if compiler:
        program = folder / "floor"
        subprocess.run([compiler, "-O2", "-o", program, Path(__file__).with_name("floor.c")], check=True)
        name, command = "write() loop in C (limit)", [str(program)]
    else:
        name, command = "write() loop in asyncio (limit)", [sys.executable, "-m", "bench.fanout_floor"]
    with _child([*command, str(port), str(datagrams)]) as child:
        _wait_until_listening(port)
        yield Server(name=name, process=psutil.Process(child.pid), port=port, datagrams=datagrams, ours=False)


@contextmanager
def adjuge() -> Generator[Server]:
    """Our server."""
    with _child([sys.executable, "-m", "bench.fanout_server"]) as child:
        assert child.stdout is not None
        port, datagrams = (int(number) for number in child.stdout.readline().split())
        yield Server(name="Adjugé", process=psutil.Process(child.pid), port=port, datagrams=datagrams, ours=True)


@contextmanager
def _child(command: list[str]) -> Generator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        try:
            yield child
        finally:
            child.kill()


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_listening(port: int) -> None:
    deadline = time.monotonic() + STUCK_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def measure(server: Server, crowd: Crowd) -> tuple[float, float]:
    """CPU us per message, paced and at full speed."""
    costs: list[float] = []
    for load in (crowd.paced, crowd.full_speed):
        before = server.cpu_seconds()
        messages = load()
        costs.append((server.cpu_seconds() - before) / messages * 1e6)
    return costs[0], costs[1]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SOCKETS
    print(machine())
    print(f"{count} sockets, frames of {len(FRAME)} bytes, best of {ROUNDS} rounds each, load {getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = [stack.enter_context(floor(folder)), stack.enter_context(adjuge())]
        empty = [server.process.memory_info().rss for server in servers]
        crowds = [Crowd(server, count) for server in servers]
        time.sleep(SETTLE_SECONDS)
        kilobytes = [
            (server.process.memory_info().rss - before) / count / 1_024
            for server, before in zip(servers, empty, strict=True)
        ]
        pairs = list(zip(servers, crowds, strict=True))
        rounds = [[measure(server, crowd) for server, crowd in pairs] for _ in range(ROUNDS)]
        best = [
            (min(each[place][0] for each in rounds), min(each[place][1] for each in rounds))
            for place in range(len(servers))
        ]
        for crowd in crowds:
            crowd.close()
    limit = best[0]
    table(
        ("", "paced us", "of the limit", "full speed us", "of the limit", "KB per idle socket"),
        [
            (
                server.name,
                f"{paced:.1f}",
                f"{paced / limit[0]:.2f}",
                f"{full:.1f}",
                f"{full / limit[1]:.2f}",
                f"{kb:.1f}",
            )
            for server, (paced, full), kb in zip(servers, best, kilobytes, strict=True)
        ],
    )
    print("goals: paced 1.40, full speed 0.60, 30 KB per idle socket")


if __name__ == "__main__":
    main()
