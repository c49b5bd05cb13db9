"""Keep an auction as its entries left it: what views are made from. Pure: entries come in, nothing goes out.

A picture holds secrets of everybody; only views read it. It is as large as its lots, what was said of each and its
last 20 moves.
"""

from typing import assert_never

import msgspec
from msgspec import Struct

from server.auctions.event import (
    AUCTION_KINDS,
    Act,
    Kind,
    LotState,
    PrivateAuction,
    PrivateLot,
    PublicAuction,
    PublicLot,
    State,
)
from server.kit.ids import AuctionId, CommandId, MemberId, ProId
from server.kit.money import Cents
from server.ledger.entry import Entry

HISTORY_MAX = 20

_public_auction: msgspec.json.Decoder[PublicAuction] = msgspec.json.Decoder(PublicAuction)
_public_lot: msgspec.json.Decoder[PublicLot] = msgspec.json.Decoder(PublicLot)
_private_auction: msgspec.json.Decoder[PrivateAuction] = msgspec.json.Decoder(PrivateAuction)
_private_lot: msgspec.json.Decoder[PrivateLot] = msgspec.json.Decoder(PrivateLot)

Body = PrivateAuction | PrivateLot


class OutOfOrderError(ValueError):
    """An entry doesn't follow the one before it: the picture must be loaded again."""


class Step(Struct, frozen=True, kw_only=True):
    """One act that moved a lot, and the price and leader after it; `amount_cents` is what others may see of it.

    Where nobody acted it is an automatic one: a maximum that answered, or the price that went to a lowered reserve.
    """

    seq: int
    pro_seq: int
    at_ms: int
    command_id: CommandId
    act: Act
    amount_cents: Cents
    automatic: bool
    leader_pro: ProId
    leader_alias: int
    price_cents: Cents
    voided: bool = False


class Stand(Struct, frozen=True, kw_only=True):
    """What a pro said of a lot at some time; None: it passed."""

    command_id: CommandId
    at_ms: int
    amount_cents: Cents | None


class LotPicture(Struct, kw_only=True):
    """A lot after its last entry.

    `said` is everything each pro said that wasn't voided, whoever spoke last comes last; `bid_of` is the amount each
    stands or stood for: of the leader the price, of who was outbid its maximum. The newest steps come first.
    """

    sealed: bool
    state: LotState
    public: PublicLot
    bid_of: dict[ProId, Cents]
    said: dict[ProId, list[Stand]]
    steps: tuple[Step, ...] = ()


class Picture:
    """An auction after its last entry, or before its first (`seq` 0)."""

    def __init__(self, auction_id: AuctionId, *, epoch: int) -> None:
        self.auction_id = auction_id
        self.epoch = epoch
        self.seq = 0
        self.pro_seq = 0
        self.state: State = "scheduled"
        self.starts_at_ms = 0
        self.ends_at_ms = 0
        self.paused_at_ms = 0
        self.reason = ""
        self.invited = 0
        self.answered = 0
        self.lots: dict[int, LotPicture] = {}
        # How bidders of an ascending auction are numbered; of a sealed one it would say who answered before.
        self.number_of: dict[ProId, int] = {}

    def apply(self, entry: Entry) -> Body:
        """Take the next accepted entry in; its private body, for whoever tells it to others.

        Raises:
            OutOfOrderError: an entry is missing between, or this one came before.

        """
        if entry.seq != self.seq + 1:
            raise OutOfOrderError(f"auction {self.auction_id}: entry {entry.seq} after {self.seq}")
        body = read_body(entry)
        match body:
            case PrivateAuction():
                self._take_auction(body, _public_auction.decode(entry.public))
            case PrivateLot():
                self._take_lot(body, entry)
            case _ as never:
                assert_never(never)
        self.epoch, self.seq, self.pro_seq = entry.epoch, entry.seq, entry.pro_seq
        return body

    def _take_auction(self, body: PrivateAuction, public: PublicAuction) -> None:
        self.state, self.reason = body.auction.state, public.reason
        self.starts_at_ms, self.ends_at_ms = body.auction.starts_at_ms, body.auction.ends_at_ms
        self.paused_at_ms = body.auction.paused_at_ms
        self.invited, self.answered = body.auction.invited, body.auction.answered
        shown = {lot.lot: lot for lot in public.lots}
        for state in body.lots:
            before = self.lots.get(state.lot)
            if before is None:
                sealed = body.auction.format == "sealed"
                self.lots[state.lot] = LotPicture(
                    sealed=sealed, state=state, public=shown[state.lot], bid_of={}, said={}
                )
            else:
                before.state, before.public = state, shown[state.lot]

    def _take_lot(self, body: PrivateLot, entry: Entry) -> None:
        lot = self.lots[body.lot.lot]
        before, lot.state = lot.state, body.lot
        self.invited, self.answered = body.invited, body.answered
        if body.act is not None:
            _say(lot, body.act, at_ms=entry.at_ms)
            if not lot.sealed:
                self.number_of[body.act.pro] = body.act.alias
        if body.voided is not None:
            _void(lot, body.voided)
        elif body.outbid_pro and not lot.sealed:
            stood = before.leader_maximum_cents or before.price_cents
            lot.bid_of[body.outbid_pro] = max(stood, lot.bid_of.get(body.outbid_pro, Cents(0)))
        if body.lot.leader_pro:
            lot.bid_of[body.lot.leader_pro] = body.lot.price_cents
        if entry.visible:
            lot.public = _public_lot.decode(entry.public)
            lot.steps = _last((*_steps(before, body, entry), *lot.steps))


def read_body(entry: Entry) -> Body:
    """The private body of an accepted entry."""
    if Kind(entry.kind) in AUCTION_KINDS:
        return _private_auction.decode(entry.private)
    return _private_lot.decode(entry.private)


def _say(lot: LotPicture, act: Act, *, at_ms: int) -> None:
    amount = None if act.kind == "decline" else act.amount_cents
    stands = lot.said.pop(act.pro, [])
    stands.append(Stand(command_id=act.command, at_ms=at_ms, amount_cents=amount))
    lot.said[act.pro] = stands
    if amount is None:
        lot.bid_of.pop(act.pro, None)
    else:
        lot.bid_of[act.pro] = _shown_amount(act, lot.state.price_cents)


def _void(lot: LotPicture, voided: Act) -> None:
    """Take one act out of all that was said, as the book did: its automatic answer too, of a sealed lot all quotes."""
    said = () if lot.sealed else lot.said.get(voided.pro, ())
    stands = [stand for stand in said if stand.command_id != voided.command]
    lot.said.pop(voided.pro, None)
    if stands:
        lot.said[voided.pro] = stands
    lot.said = dict(sorted(lot.said.items(), key=lambda item: item[1][-1].at_ms))
    lot.bid_of = {pro: amount for pro, said in lot.said.items() if (amount := said[-1].amount_cents) is not None}
    gone = {step.seq for step in lot.steps if step.command_id == voided.command}
    lot.steps = tuple(msgspec.structs.replace(step, voided=True) if step.seq in gone else step for step in lot.steps)


def _shown_amount(act: Act, price_cents: Cents) -> Cents:
    """A typed amount as it is; of a maximum no more than the price it led to, because it never shows (domain 7.10)."""
    match act.kind:
        case "maximum" | "lower" | "cancel":
            return Cents(min(act.amount_cents, price_cents))
        case "bid" | "quote" | "decline":
            return act.amount_cents
        case _ as never:
            assert_never(never)


def _steps(before: LotState, body: PrivateLot, entry: Entry) -> list[Step]:
    """What moved the lot, newest first: the act and, where a standing maximum answered it, that answer."""
    after = body.lot
    moved = (before.price_cents, before.leader_pro) != (after.price_cents, after.leader_pro)
    if body.act is None:
        return [_automatic(body, entry)] if moved and body.voided is None else []
    step = Step(
        seq=entry.seq,
        pro_seq=entry.pro_seq,
        at_ms=entry.at_ms,
        command_id=entry.command_id,
        act=body.act,
        amount_cents=_shown_amount(body.act, after.price_cents),
        automatic=body.act.kind != "bid",
        leader_pro=after.leader_pro,
        leader_alias=after.leader_alias,
        price_cents=after.price_cents,
    )
    return [_automatic(body, entry), step] if body.automatic else [step]


def _last(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """As many as make the last 20 moves; one move may be two steps, a voided one is none."""
    moves: set[int] = set()
    for place, step in enumerate(steps):
        if not step.voided:
            moves.add(step.seq)
        if len(moves) > HISTORY_MAX:
            return steps[:place]
    return steps


def _automatic(body: PrivateLot, entry: Entry) -> Step:
    """What the leader's maximum did by itself."""
    after = body.lot
    act = Act(
        kind="maximum",
        pro=after.leader_pro,
        member=MemberId(""),  # nobody acted
        alias=after.leader_alias,
        amount_cents=after.price_cents,
        reserve_cents=after.reserve_cents,
        command=CommandId(""),
        counted=True,
    )
    return Step(
        seq=entry.seq,
        pro_seq=entry.pro_seq,
        at_ms=entry.at_ms,
        command_id=CommandId(""),
        act=act,
        amount_cents=after.price_cents,
        automatic=True,
        leader_pro=after.leader_pro,
        leader_alias=after.leader_alias,
        price_cents=after.price_cents,
    )
