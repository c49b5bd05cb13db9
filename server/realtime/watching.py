"""Keep a picture of every auction that somebody here cares for, and tell each committed entry from it.

The feed's callbacks may not wait. An auction not yet known is read in the background while its entries queue up; after
a close its rows are read again, because settling wrote the offer there. An entry that doesn't follow its predecessor
makes the picture be read anew and the room resync.
"""

import asyncio
from collections import deque
from collections.abc import Collection

import structlog

from server.accounts.principal import Principal
from server.auctions import snapshots, views
from server.auctions.context import AuctionContext
from server.auctions.dealer_views import costs_changed
from server.auctions.event import Kind
from server.auctions.own_lots import cut, own_lots
from server.auctions.picture import Picture
from server.auctions.seeing import Viewer, plain_event
from server.auctions.snapshots import Watched, own_snapshot_of, snapshot_of
from server.kit import clock
from server.kit.ids import AuctionId, ProId
from server.kit.partitions import Partition, partition_of
from server.ledger.entry import Entry
from server.protocol.pro_events import ProEvent
from server.protocol.refusals import Code, Refusal
from server.protocol.snapshots import AuctionSnapshot
from server.realtime.hub import Hub
from server.realtime.rooms import ChannelKey, Room
from server.realtime.session import Sessions
from server.resources import Resources

VIEWERS: tuple[Viewer, ...] = ("dealer", "dealer_plain", "pro")
# What settling may have changed in the auction's rows when these are told: who is invited, what was sold.
SETTLED_BY = frozenset({Kind.AUCTION_OPENED, Kind.LOT_CLOSED, Kind.AUCTION_CLOSED})
IDLE_SECONDS = 600.0
SWEEP_SECONDS = 60.0
# A reading fails when Postgres does, or when the feed is torn meanwhile.
READINGS_MAX = 3

log = structlog.get_logger()


class Watch:
    """One auction: its picture when it is known, the entries that wait for it, who waits too."""

    def __init__(self, *, now: float) -> None:
        self.watched: Watched | None = None
        self.exists = True
        self.entries: deque[Entry] = deque()
        self.reading: asyncio.Task[None] | None = None
        # The rows may have changed since they were last read.
        self.stale = True
        # Cars to show anew once they are read.
        self.cars: set[str] = set()
        # Pros whose connection ended, and who follow their own lots.
        self.parted: set[ProId] = set()
        self.used_at = now


class Watches:
    """Every auction that somebody connected here cares for; `entry` and `missed` are the feed's."""

    def __init__(self, resources: Resources, hub: Hub, sessions: Sessions, tasks: asyncio.TaskGroup) -> None:
        self._resources = resources
        self._hub = hub
        self._sessions = sessions
        self._tasks = tasks
        self._watches: dict[AuctionId, Watch] = {}

    async def watched(self, auction_id: AuctionId) -> Watched:
        """The auction with all that is committed.

        Raises:
            Refusal: not_found, there is no such auction; unavailable, it can't be read now.

        """
        for _ in range(READINGS_MAX):
            watch = self._watch(auction_id)
            if watch.watched is None or watch.reading is not None:
                await asyncio.wait({self._read(auction_id, watch)})
            if not watch.exists:
                raise Refusal(Code.NOT_FOUND)
            if watch.watched is not None and self._watches.get(auction_id) is watch:
                return watch.watched
        raise Refusal(Code.UNAVAILABLE)

    async def snapshot(self, principal: Principal, room: Room) -> AuctionSnapshot:
        """The auction as this one may see it; access was checked before.

        Raises:
            Refusal: not_found, also for a pro that may see its own lots only and leads none; unavailable.

        """
        auction_id = AuctionId(room.id)
        watched = await self.watched(auction_id)
        if room.pro_id is None:
            return snapshot_of(watched, principal)
        self._watch(auction_id).parted.add(room.pro_id)
        return own_snapshot_of(watched, room.pro_id)

    def picture_of(self, auction_id: AuctionId) -> Picture | None:
        """The auction's picture, where it is known."""
        watch = self._watches.get(auction_id)
        return watch.watched.picture if watch and watch.watched else None

    def entry(self, _: Partition, entry: Entry) -> None:
        """The next committed entry of a partition."""
        if not entry.accepted or (entry.auction_id not in self._watches and len(self._sessions) == 0):
            return
        watch = self._watch(entry.auction_id)
        watch.entries.append(entry)
        if entry.kind in SETTLED_BY:
            watch.stale = True
        if watch.stale:
            self._read(entry.auction_id, watch)
        if watch.reading is None:
            self._tell_all(entry.auction_id, watch)

    def renew(self, auction_id: AuctionId) -> None:
        """The auction's rows changed without an entry: read it anew, and have its rooms ask again."""
        if auction_id in self._watches:
            self._forget(auction_id)

    def show_anew(self, auction_id: AuctionId, car_id: str) -> None:
        """What is shown of a car changed: read it, and tell all who watch."""
        watch = self._watches.get(auction_id)
        if watch is not None:
            watch.cars.add(car_id)
            watch.stale = True
            self._read(auction_id, watch)

    def reckon(self, car_id: str) -> None:
        """What a car costs may have changed: read the auctions that show it, and tell their dealers (domain 6.8)."""
        for auction_id, watch in self._watches.items():
            known = watch.watched
            if known is None or any(car.id == car_id for lot in known.context.lots.values() for car in lot.vehicles):
                watch.stale = True
                self._read(auction_id, watch)

    def missed(self, partition: Partition) -> None:
        """Entries of this partition are missing: forget its auctions, and have their rooms ask again."""
        for auction_id, watch in list(self._watches.items()):
            known = watch.watched
            if known is None or partition_of(known.context.entity_id) == partition:
                self._forget(auction_id)

    async def sweep_for_ever(self) -> None:
        """Forget auctions that nobody has cared for in a while."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = asyncio.get_running_loop().time()
            for auction_id, watch in list(self._watches.items()):
                followed = any(self._hub.follows(key) for key in self._keys(auction_id, watch))
                if not followed and watch.reading is None and now - watch.used_at > IDLE_SECONDS:
                    del self._watches[auction_id]

    def _watch(self, auction_id: AuctionId) -> Watch:
        now = asyncio.get_running_loop().time()
        watch = self._watches.get(auction_id)
        if watch is None:
            watch = self._watches[auction_id] = Watch(now=now)
        watch.used_at = now
        return watch

    def _read(self, auction_id: AuctionId, watch: Watch) -> asyncio.Task[None]:
        """Read the auction in the background, or let the reading that runs go on."""
        if watch.reading is None:
            watch.reading = self._tasks.create_task(self._read_and_tell(auction_id, watch))
        return watch.reading

    async def _read_and_tell(self, auction_id: AuctionId, watch: Watch) -> None:
        try:
            while watch.stale:
                watch.stale = False
                if watch.watched is None:
                    watch.watched = await snapshots.watch(self._resources.postgres, auction_id)
                else:
                    before = watch.watched.context
                    watch.watched.context = await snapshots.read_context(self._resources.postgres, auction_id)
                    self._tell_costs(before, watch.watched)
            watch.reading = None
            if self._watches.get(auction_id) is watch:
                self._tell_all(auction_id, watch)
        except Refusal:
            watch.exists = False
            self._watches.pop(auction_id, None)
        except Exception:
            log.exception("an auction could not be read", auction_id=auction_id)
            self._forget(auction_id)

    def _tell_all(self, auction_id: AuctionId, watch: Watch) -> None:
        assert watch.watched is not None
        self._tell_cars(watch.watched, watch)
        while watch.entries:
            entry = watch.entries.popleft()
            if entry.seq <= watch.watched.picture.seq:
                continue
            if entry.seq > watch.watched.picture.seq + 1:
                log.error("entries are missing", auction_id=auction_id, seq=entry.seq)
                self._forget(auction_id)
                return
            self._tell(watch.watched, entry, parted=watch.parted)

    def _tell_cars(self, watched: Watched, watch: Watch) -> None:
        context = watched.context
        car_ids, watch.cars = watch.cars, set()
        for event in views.cars_changed(context, car_ids, at_ms=clock.now_ms()):
            for viewer in VIEWERS:
                self._hub.announce(_key(context.id, viewer), event)
            for pro_id in watch.parted:
                if event.lot in own_lots(watched.picture, pro_id):
                    self._hub.announce(_own_key(context.id, pro_id), event)

    def _tell_costs(self, before: AuctionContext, watched: Watched) -> None:
        for event in costs_changed(before, watched.context, watched.picture, at_ms=clock.now_ms()):
            self._hub.announce(_key(watched.context.id, "dealer"), event)

    def _tell(self, watched: Watched, entry: Entry, *, parted: Collection[ProId]) -> None:
        context, picture = watched.context, watched.picture
        own = {pro_id: own_lots(picture, pro_id) for pro_id in parted}
        body = picture.apply(entry)
        dealers, plain, pros = (_key(entry.auction_id, viewer) for viewer in VIEWERS)
        if self._hub.follows(dealers) or self._hub.follows(plain):
            told = views.dealer_event(context, picture, entry, body)
            self._hub.publish(dealers, told)
            self._hub.publish(plain, plain_event(told, sealed=context.format == "sealed"))
        if self._hub.follows(pros) or parted:
            event = views.pro_event(context, picture, entry, body)
            if event is not None:
                self._hub.publish(pros, event)
                for pro_id, lots in own.items():
                    # Who is outbid by it hears so.
                    self._tell_own(_own_key(context.id, pro_id), event, lots | own_lots(picture, pro_id))
        for pro_id, positions in views.positions(picture, entry, body).items():
            for account_id in self._sessions.accounts_of(pro_id):
                for position in positions:
                    self._hub.tell((Room(kind="me", id=account_id), "pro"), position)

    def _tell_own(self, key: ChannelKey, event: ProEvent, lots: Collection[int]) -> None:
        told = cut(event, lots)
        if told is None:
            self._hub.skip(key, epoch=event.epoch, seq=event.seq)
        else:
            self._hub.publish(key, told)

    def _forget(self, auction_id: AuctionId) -> None:
        watch = self._watches.pop(auction_id, None)
        for key in self._keys(auction_id, watch):
            self._hub.lose(key)

    def _keys(self, auction_id: AuctionId, watch: Watch | None) -> list[ChannelKey]:
        """Every channel of the auction."""
        whole = [_key(auction_id, viewer) for viewer in VIEWERS]
        return [*whole, *(_own_key(auction_id, pro_id) for pro_id in (watch.parted if watch else ()))]


def _own_key(auction_id: AuctionId, pro_id: ProId) -> ChannelKey:
    return Room(kind="auction", id=auction_id, pro_id=pro_id), "pro"


def _key(auction_id: AuctionId, viewer: Viewer) -> ChannelKey:
    return Room(kind="auction", id=auction_id), viewer
