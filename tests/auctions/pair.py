"""The real book and its oracle side by side: whatever is asked of both, they must answer, write and keep the same."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import structs
from typing_extensions import override

from server.auctions.decision import Decision, Ticked
from server.auctions.event import Entry
from server.auctions.history import BookState, advance, begin, remember
from server.auctions.limits import Limits, Place
from server.kit.ids import AuctionId
from tests.auctions.desk import FAR_MS, TAG, Desk, expected_dump, folded_dump, outcome, written
from tests.auctions.oracle import Oracle
from tests.auctions.orders import Order

# Alive all the time: nobody lost any.
FAR_FUTURE_MS = 10**13


class Pair(Desk):
    """A desk whose every command is compared."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.oracle = Oracle(epoch=1)
        self.journal: list[Entry] = []
        self.is_aged = False

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

    @override
    def set_limits(self, revision: int, limits: Mapping[str, int | None], *, entity: str = "entity-1") -> Limits:
        """Set them in both."""
        said = super().set_limits(revision, limits, entity=entity)
        self.oracle.set_limits(said)
        return said

    @override
    def release(self, *places: Place) -> int:
        """Release in both."""
        released = super().release(*places)
        assert released == self.oracle.release(places)
        return released

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

    def rebuild(
        self, *, alive_ms: int = FAR_FUTURE_MS, wiped: bool = True, unknown: Collection[AuctionId] = ()
    ) -> None:
        """Load what the journal says under the next epoch, into an emptied Valkey or over an older copy."""
        states = [state for state in self.fold(unknown=unknown).values() if not state.is_over]
        if wiped:
            self.ask("FLUSHALL")
            self.ask("FUNCTION", "FLUSH")
        self.epoch += 1
        last_id = self.journal[-1].journal_id
        won, limits = list(self.oracle.won.values()), self._limits()
        assert self.load(last_journal_id=last_id, alive_ms=alive_ms, states=states, won=won, limits=limits)
        assert not self.load(last_journal_id=last_id, alive_ms=alive_ms, states=[])
        fresh = self.entries()
        self.journal += fresh
        times = {entry.auction_id: entry.at_ms for entry in fresh}
        self.oracle.recover(self.epoch, alive_ms, times, forget=wiped)
        assert [written(entry) for entry in fresh] == self.oracle.written
        self.oracle.written.clear()
        self.compare_keys()

    def age(self, by_ms: int) -> None:
        """Let time pass for all auctions: what lies ahead of them comes nearer, in the keys and in the oracle.

        The journal keeps the times it was written with, so that it can't be folded any more.
        """
        self.is_aged = True
        for auction in self.oracle.auctions.values():
            key = f"{TAG}:auction:{auction.id}"
            for field in ("starts_at_ms", "ends_at_ms", *(["paused_at_ms"] if auction.paused_at else [])):
                self.ask("HINCRBY", key, field, -by_ms)
            auction.starts, auction.ends = auction.starts - by_ms, auction.ends - by_ms
            auction.paused_at -= by_ms if auction.paused_at else 0
            auction.remind_at = None if auction.remind_at is None else auction.remind_at - by_ms
            for lot in auction.lots:
                self.ask("HINCRBY", f"{key}:lot:{lot.rank}", "ends_at_ms", -by_ms)
                lot.ends -= by_ms
        for member in self.ask("ZRANGE", f"{TAG}:alarms", 0, -1):
            self.ask("ZINCRBY", f"{TAG}:alarms", -by_ms, member.decode())

    def open_and_close(self, acts: Sequence[tuple[str, str, int]], **changes: object) -> None:
        """Open, do the acts ("bid" or "maximum", who, cents), and let it end."""
        self.open(**changes)
        for name, who, cents in acts:
            assert getattr(self, name)(who, cents).accepted
        self.age(FAR_MS)
        self.tick()

    def wait_for_end(self) -> None:
        """Tick until the auction is over."""
        while self.auction().state != "closed":
            self.tick()

    def _limits(self) -> list[Limits]:
        """All limits as they are read for a rebuild: a reading of each number."""
        return [
            msgspec.convert({"entity": entity, "revision": revision, "limits": {holder: cents}}, Limits)
            for entity, limits in self.oracle.limits.items()
            for holder, (revision, cents) in limits.items()
        ]

    def _compare_entries(self) -> None:
        fresh = self.entries()
        self.journal += fresh
        assert [written(entry) for entry in fresh] == self.oracle.written
        self.oracle.written.clear()
