"""Send commands to Valkey on one connection, all those of one turn of the loop in one write.

Replies come in the order of the commands, so a queue of futures is all the bookkeeping there is. Nothing is ever sent
twice: a command whose connection ended before its reply may have been done, and only its sender knows how to ask.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Mapping
from typing import cast

import hiredis
from redis.connection import parse_url
from typing_extensions import override

from server.kit.valkey import COMMAND_TIMEOUT_SECONDS, CONNECT_TIMEOUT_SECONDS, SCHEMES, check_url

Argument = str | bytes | int
Reply = bytes | int | None | list["Reply"]


class LaneDownError(ConnectionError):
    """Valkey can't be reached, or the connection ended before the reply: the command may or may not have been done."""


class RefusedError(Exception):
    """Valkey answered with an error; the text is its own."""


class Lane:
    """A connection that is made at the first call and, unless it `heals` not, again after it was lost.

    One that doesn't heal never leads to another server than the one its owner has looked at.
    """

    def __init__(self, url: str, *, heals: bool = True) -> None:
        check_url(url)
        self._heals = heals
        scheme, rest = url.split("://", 1)
        self._options: Mapping[str, object] = parse_url(f"{SCHEMES[scheme]}://{rest}")
        self._connecting = asyncio.Lock()
        self._wire: _Wire | None = None

    async def call(self, *arguments: Argument) -> Reply:
        """The reply to one command.

        Raises:
            LaneDownError: no connection, or it was lost or silent for 2 s.
            RefusedError: Valkey says no.

        """
        wire = self._wire
        if wire is None or not wire.is_open:
            wire = await self._connected()
        return await wire.send(arguments)

    async def aclose(self) -> None:
        """End the connection; who still waits gets LaneDownError."""
        if self._wire is not None:
            self._wire.abort()
            await self._wire.gone

    async def _connected(self) -> "_Wire":
        async with self._connecting:
            if self._wire is not None and self._wire.is_open:
                return self._wire
            if self._wire is not None and not self._heals:
                raise LaneDownError("the connection to Valkey was lost")
            try:
                async with asyncio.timeout(CONNECT_TIMEOUT_SECONDS):
                    self._wire = await self._connect()
            except (OSError, TimeoutError, RefusedError) as error:
                raise LaneDownError(f"Valkey can't be reached: {error}") from error
            return self._wire

    async def _connect(self) -> "_Wire":
        loop = asyncio.get_running_loop()
        options = self._options
        if path := options.get("path"):
            _, wire = await loop.create_unix_connection(_Wire, str(path))
        else:
            secure = "connection_class" in options  # parse_url names a class only for rediss://
            context = ssl.create_default_context() if secure else None
            host, port = str(options.get("host", "localhost")), int(str(options.get("port", 6379)))
            _, wire = await loop.create_connection(_Wire, host, port, ssl=context)
        try:
            await self._greet(wire)
        except BaseException:
            wire.abort()
            raise
        return wire

    async def _greet(self, wire: "_Wire") -> None:
        options = self._options
        if password := options.get("password"):
            user = [str(options["username"])] if options.get("username") else []
            await wire.send(("AUTH", *user, str(password)))
        if database := options.get("db"):
            await wire.send(("SELECT", str(database)))


class _Wire(asyncio.Protocol):
    """The open connection: what goes out at the end of this turn, and who waits for what comes in."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reader = hiredis.Reader()
        self._outgoing: list[bytes] = []
        self._waiting: deque[tuple[asyncio.Future[Reply], float]] = deque()
        self._watch: asyncio.TimerHandle | None = None
        self.is_open = False
        self.gone: asyncio.Future[None] = self._loop.create_future()

    def send(self, arguments: tuple[Argument, ...]) -> asyncio.Future[Reply]:
        """A future of the reply; the command leaves with the others of this turn."""
        future: asyncio.Future[Reply] = self._loop.create_future()
        if not self.is_open:
            future.set_exception(LaneDownError("the connection to Valkey is closed"))
            return future
        if not self._outgoing:
            self._loop.call_soon(self._flush)
        self._outgoing.append(hiredis.pack_command(arguments))  # pyrefly: ignore[bad-argument-type] stub says 1-tuple
        self._waiting.append((future, self._loop.time()))
        if self._watch is None:
            self._watch = self._loop.call_later(COMMAND_TIMEOUT_SECONDS, self._look)
        return future

    def abort(self) -> None:
        """Drop the connection at once."""
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclasses
        self.is_open = True

    @override
    def data_received(self, data: bytes) -> None:
        """Hand each whole reply to who waits longest."""
        self._reader.feed(data)
        while (reply := self._reader.gets()) is not False:
            future, _ = self._waiting.popleft()
            if future.done():
                continue
            if isinstance(reply, hiredis.ReplyError):
                future.set_exception(RefusedError(str(reply)))
            else:
                future.set_result(reply)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everybody who waits."""
        self.is_open = False
        if self._watch is not None:
            self._watch.cancel()
        for future, _ in self._waiting:
            if not future.done():
                future.set_exception(LaneDownError(f"the connection to Valkey was lost: {exc or 'closed'}"))
        self._waiting.clear()
        self._outgoing.clear()
        if not self.gone.done():
            self.gone.set_result(None)

    def _flush(self) -> None:
        if self._transport is not None and self._outgoing:
            self._transport.write(b"".join(self._outgoing))
            self._outgoing.clear()

    def _look(self) -> None:
        """Give up on a server that has been silent too long, or look again when the oldest command would be late."""
        self._watch = None
        if not self._waiting:
            return
        late_in = self._waiting[0][1] + COMMAND_TIMEOUT_SECONDS - self._loop.time()
        if late_in <= 0:
            self.abort()
        else:
            self._watch = self._loop.call_later(late_in, self._look)
