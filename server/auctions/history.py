"""Fold the entries of an auction into its state: to rebuild a book, to replay an auction, to verify either.

The bodies of entries are absolute, so folding takes no rule of bidding: the last word about a lot is its state. What
adds up are the acts (so that one can be voided), the pros' answers and the commands that had an outcome.
"""

from collections.abc import Iterable

from msgspec import Struct, field, structs

from server.auctions.event import (
    Act,
    AuctionState,
    LotState,
    PrivateAuction,
    PrivateLot,
    ProStatus,
    private_body,
)
from server.kit.ids import AuctionId, ProId
from server.ledger.entry import ACCEPTED, Entry


class ProState(Struct, kw_only=True):
    """An invited pro: its answer, its number among the bidders (0: none yet)."""

    status: ProStatus = "invited"
    alias: int = 0


class BookState(Struct, kw_only=True):
    """Everything the book knows of an auction, as `OrderBook.load` takes it.

    `acts` are those that count, by lot in order; `seen` is the first outcome by "sender:command id".
    """

    id: AuctionId
    auction: AuctionState
    lots: list[LotState]
    pros: dict[ProId, ProState] = field(default_factory=dict)
    acts: list[list[Act]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen to it any more, so that no book is needed."""
        return self.auction.state in {"closed", "cancelled"}


class BrokenHistoryError(ValueError):
    """The entries can't be those of one auction: the first isn't its beginning, or one is missing."""


def fold(entries: Iterable[Entry]) -> BookState:
    """The state after these accepted entries of one auction, by seq from its first.

    Raises:
        BrokenHistoryError: a hole, or no beginning.

    """
    state: BookState | None = None
    for entry in entries:
        state = begin(entry) if state is None else advance(state, entry)
    if state is None:
        raise BrokenHistoryError("an auction begins with the entry that schedules it")
    return state


def begin(entry: Entry) -> BookState:
    """The state after an auction's first entry.

    Raises:
        BrokenHistoryError: it is not the first.

    """
    body = private_body(entry)
    if not isinstance(body, PrivateAuction) or body.limits is None or entry.seq != 1:
        raise BrokenHistoryError(f"{entry.auction_id} doesn't begin with {entry.kind} {entry.seq}")
    state = BookState(
        id=entry.auction_id,
        auction=body.auction,
        lots=list(body.lots),
        pros={pro: ProState() for pro in body.limits},
        acts=[[] for _ in body.lots],
    )
    remember(state, entry)
    return state


def advance(state: BookState, entry: Entry) -> BookState:
    """The same state, changed by the next accepted entry.

    Raises:
        BrokenHistoryError: it is not the next.

    """
    if entry.seq != state.auction.seq + 1 or entry.auction_id != state.id or entry.outcome != ACCEPTED:
        raise BrokenHistoryError(f"{entry.auction_id} {entry.seq} doesn't follow {state.id} {state.auction.seq}")
    match private_body(entry):
        case PrivateAuction() as body:
            state.auction, state.lots = body.auction, list(body.lots)
        case PrivateLot() as body:
            _advance_lot(state, entry, body)
    remember(state, entry)
    return state


def remember(state: BookState, entry: Entry) -> None:
    """Keep the outcome of the entry's command, a refusal's too, in the form the book gives to a repeat."""
    if entry.at_ms > state.auction.last_ms:
        state.auction = _with(state.auction, last_ms=entry.at_ms)
    if entry.command_id:
        words = (entry.content_hash, entry.journal_id, entry.outcome, str(entry.seq), str(entry.at_ms))
        state.seen[f"{entry.sender}:{entry.command_id}"] = "|".join((*words, entry.result.decode()))


def _advance_lot(state: BookState, entry: Entry, body: PrivateLot) -> None:
    place = body.lot.lot - 1
    state.lots[place] = body.lot
    if body.act is not None:
        state.acts[place].append(body.act)
        pro = state.pros.setdefault(body.act.pro, ProState())
        pro.alias = body.act.alias
        pro.status = "declined" if body.act.kind == "decline" else "answered"
    if body.voided is not None:
        state.acts[place] = list(body.acts)
    state.auction = _with(
        state.auction,
        open_lots=sum(not lot.outcome for lot in state.lots),
        answered=body.answered,
        seq=entry.seq,
        pro_seq=entry.pro_seq,
        last_ms=entry.at_ms,
    )


def _with(auction: AuctionState, **changes: int) -> AuctionState:
    return structs.replace(auction, **changes)
