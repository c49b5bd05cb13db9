"""Drive the real book from a test without a loop of its own, and read all that it keeps."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from server.auctions.book import Address, Definition, LotDefinition, OrderBook
from server.auctions.decision import Decision, Ticked
from server.auctions.event import (
    Act,
    AuctionState,
    Entry,
    Kind,
    LotState,
    entry_of,
    private_body,
    public_body,
    result_body,
)
from server.auctions.history import BookState, ProState
from server.auctions.limits import Limits, Place, Won
from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId
from server.kit.lane import Lane, Reply
from server.kit.money import Cents
from server.kit.partitions import Partition, tag
from tests.auctions.oracle import Oracle
from tests.auctions.orders import Order, Outcome, Written

PARTITION = Partition(7)
TAG = tag(PARTITION)
FAR_MS = 3_600_000
AUCTION = AuctionId("auction-1")
Said = int | str | bool | Definition | None
T = TypeVar("T")


@dataclass
class AuctionDump:
    """What the keys of an auction say."""

    auction: AuctionState
    lots: list[LotState]
    pros: dict[ProId, ProState]
    acts: list[list[Act]]
    standing: list[dict[ProId, int]]
    seen: dict[str, Outcome]


@dataclass
class Dump:
    """What the keys of a partition say, the journal apart."""

    epoch: int
    alarms: list[tuple[int, AuctionId, str, int]]
    exposure: Mapping[EntityId, dict[str, int]]
    limits: Mapping[EntityId, dict[str, tuple[int, int | None]]]
    won: set[str]
    live: set[str]
    auctions: dict[AuctionId, AuctionDump] = field(default_factory=dict[AuctionId, AuctionDump])


def a_definition(**changes: object) -> Definition:
    """One lot from 1 000.00 by 100.00, for an hour, three pros without limits, a hard end."""
    given: dict[str, Any] = {
        "format": "ascending",
        "entity": "entity-1",
        "minimum_raise_cents": 10_000,
        "starts_at_ms": 0,
        "duration_ms": FAR_MS,
        "lots": (a_lot(),),
        "limits": {"A": None, "B": None, "C": None},
    }
    return msgspec.convert(given | changes, Definition)


def a_lot(starting: int = 100_000, reserve: int = 0) -> LotDefinition:
    return LotDefinition(starting_price_cents=Cents(starting), reserve_cents=Cents(reserve))


class Desk:
    """The book of one partition on a real Valkey, emptied first."""

    def __init__(self, url: str) -> None:
        self._runner = asyncio.Runner()
        self.lane = Lane(url)
        self.book = OrderBook(self.lane.call)
        self.epoch = 1
        self._last_id = "0-0"
        self._number = 0
        self.ask("FLUSHALL")
        self.run(self.book.load_library())
        self.run(self.book.load(PARTITION, epoch=1, last_journal_id="0-0", alive_ms=0, states=[]))

    def close(self) -> None:
        self.run(self.lane.aclose())
        self._runner.close()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(coroutine)

    def ask(self, *arguments: str | int) -> Any:  # noqa: ANN401 each command has its own shape of reply
        return self.run(self.lane.call(*arguments))

    # Commands --------------------------------------------------------------------------------------------------------

    def order(self, name: str, who: str = "", *, auction: AuctionId = AUCTION, lot: int = 1, **said: Said) -> Order:
        """A new command: of pro `A`'s member `A1` for who="A" or "A1", of the manager for "" ; `lot` 0 for all lots."""
        self._number += 1
        pro = ProId(who[:1])
        sender = MemberId(who if len(who) > 1 else f"{pro}1" if pro else "manager")
        return Order(
            name=name,
            auction=auction,
            sender=sender,
            id=CommandId(f"c{self._number}"),
            epoch=self.epoch,
            pro=pro,
            lot=lot,
            said=said,
        )

    def address(self, order: Order) -> Address:
        return Address(
            partition=PARTITION,
            auction_id=order.auction,
            epoch=order.epoch,
            command_id=order.id,
            sender=order.sender,
            pro_id=order.pro,
            lot=order.lot,
        )

    def open(self, **changes: object) -> Decision:
        """Open the auction of `a_definition` with these changes."""
        return self.compare(self.order("open_auction", lot=0, definition=a_definition(**changes)))

    def bid(self, who: str, cents: int, lot: int = 1, **said: Said) -> Decision:
        return self.compare(self.order("place_bid", who, auction=AUCTION, lot=lot, amount_cents=cents, **said))

    def maximum(self, who: str, cents: int, lot: int = 1, **said: Said) -> Decision:
        return self.compare(self.order("set_maximum", who, auction=AUCTION, lot=lot, maximum_cents=cents, **said))

    def manage(self, name: str, lot: int = 0, **said: Said) -> Decision:
        return self.compare(self.order(name, "", auction=AUCTION, lot=lot, **said))

    def compare(self, order: Order) -> Decision:
        """Send an order; `Pair` compares what comes."""
        return self.deliver(order)

    def deliver(self, order: Order) -> Decision:
        return self.run(getattr(self.book, order.name)(self.address(order), **order.said))

    def now(self) -> int:
        seconds, micros = self.ask("TIME")
        return int(seconds) * 1_000 + int(micros) // 1_000

    def tick(self, limit: int = 1_000) -> Ticked:
        return self.run(self.book.tick(PARTITION, limit=limit))

    def seen(self, order: Order) -> Decision | None:
        return self.run(self.book.seen(self.address(order)))

    def load(
        self,
        *,
        last_journal_id: str,
        alive_ms: int,
        states: list[BookState],
        won: Sequence[Won] = (),
        limits: Sequence[Limits] = (),
    ) -> bool:
        """Rebuild the partition under the desk's epoch, the library first."""
        self.run(self.book.load_library())
        loading = self.book.load(
            PARTITION,
            epoch=self.epoch,
            last_journal_id=last_journal_id,
            alive_ms=alive_ms,
            states=states,
            won=won,
            limits=limits,
        )
        return self.run(loading)

    def set_limits(self, revision: int, limits: Mapping[str, int | None], *, entity: str = "entity-1") -> Limits:
        """Let the members and pros have these limits, as read at this revision."""
        said = msgspec.convert({"entity": entity, "revision": revision, "limits": limits}, Limits)
        self.run(self.book.set_limits(PARTITION, said))
        return said

    def release(self, *places: Place) -> int:
        """Say that these lots are ordered, or not sold after all."""
        return self.run(self.book.release(PARTITION, places))

    # What it keeps ---------------------------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """What the journal has got since the last call."""
        found = self.ask("XRANGE", f"{TAG}:journal", f"({self._last_id}", "+")
        entries = [entry_of(key.decode(), dict(zip(flat[::2], flat[1::2], strict=True))) for key, flat in found]
        self._last_id = entries[-1].journal_id if entries else self._last_id
        return entries

    def lot(self, rank: int = 1, auction: AuctionId = AUCTION) -> LotState:
        return self.dump().auctions[auction].lots[rank - 1]

    def auction(self, auction: AuctionId = AUCTION) -> AuctionState:
        return self.dump().auctions[auction].auction

    def raw(self) -> dict[str, Any]:
        """Every key but the journal and `seen`, without the time of the last decision."""
        found = {key: value for key, value in self._all().items() if not key.endswith((":seen", ":journal"))}
        for value in found.values():
            if isinstance(value, dict):
                value.pop("last_ms", None)
        return found

    def dump(self) -> Dump:
        found = self._all()
        exposures = {key.split(":")[-1]: value for key, value in found.items() if ":exposure:" in key}
        limits = {key.split(":")[-1]: value for key, value in found.items() if ":limits:" in key}
        heads = [key for key in found if ":auction:" in key and key.count(":") == 2]
        return Dump(
            epoch=int(found[f"{TAG}:meta"]["epoch"]),
            alarms=sorted(_alarm(member, score) for member, score in found.get(f"{TAG}:alarms", {}).items()),
            exposure={EntityId(entity): {k: int(v) for k, v in sums.items()} for entity, sums in exposures.items()},
            limits={EntityId(entity): _limits(words) for entity, words in limits.items()},
            won={f"{place}|{winner}" for place, winner in found.get(f"{TAG}:won", {}).items()},
            live=found.get(f"{TAG}:auctions", set()),
            auctions={AuctionId(key.split(":")[2]): _auction_dump(found, key) for key in heads},
        )

    def _all(self) -> dict[str, Any]:
        """All keys but the journal, each as the Python thing of its type, in two round trips."""
        keys = [key for key in self.ask("KEYS", f"{TAG}:*") if not key.endswith(b":journal")]

        async def read() -> list[Reply]:
            return await asyncio.gather(*(self.lane.call(*_reading(key.decode())) for key in keys))

        return {key.decode(): _python(key.decode(), reply) for key, reply in zip(keys, self.run(read()), strict=True)}


def _reading(key: str) -> tuple[str, ...]:
    if ":acts:" in key:
        return ("LRANGE", key, "0", "-1")
    if ":bids:" in key or key.endswith(":alarms"):
        return ("ZRANGE", key, "0", "-1", "WITHSCORES")
    return ("SMEMBERS" if key.endswith(":auctions") else "HGETALL", key)


def _python(key: str, reply: Any) -> Any:  # noqa: ANN401 each key has its own type
    words = [item.decode() for item in reply]
    if ":acts:" in key:
        return words
    if key.endswith(":auctions"):
        return set(words)
    pairs = zip(words[::2], words[1::2], strict=True)
    return {k: int(v) for k, v in pairs} if ":bids:" in key or key.endswith(":alarms") else dict(pairs)


def _auction_dump(found: dict[str, Any], key: str) -> AuctionDump:
    auction = msgspec.convert(found[key], AuctionState, strict=False)
    ranks = range(1, auction.lots + 1)
    return AuctionDump(
        auction=auction,
        lots=[msgspec.convert(found[f"{key}:lot:{rank}"], LotState, strict=False) for rank in ranks],
        pros={pro: _pro(value) for pro, value in found.get(f"{key}:pros", {}).items()},
        acts=[[msgspec.json.decode(act, type=Act) for act in found.get(f"{key}:acts:{rank}", [])] for rank in ranks],
        standing=[found.get(f"{key}:bids:{rank}", {}) for rank in ranks],
        seen={field: _first(value) for field, value in found[f"{key}:seen"].items()},
    )


def written(entry: Entry) -> Written:
    """An entry as the oracle writes it."""
    accepted = entry.outcome == "accepted"
    return Written(
        kind=Kind(entry.kind),
        auction=entry.auction_id,
        seq=entry.seq,
        pro_seq=entry.pro_seq,
        visible=entry.visible,
        at_ms=entry.at_ms,
        lot=entry.lot,
        command=entry.command_id,
        sender=entry.sender,
        pro=ProId(entry.pro_id),
        outcome=entry.outcome,
        public=public_body(entry) if accepted else None,
        private=private_body(entry) if accepted else None,
        result=result_body(entry.result),
    )


def outcome(decision: Decision) -> Outcome:
    """A decision as the oracle gives it."""
    return Outcome(
        status=decision.status,
        outcome=decision.outcome,
        seq=decision.seq,
        at_ms=decision.at_ms,
        result=decision.result,
        repeated=decision.repeated,
    )


def expected_dump(oracle: Oracle) -> Dump:
    """What the keys of the oracle's partition must say."""
    entities = {auction.definition.entity for auction in oracle.auctions.values()}
    entities |= {won.entity for won in oracle.won.values()}
    exposure = {entity: sums for entity in entities if (sums := oracle.exposure(entity))}
    dump = Dump(
        epoch=oracle.epoch,
        alarms=oracle.alarms(),
        exposure=exposure,
        limits={entity: dict(limits) for entity, limits in oracle.limits.items() if limits},
        won={
            f"{won.auction}|{won.lot}|{won.entity}|{won.leader_pro}|{won.leader_member}|{won.price_cents}"
            for won in oracle.won.values()
        },
        live={auction.id for auction in oracle.auctions.values() if not auction.over},
    )
    for auction in oracle.auctions.values():
        dump.auctions[auction.id] = AuctionDump(
            auction=auction.snapshot(),
            lots=[lot.state() for lot in auction.lots],
            pros={name: ProState(status=pro.status, alias=pro.alias) for name, pro in auction.pros.items()},
            acts=[lot.acts for lot in auction.lots],
            standing=[lot.standing for lot in auction.lots],
            seen={f"{sender}:{command}": first for (sender, command), (_, first) in auction.seen.items()},
        )
    return dump


def folded_dump(state: BookState) -> AuctionDump:
    """What the keys of an auction must say when its entries were folded."""
    standing: list[dict[ProId, int]] = []
    for acts in state.acts:
        latest = {act.pro: act for act in acts}
        standing.append({pro: act.amount_cents for pro, act in latest.items() if act.kind != "decline"})
    return AuctionDump(
        auction=state.auction,
        lots=state.lots,
        pros=dict(state.pros),
        acts=state.acts,
        standing=standing,
        seen={field: _first(value) for field, value in state.seen.items()},
    )


def _alarm(member: str, score: int) -> tuple[int, AuctionId, str, int]:
    name, what, rank = member.rsplit("|", 2)
    return score, AuctionId(name), what, int(rank)


def _pro(value: str) -> ProState:
    status, alias = value.split("|")
    return msgspec.convert({"status": status, "alias": int(alias)}, ProState)


def _limits(words: Mapping[str, str]) -> dict[str, tuple[int, int | None]]:
    said = {holder: word.split("|") for holder, word in words.items()}
    return {holder: (int(revision), int(cents) if cents else None) for holder, (revision, cents) in said.items()}


def _first(value: str) -> Outcome:
    _, _, code, seq, at_ms, result = value.split("|", 5)
    return Outcome(status="ok", outcome=code, seq=int(seq), at_ms=int(at_ms), result=result_body(result.encode()))
