"""A pro's client that never gives up: it bids at random, loses its sockets, sends twice, and asks until it knows.

It keeps what it was told, for the auditor: every outcome of every command, and every price it was shown.
"""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from server.kit.ids import new_id
from server.protocol.messages import SUBPROTOCOL

Message = dict[str, Any]
# Codes that the book gives without writing them down: the command was never taken.
UNWRITTEN = frozenset({"stale_epoch", "command_mismatch", "not_invited"})
PAUSE_SECONDS = 0.25
PATIENCE_SECONDS = 1.0


class Told(Struct, frozen=True):
    """An outcome as the client heard it."""

    status: str
    code: str | None
    seq: int
    amount_cents: int | None


class Shown(Struct, frozen=True):
    """A price as the client was shown it, at a position of the room."""

    auction_id: str
    seq: int
    lot: int
    price_cents: int


class Room:
    """What a client knows of an auction."""

    def __init__(self) -> None:
        self.epoch = 0
        self.seq = 0
        self.lots: dict[int, Message] = {}
        # Events before the answer to a subscribe belong to an older picture.
        self.entered = False


class Command(Struct, kw_only=True):
    """A command until its outcome is known, and every outcome it was told."""

    message: Message
    told: list[Told]
    asked_at: float
    answered_at: float | None = None


class Bidder:
    """One member of a pro, on one socket at a time."""

    def __init__(self, name: str, token: str, ports: Sequence[int], auctions: Sequence[str], seed: int) -> None:
        self.name = name
        self.commands: dict[str, Command] = {}
        self.shown: set[Shown] = set()
        self.faults: list[str] = []
        self.reconnects = 0
        self.duplicates = 0
        self.bidding = True
        self.last_heard: Message = {}
        self.auctions = list(auctions)
        self._token = token
        self._ports = ports
        self._rooms: dict[str, Room] = {}
        self._random = random.Random(seed)
        self._requests = 10
        self._asked: dict[int, str] = {}
        # A process that lags behind another one lets nobody in who knows more.
        self._turned_away: list[str] = []
        self._connection: ClientConnection | None = None

    @property
    def open_commands(self) -> list[Command]:
        """Those without an outcome yet."""
        return [command for command in self.commands.values() if command.answered_at is None]

    def cut(self) -> None:
        """Lose the socket, as in a tunnel."""
        if self._connection is not None:
            self._connection.transport.abort()

    async def run(self) -> None:
        """Be a client until cancelled."""
        while True:
            port = self._random.choice(self._ports)
            try:
                async with connect(
                    f"ws://127.0.0.1:{port}/ws",
                    subprotocols=[Subprotocol(SUBPROTOCOL)],
                    additional_headers={"Authorization": f"Bearer {self._token}"},
                    open_timeout=PATIENCE_SECONDS,
                    close_timeout=0.1,
                    ping_interval=None,
                    proxy=None,
                ) as connection:
                    self._connection = connection
                    await self._live(connection)
            except* (OSError, TimeoutError, WebSocketException):
                self.reconnects += 1
            await asyncio.sleep(self._random.uniform(0.02, PAUSE_SECONDS))

    async def _live(self, connection: ClientConnection) -> None:
        await connection.send(json.dumps({"type": "hello", "id": 1, "client": {"name": self.name, "version": "1"}}))
        self._turned_away.clear()
        for auction_id in self.auctions:
            await self._enter(connection, auction_id)
        async with asyncio.TaskGroup() as group:
            acting = group.create_task(self._act(connection))
            try:
                async for frame in connection:
                    heard = json.loads(frame)
                    for message in heard if isinstance(heard, list) else [heard]:
                        await self._hear(connection, message)
            finally:
                acting.cancel()

    async def _enter(self, connection: ClientConnection, auction_id: str) -> None:
        room = self._rooms.setdefault(auction_id, Room())
        room.entered = False
        since = {"since": {"epoch": room.epoch, "seq": room.seq}} if room.epoch else {}
        number = await self._say(connection, {"type": "subscribe", "room": f"auction:{auction_id}"} | since)
        self._asked[number] = auction_id

    async def _say(self, connection: ClientConnection, message: Message) -> int:
        self._requests += 1
        await connection.send(json.dumps(message | {"id": self._requests}))
        return self._requests

    async def _act(self, connection: ClientConnection) -> None:
        """Ask again for what isn't known or where nobody let us in, else bid; a command may travel twice."""
        while True:
            if self._turned_away:
                await self._enter(connection, self._turned_away.pop())
            waiting = [c for c in self.open_commands if time.monotonic() - c.asked_at > PATIENCE_SECONDS]
            command = waiting[0] if waiting else self._next_bid()
            if command is not None:
                command.asked_at = time.monotonic()
                await self._say(connection, command.message)
                if self._random.random() < 0.1:
                    self.duplicates += 1
                    await self._say(connection, command.message)
            await asyncio.sleep(self._random.uniform(0.05, 0.3))

    def _next_bid(self) -> Command | None:
        lots = [
            (auction_id, room, lot)
            for auction_id, room in self._rooms.items()
            if room.entered
            for lot in room.lots.values()
            if not lot.get("outcome")
        ]
        if not self.bidding or not lots or len(self.open_commands) > 3:
            return None
        auction_id, room, lot = self._random.choice(lots)
        amount = lot["next_min_cents"] + self._random.choice((0, 0, 1_000, -100))
        message = {
            "type": "place_bid",
            "command_id": new_id(),
            "auction_id": auction_id,
            "lot": lot["lot"],
            "epoch": room.epoch,
            "amount_cents": max(1, amount),
        }
        command = Command(message=message, told=[], asked_at=time.monotonic())
        self.commands[message["command_id"]] = command
        return command

    async def _hear(self, connection: ClientConnection, message: Message) -> None:
        self.last_heard = message
        match message["type"]:
            case "bid_result":
                self._answered(message)
            case "subscribed" if message["room"].startswith("auction:"):
                self._entered(message)
            case "resync":
                for name in message["rooms"]:
                    if name.startswith("auction:"):
                        await self._enter(connection, name.removeprefix("auction:"))
            case "error" if not message["retry"]:
                self.faults.append(f"{self.name} was told {message}")
            case "error" if message.get("id") in self._asked:
                self._turned_away.append(self._asked.pop(message["id"]))
            case _ if str(message.get("room", "")).startswith("auction:") and "seq" in message:
                await self._event(connection, message)
            case _:
                pass

    def _answered(self, message: Message) -> None:
        command = self.commands[message["command_id"]]
        if message["status"] == "unknown":
            return
        told = Told(message["status"], message.get("code"), message["seq"], message.get("amount_cents"))
        command.told.append(told)
        if command.answered_at is None:
            command.answered_at = time.monotonic()

    def _entered(self, message: Message) -> None:
        auction_id = message["room"].removeprefix("auction:")
        room = self._rooms[auction_id]
        position = (message["epoch"], message["seq"])
        if position < (room.epoch, room.seq):
            self.faults.append(f"{self.name}: {auction_id} fell back from {room.epoch, room.seq} to {position}")
        room.entered = True
        if message["mode"] == "snapshot":
            room.epoch, room.seq = position
            room.lots = {lot["lot"]: lot for lot in message["snapshot"]["lots"]}
            for lot in room.lots.values():
                self._show(auction_id, room.seq, lot)

    async def _event(self, connection: ClientConnection, event: Message) -> None:
        auction_id = event["room"].removeprefix("auction:")
        room = self._rooms.get(auction_id)
        if room is None or not room.entered or event["type"] == "presence":
            return
        if event["epoch"] > room.epoch:
            await self._enter(connection, auction_id)
            return
        first = event.get("from_seq") or event["seq"]
        if first != room.seq + 1:
            self.faults.append(f"{self.name}: {auction_id} {event['type']} {first}..{event['seq']} after {room.seq}")
            await self._enter(connection, auction_id)
            return
        room.seq = event["seq"]
        if "lot" in event and event["lot"] in room.lots:
            room.lots[event["lot"]] = room.lots[event["lot"]] | event
            if event["type"] == "price_changed":
                self._show(auction_id, room.seq, event)

    def _show(self, auction_id: str, seq: int, lot: Message) -> None:
        self.shown.add(Shown(auction_id, seq, lot["lot"], lot["price_cents"]))
