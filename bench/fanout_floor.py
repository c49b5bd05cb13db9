"""The bare loop in asyncio, where there is no C compiler: `python -m bench.fanout_floor WS_PORT UDP_PORT`."""

import asyncio
import sys
from contextlib import suppress
from typing import cast

import uvloop
from typing_extensions import override

from server.realtime.outlet import text_frame

UPGRADE = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"

receivers: set[asyncio.Transport] = set()


class Receiver(asyncio.Protocol):
    """A connection that is upgraded without being looked at."""

    transport: asyncio.Transport

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        if self.transport not in receivers:
            receivers.add(self.transport)
            self.transport.write(UPGRADE)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        receivers.discard(self.transport)


class Datagrams(asyncio.DatagramProtocol):
    """Each datagram is written to every receiver."""

    @override
    def datagram_received(self, data: bytes, addr: object) -> None:
        frame = text_frame(data)
        for receiver in receivers:
            receiver.write(frame)


async def serve(port: int, datagrams: int) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Datagrams, local_addr=("127.0.0.1", datagrams))
    server = await loop.create_server(Receiver, "127.0.0.1", port, backlog=4_096)
    await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), int(sys.argv[2])))
