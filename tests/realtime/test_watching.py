"""Entries become events of both audiences, without a hole and without a repeat, however they come in."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest_asyncio

from server.auctions.seeing import Viewer
from server.kit.ids import AuctionId
from server.kit.partitions import partition_of
from server.ledger.entry import Entry
from server.ledger.reading import history
from server.protocol.codec import encode_all
from server.protocol.events import Event
from server.realtime.hub import Hub
from server.realtime.rooms import Channel, Room
from server.realtime.seams import Entrance
from server.realtime.session import Sessions, audience_of
from server.realtime.watching import Watches
from server.resources import Resources
from tests.auctions.sale import House, a_house
from tests.organisation import a_user
from tests.waiting import until


class Following:
    """Watches of which both audiences' channels of one auction are followed, fed by hand."""

    def __init__(self, house: House, auction_id: AuctionId, tasks: asyncio.TaskGroup) -> None:
        self.hub = Hub(epoch=1)
        self.watches = Watches(house.resources, self.hub, Sessions(), tasks)
        self.partition = partition_of(house.dealer.entity_id)
        self._auction_id = auction_id

    def channel(self, audience: Viewer) -> Channel:
        return self.hub.channel((Room(kind="auction", id=self._auction_id), audience))

    async def enter(self, who: Entrance, *, viewer: Viewer | None = None) -> None:
        """As a first subscriber does: open the channel, then take the snapshot for its position."""
        principal, room = who
        channel = self.channel(viewer or audience_of(principal))
        snapshot = await self.watches.snapshot(principal, room)
        channel.start_at(snapshot.epoch, snapshot.seq)

    def feed(self, *entries: Entry) -> None:
        for entry in entries:
            self.watches.entry(self.partition, entry)

    def told(self, audience: Viewer, *, since: int) -> list[Event] | None:
        channel = self.channel(audience)
        events = channel.since(epoch=channel.epoch or 0, seq=since)
        return None if events is None else list(events)


def a_room(auction_id: AuctionId) -> Room:
    return Room(kind="auction", id=auction_id)


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


@asynccontextmanager
async def following(house: House, *, bids: int) -> AsyncGenerator[tuple[Following, list[Entry]]]:
    """An auction that is entered before its bids; and the entries of those bids, not yet fed."""
    auction_id = await house.auction(await house.car())
    room = Room(kind="auction", id=auction_id)
    async with asyncio.TaskGroup() as tasks:
        follow = Following(house, auction_id, tasks)
        await follow.enter((house.manager, room))
        await follow.enter((house.alice, room))
        before = await entries_of(house, auction_id)
        for number in range(bids):
            who = house.alice if number % 2 == 0 else house.bob
            await house.bid(who, auction_id, 500_000 + number * 5_000)
        yield follow, (await entries_of(house, auction_id))[len(before) :]


async def entries_of(house: House, auction_id: AuctionId) -> list[Entry]:
    async with house.resources.postgres.acquire() as connection:
        return [entry async for page in history(connection, auction_id) for entry in page]


async def test_each_entry_is_one_event_for_dealers_and_one_for_pros(house: House) -> None:
    async with following(house, bids=4) as (follow, entries):
        first, pro_first = follow.channel("dealer").seq, follow.channel("pro").seq
        follow.feed(*entries)
        dealers, pros = follow.told("dealer", since=first), follow.told("pro", since=pro_first)
        assert dealers is not None
        assert pros is not None
        assert [event.seq for event in dealers] == [entry.seq for entry in entries]
        assert [event.seq for event in pros] == [entry.pro_seq for entry in entries]
        assert not any(event.from_seq for event in dealers + pros)


async def test_users_without_the_right_to_margins_have_the_dealers_numbers_and_no_margin(house: House) -> None:
    seller = await a_user(house.resources.postgres, house.dealer, rights=(), validation_right="none")
    async with following(house, bids=3) as (follow, entries):
        await follow.enter((seller, Room(kind="auction", id=entries[0].auction_id)), viewer="dealer_plain")
        first = follow.channel("dealer").seq
        assert follow.channel("dealer_plain").seq == first
        follow.feed(*entries)
        plain, whole = follow.told("dealer_plain", since=first), follow.told("dealer", since=first)
        assert plain is not None
        assert whole is not None
        assert [event.seq for event in plain] == [event.seq for event in whole] == [entry.seq for entry in entries]
        assert b'"margin"' not in encode_all(plain)
        assert b'"margin"' in encode_all(whole)


async def test_entries_that_come_again_are_told_once(house: House) -> None:
    async with following(house, bids=3) as (follow, entries):
        first = follow.channel("dealer").seq
        follow.feed(*entries, *entries[1:], entries[0])
        dealers = follow.told("dealer", since=first)
        assert dealers is not None
        assert [event.seq for event in dealers] == [entry.seq for entry in entries]


async def test_a_missing_entry_makes_the_room_ask_again_and_the_next_snapshot_is_whole(house: House) -> None:
    async with following(house, bids=4) as (follow, entries):
        first = follow.channel("dealer").seq
        follow.feed(entries[0], *entries[2:])
        assert follow.told("dealer", since=first) is None
        assert follow.channel("pro").epoch is None
        seen = await follow.watches.snapshot(house.manager, a_room(entries[0].auction_id))
        assert seen.seq == entries[-1].seq


async def test_a_torn_feed_makes_the_rooms_of_its_partition_ask_again(house: House) -> None:
    async with following(house, bids=2) as (follow, entries):
        follow.watches.missed(follow.partition)
        assert follow.channel("dealer").epoch is None
        seen = await follow.watches.snapshot(house.alice, a_room(entries[0].auction_id))
        assert seen.seq == entries[-1].pro_seq


async def test_entries_that_come_while_the_auction_is_read_are_told_after_it(house: House) -> None:
    async with following(house, bids=4) as (follow, entries):
        follow.watches.missed(follow.partition)
        reading = follow.watches.watched(entries[0].auction_id)
        follow.feed(*entries)
        watched = await reading
        assert watched.picture.seq == entries[-1].seq
        await until(lambda: follow.watches.picture_of(entries[0].auction_id) is watched.picture)
