"""An auction on the real book, and a committer that can be started, stopped and made to fail."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

from msgspec import Struct, structs

from server.auctions.book import LIBRARY, Address, Definition, LotDefinition, OrderBook
from server.auctions.decision import Decision
from server.auctions.recovering import load_auctions
from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId, new_id
from server.kit.lane import Lane
from server.kit.money import Cents
from server.kit.partitions import Partition, partition_of
from server.kit.postgres import Connection
from server.ledger import keys
from server.ledger.committing import Committer, Wiring
from server.ledger.entry import Entry, parse_entry
from server.ledger.fencing import Lost
from server.ledger.streams import RawEntry
from server.resources import Resources
from tests.waiting import until

ONE_EURO = 100
LONG_MS = 3_600_000


class Bidder(Struct, frozen=True):
    """A pro and the member who bids for it."""

    pro: ProId
    member: MemberId


class Auction(Struct, frozen=True, kw_only=True):
    """An auction in the book, and those invited."""

    id: AuctionId
    partition: Partition
    bidders: tuple[Bidder, ...]


class Evening:
    """The book, its auctions, and the ledger as the tests ask it."""

    def __init__(self, resources: Resources, lane: Lane) -> None:
        self.resources = resources
        self.lane = lane
        self.book = OrderBook(lane.call)
        self.auctions: list[Auction] = []
        self.settled: list[Entry] = []

    async def epoch(self, partition: Partition) -> int:
        """The partition's epoch in the book, once there is one."""

        async def known() -> int:
            return await self.book.epoch(partition) or 0

        return await until(known)

    async def an_auction(self, *, duration_ms: int = LONG_MS, apart_from: Auction | None = None) -> Auction:
        """Open an auction of one lot from 100 euros up, by 1 euro, to three pros."""
        entity = EntityId(new_id())
        while apart_from is not None and partition_of(entity) == apart_from.partition:
            entity = EntityId(new_id())
        bidders = tuple(Bidder(ProId(new_id()), MemberId(new_id())) for _ in range(3))
        auction = Auction(id=AuctionId(new_id()), partition=partition_of(entity), bidders=bidders)
        definition = Definition(
            format="ascending",
            entity=entity,
            minimum_raise_cents=Cents(ONE_EURO),
            starts_at_ms=0,
            duration_ms=duration_ms,
            lots=(LotDefinition(starting_price_cents=Cents(100 * ONE_EURO)),),
            limits={bidder.pro: None for bidder in bidders},
        )
        decision = await self.book.open_auction(
            await self._address(auction, MemberId("manager"), ProId("")), definition
        )
        assert decision.accepted, decision
        self.auctions.append(auction)
        return auction

    async def bid(
        self,
        auction: Auction,
        euros: int,
        *,
        by: int = 0,
        command_id: CommandId | None = None,
        epoch: int | None = None,
    ) -> Decision:
        """Bid in the book; committed or not is another question."""
        bidder = auction.bidders[by]
        address = await self._address(auction, bidder.member, bidder.pro)
        address = structs.replace(
            address, lot=1, command_id=command_id or address.command_id, epoch=epoch or address.epoch
        )
        return await self.book.place_bid(address, amount_cents=Cents(euros * ONE_EURO))

    async def set_maximum(self, auction: Auction, euros: int, *, by: int) -> Decision:
        """Let the book bid for somebody."""
        bidder = auction.bidders[by]
        address = structs.replace(await self._address(auction, bidder.member, bidder.pro), lot=1)
        return await self.book.set_maximum(address, maximum_cents=Cents(euros * ONE_EURO))

    async def _address(self, auction: Auction, sender: MemberId, pro: ProId) -> Address:
        return Address(
            partition=auction.partition,
            auction_id=auction.id,
            epoch=await self.epoch(auction.partition),
            command_id=CommandId(new_id()),
            sender=sender,
            pro_id=pro,
        )

    async def ledger(self, auction: Auction) -> list[str]:
        """What the ledger holds of an auction: kinds and amounts in order, refusals after."""
        events = await self.resources.postgres.fetch(
            "SELECT kind FROM ledger WHERE auction_id = $1 ORDER BY seq", auction.id
        )
        refusals = await self.resources.postgres.fetch(
            "SELECT code FROM refusal WHERE auction_id = $1 ORDER BY journal_id", auction.id
        )
        return [row[0] for row in [*events, *refusals]]

    async def committed(self, auction: Auction, count: int) -> list[str]:
        """Wait until the ledger holds so much of an auction."""
        await until(lambda: self._holds(auction, count))
        return await self.ledger(auction)

    async def _holds(self, auction: Auction, count: int) -> bool:
        return len(await self.ledger(auction)) >= count

    async def until_closed(self, auction_id: AuctionId) -> None:
        """Wait until an auction is over in the ledger."""
        query = "SELECT EXISTS (SELECT FROM ledger WHERE auction_id = $1 AND kind = 'auction_closed')"
        await until(lambda: self.resources.postgres.fetchval(query, auction_id), within_seconds=30)

    async def fed(self, auction: Auction) -> list[Entry]:
        """What the feed holds of an auction."""
        reply = await self.lane.call("XRANGE", keys.feed(auction.partition), "-", "+")
        entries = [parse_entry(*raw) for raw in cast("Sequence[RawEntry]", reply)]
        return [entry for entry in entries if entry.auction_id == auction.id]

    def wiring(self) -> Wiring:
        """A committer's wiring: settles into `settled`, rebuilds every auction this evening opened."""
        return Wiring(
            connect=self.resources.own_connection,
            lane=lambda: Lane(self.resources.settings.valkey_url, heals=False),
            library=LIBRARY,
            settle=self._settle,
            rebuild=self._rebuild,
            changed=lambda _: None,
        )

    async def _settle(self, connection: Connection, entry: Entry) -> None:
        assert connection.is_in_transaction()
        self.settled.append(entry)

    async def _rebuild(self, connection: Connection, lane: Lane, lost: Lost) -> None:
        """As the product does; only that these auctions have no rows to find them by."""
        here = [auction.id for auction in self.auctions if auction.partition == lost.partition]
        await load_auctions(connection, lane, lost, here)


class Copy(Struct, frozen=True):
    """All that Valkey held at some moment."""

    keys: dict[bytes, bytes]

    @staticmethod
    async def of(evening: Evening) -> "Copy":
        names = cast("list[bytes]", await evening.lane.call("KEYS", "*"))
        return Copy({name: cast("bytes", await evening.lane.call("DUMP", name)) for name in names})

    async def bring_back(self, evening: Evening) -> None:
        """Go back to that moment, as a lagging replica that is promoted."""
        await evening.lane.call("FLUSHALL")
        for name, content in self.keys.items():
            await evening.lane.call("RESTORE", name, 0, content)


@asynccontextmanager
async def committing(wiring: Wiring) -> AsyncGenerator[Committer]:
    """A committer at work for the length of the block; then it is gone as if killed between two awaits."""
    committer = Committer(wiring)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(committer.run())
        try:
            yield committer
        finally:
            task.cancel()


@asynccontextmanager
async def an_evening(resources: Resources) -> AsyncIterator[Evening]:
    """Everything a test of the ledger needs, on an empty Valkey."""
    lane = Lane(resources.settings.valkey_url)
    await lane.call("FLUSHALL")
    try:
        yield Evening(resources, lane)
    finally:
        await lane.aclose()
