"""The real book and its oracle side by side: whatever is asked of both, they must answer, write and keep the same."""

from collections.abc import Collection

from msgspec import structs
from typing_extensions import override

from server.auctions.book import Decision, Ticked
from server.auctions.event import Entry
from server.auctions.history import BookState, advance, begin, remember
from server.kit.ids import AuctionId
from tests.auctions.desk import Desk, expected_dump, folded_dump, outcome, written
from tests.auctions.oracle import Oracle
from tests.auctions.orders import Order


class Pair(Desk):
    """A desk whose every command is compared."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.oracle = Oracle(epoch=1)
        self.journal: list[Entry] = []

    @override
    def compare(self, order: Order) -> Decision:
        """Send an order to both."""
        decision = self.deliver(order)
        if order.name == "open_auction":
            expected = self.oracle.open(order, order.said["definition"], decision.at_ms)
        else:
            expected = self.oracle.decide(order, decision.at_ms)
        assert outcome(decision) == expected
        if decision.status == "ok":
            assert self.seen(order) == structs.replace(decision, repeated=True)
        self._compare_entries()
        return decision

    @override
    def tick(self, limit: int = 1_000) -> Ticked:
        """Let both fire what is due."""
        ticked = super().tick(limit)
        assert ticked.fired == self.oracle.tick(limit, ticked.now_ms)
        alarms = self.oracle.alarms()
        assert ticked.next_at_ms == (alarms[0][0] if alarms else None)
        self._compare_entries()
        return ticked

    def compare_keys(self) -> None:
        """All keys against the oracle."""
        assert self.dump() == expected_dump(self.oracle)

    def fold(self, *, unknown: Collection[AuctionId] = ()) -> dict[AuctionId, BookState]:
        """The journal folded as the ledger does it, by auction; the keys say it too, but for `unknown` ones."""
        states: dict[AuctionId, BookState] = {}
        for entry in self.journal:
            if entry.outcome != "accepted":
                remember(states[entry.auction_id], entry)
            elif entry.seq == 1:
                states.pop(entry.auction_id, None)
                states[entry.auction_id] = begin(entry)
            else:
                advance(states[entry.auction_id], entry)
        dump = {name: found for name, found in self.dump().auctions.items() if name not in unknown}
        assert {name: folded_dump(states[name]) for name in dump} == dump
        return states

    def rebuild(self, *, away_ms: int = 0, wiped: bool = True, unknown: Collection[AuctionId] = ()) -> None:
        """Load what the journal says under the next epoch, into an emptied Valkey or over an older copy."""
        states = [state for state in self.fold(unknown=unknown).values() if not state.is_over]
        alive_ms = self.now() - away_ms
        if wiped:
            self.ask("FLUSHALL")
            self.ask("FUNCTION", "FLUSH")
        self.epoch += 1
        last_id = self.journal[-1].journal_id
        assert self.load(last_journal_id=last_id, alive_ms=alive_ms, states=states)
        assert not self.load(last_journal_id=last_id, alive_ms=alive_ms, states=[])
        fresh = self.entries()
        self.journal += fresh
        times = {entry.auction_id: entry.at_ms for entry in fresh}
        self.oracle.recover(self.epoch, alive_ms, times, forget=wiped)
        assert [written(entry) for entry in fresh] == self.oracle.written
        self.oracle.written.clear()
        self.compare_keys()

    def _compare_entries(self) -> None:
        fresh = self.entries()
        self.journal += fresh
        assert [written(entry) for entry in fresh] == self.oracle.written
        self.oracle.written.clear()
