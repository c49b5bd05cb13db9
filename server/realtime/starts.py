"""Note when each socket of an invited member was written the start of an auction (domain 2.6).

The writing itself is the hub's; here the times are kept, and put down a moment later.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Never

import structlog

from server.accounts.principal import ProMember
from server.auctions.fairness import STARTS
from server.kit import clock
from server.kit.ids import AuctionId
from server.kit.loops import repeat
from server.kit.postgres import Pool
from server.protocol.events import AuctionOpened, Event, Notification
from server.protocol.rooms import read_room
from server.realtime.outlet import Outlet
from server.realtime.session import Sessions

FLUSH_SECONDS = 1.0
# What waits while Postgres is away; a measurement is not worth more memory.
KEPT_MAX = 100_000

INSERT = """
INSERT INTO start_told (auction_id, account_id, written_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[])
"""

log = structlog.get_logger()


def starts_told(events: Sequence[Event]) -> list[AuctionId]:
    """The auctions whose start these events tell: in the auction's room, or by a notification."""
    told: list[AuctionId] = []
    for event in events:
        match event:
            case AuctionOpened(state="open"):
                told.append(AuctionId(read_room(event.room)[1]))
            case Notification(notification=notice) if notice.kind in STARTS and notice.subject_id:
                told.append(AuctionId(notice.subject_id))
            case _:
                pass
    return told


class Starts:
    """The times of a process, until they are put down."""

    def __init__(self, pool: Pool, sessions: Sessions) -> None:
        self._pool = pool
        self._sessions = sessions
        self._told: list[tuple[AuctionId, Outlet, datetime]] = []

    def observe(self, events: Sequence[Event]) -> Callable[[Outlet], None] | None:
        """Whether the hub is about to write starts: then what to call after each outlet it wrote them to."""
        auction_ids = starts_told(events)
        return partial(self._written, auction_ids) if auction_ids else None

    def _written(self, auction_ids: Sequence[AuctionId], outlet: Outlet) -> None:
        if len(self._told) < KEPT_MAX:
            now = clock.now()
            self._told += [(auction_id, outlet, now) for auction_id in auction_ids]

    async def keep_for_ever(self) -> Never:
        """Put down what was noted, every second."""
        await repeat(self.keep, every=FLUSH_SECONDS, failed="when starts were told can't be kept")

    async def keep(self) -> None:
        """Put down what was noted of sockets that are still there; dealers know of their own starts."""
        noted = self._told
        if not noted:
            return
        members = {
            session.outlet: session.principal
            for session in self._sessions.all()
            if isinstance(session.principal, ProMember)
        }
        kept = [(auction_id, members[outlet].account_id, at) for auction_id, outlet, at in noted if outlet in members]
        if kept:
            await self._pool.execute(INSERT, *(list(column) for column in zip(*kept, strict=True)))
        del self._told[: len(noted)]
