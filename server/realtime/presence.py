"""Tell the rooms of auctions how many watch and how many of them bid, over all processes.

Each process writes its count beside the others' every few seconds; one that died is forgotten after two rounds. The
rooms are told at a steady beat, changed or not, and pros get the number rounded up to fives, so that neither the frame
nor its absence tells them who came or went (I10).
"""

import asyncio
from collections.abc import Callable
from typing import Never, cast

import structlog

from server.accounts.principal import ProMember
from server.auctions.attendance import note_attendance
from server.auctions.picture import Picture
from server.kit import clock
from server.kit.ids import AuctionId, ProId, new_id
from server.kit.lane import Lane, LaneDownError, RefusedError
from server.kit.loops import repeat
from server.protocol.events import Presence
from server.realtime.hub import Hub
from server.realtime.rooms import Channel, Room
from server.realtime.session import Sessions

BEAT_SECONDS = 5.0
FORGOTTEN_MS = 12_000
ROUNDED_TO = 5

log = structlog.get_logger()


class Presences:
    """How many people of this process are in which auction, and how many the others said they have."""

    def __init__(
        self, hub: Hub, sessions: Sessions, lane: Lane, picture_of: Callable[[AuctionId], Picture | None]
    ) -> None:
        self._hub = hub
        self._sessions = sessions
        self._lane = lane
        self._picture_of = picture_of
        self._process = new_id()

    async def tell_for_ever(self) -> Never:
        """Count and tell at every beat; without Valkey nobody is told."""
        away = (LaneDownError, RefusedError)
        await repeat(self._tell_all, every=BEAT_SECONDS, failed="presence not told", away=away)

    async def _tell_all(self) -> None:
        await asyncio.gather(*(self._tell(AuctionId(room.id)) for room in self._rooms()))

    def _rooms(self) -> set[Room]:
        return {
            room
            for (room, _), channel in self._hub.channels()
            if room.kind == "auction" and room.pro_id is None and channel.members
        }

    async def _tell(self, auction_id: AuctionId) -> None:
        room = Room(kind="auction", id=auction_id)
        here = [session.principal for session in self._sessions.all() if room in session.channels]
        await note_attendance(self._lane, auction_id, [person.account_id for person in here])
        watching, bidders = await self._everywhere(auction_id, *self._here(auction_id))
        for (each, viewer), channel in self._hub.channels():
            if each == room:
                self._hub.announce((room, viewer), _presence(channel, watching=watching, bidders=bidders))

    def _here(self, auction_id: AuctionId) -> tuple[int, int]:
        """The pros of this process in the room, and those of them that bid."""
        room = Room(kind="auction", id=auction_id)
        pros: set[ProId] = {
            session.principal.pro_id
            for session in self._sessions.all()
            if room in session.channels and isinstance(session.principal, ProMember)
        }
        picture = self._picture_of(auction_id)
        # Whether anybody answers a sealed request is not for pros to know.
        lots = [lot for lot in picture.lots.values() if not lot.sealed] if picture else []
        bidding = {pro_id for lot in lots for pro_id in lot.bid_of}
        return len(pros), len(pros & bidding)

    async def _everywhere(self, auction_id: AuctionId, watching: int, bidders: int) -> tuple[int, int]:
        key, now = f"adjuge:presence:{auction_id}", clock.now_ms()
        _, _, told = await asyncio.gather(
            self._lane.call("HSET", key, self._process, f"{watching} {bidders} {now}"),
            self._lane.call("PEXPIRE", key, FORGOTTEN_MS),
            self._lane.call("HVALS", key),
        )
        counts = [[int(number) for number in value.split()] for value in cast("list[bytes]", told)]
        alive = [(watching, bidders) for watching, bidders, at_ms in counts if now - at_ms < FORGOTTEN_MS]
        return sum(count for count, _ in alive), sum(count for _, count in alive)


def rounded_up(count: int) -> int:
    """To the next multiple of five."""
    return -(-count // ROUNDED_TO) * ROUNDED_TO


def _presence(channel: Channel, *, watching: int, bidders: int) -> Presence:
    exact = channel.viewer != "pro"
    return Presence(
        room=channel.room.name,
        epoch=channel.epoch or 0,
        seq=channel.seq,
        at_ms=clock.now_ms(),
        watching=watching if exact else rounded_up(watching),
        bidders=bidders if exact else rounded_up(bidders),
    )
