"""A client's end of a socket, as light as it can be: a benchmark's clients share the machine with the server."""

import asyncio
from typing import cast

import msgspec
from msgspec import Struct
from typing_extensions import override

UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: adjuge.v1\r\nAuthorization: Bearer {token}\r\n\r\n"
)
TEXT, MASKED, TWO_BYTES, EIGHT_BYTES = 0x81, 0x80, 126, 127


class Heard(Struct, frozen=True):
    """What a client reads of a message."""

    type: str
    command_id: str = ""
    status: str = ""
    code: str | None = None
    epoch: int = 0
    room: str = ""


_one = msgspec.json.Decoder(Heard)
_several = msgspec.json.Decoder(list[Heard])


class Wire(asyncio.Protocol):
    """One socket; a watcher's only counts what comes."""

    def __init__(self, token: str, *, reads: bool) -> None:
        self.answers: dict[str, asyncio.Future[Heard]] = {}
        self.entered: dict[str, int] = {}
        self.is_open = False
        self.received_bytes = 0
        self._token = token
        self._reads = reads
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(UPGRADE.format(token=self._token).encode())

    @override
    def data_received(self, data: bytes) -> None:
        self.received_bytes += len(data)
        if self.is_open and not self._reads and self.entered:
            return
        self._buffer += data
        if not self.is_open:
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            assert b" 101 " in head, head
            self.is_open, self._buffer = True, rest
        self._take_frames()

    def say(self, *messages: object) -> None:
        """Send a frame, masked by zeros."""
        assert self._transport is not None
        payload = msgspec.json.encode(messages)
        length = len(payload)
        size = (
            bytes([MASKED | length]) if length < TWO_BYTES else bytes([MASKED | TWO_BYTES]) + length.to_bytes(2, "big")
        )
        self._transport.write(bytes([TEXT]) + size + bytes(4) + payload)

    def close(self) -> None:
        """Go away."""
        assert self._transport is not None
        self._transport.abort()

    def _take_frames(self) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            length, start = buffer[at + 1], at + 2
            if length == TWO_BYTES:
                length, start = int.from_bytes(buffer[start : start + 2], "big"), start + 2
            elif length == EIGHT_BYTES:
                length, start = int.from_bytes(buffer[start : start + 8], "big"), start + 8
            if len(buffer) < start + length:
                break
            if buffer[at] == TEXT:
                self._hear(buffer[start : start + length])
            at = start + length
        self._buffer = buffer[at:]

    def _hear(self, payload: bytes) -> None:
        for heard in _several.decode(payload) if payload.startswith(b"[") else (_one.decode(payload),):
            if heard.type == "bid_result" and (future := self.answers.pop(heard.command_id, None)):
                future.set_result(heard)
            elif heard.type == "subscribed":
                self.entered[heard.room] = heard.epoch
            elif heard.type == "error" and heard.code != "not_found":  # a dealer doesn't see every auction
                raise SystemExit(f"the server refused: {payload!r}")
