"""Keep an auction as its entries left it: what views are made from. Pure: entries come in, nothing goes out.

A picture holds secrets of everybody; only views read it. It is as large as its lots, the pros that bid on them and the
last 20 steps of each.
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
    """One act that moved a lot, and the price and leader after it; `amount_cents` is what others may see of it."""

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


class LotPicture(Struct, kw_only=True):
    """A lot after its last entry; `bid_of` is the last amount each pro stood for, its newest steps come first."""

    state: LotState
    public: PublicLot
    bid_of: dict[ProId, Cents]
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
        self.reason = ""
        self.lots: dict[int, LotPicture] = {}

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
        shown = {lot.lot: lot for lot in public.lots}
        for state in body.lots:
            before = self.lots.get(state.lot)
            if before is None:
                self.lots[state.lot] = LotPicture(state=state, public=shown[state.lot], bid_of={})
            else:
                before.state, before.public = state, shown[state.lot]

    def _take_lot(self, body: PrivateLot, entry: Entry) -> None:
        lot = self.lots[body.lot.lot]
        before, after = lot.state, body.lot
        if body.voided is not None:
            _void(lot, body.voided)
        if body.outbid_pro:
            stood = before.leader_maximum_cents or before.price_cents
            lot.bid_of[body.outbid_pro] = max(stood, lot.bid_of.get(body.outbid_pro, Cents(0)))
        if body.act is not None:
            lot.bid_of[body.act.pro] = _shown_amount(body.act, after.price_cents)
        if after.leader_pro:
            lot.bid_of[after.leader_pro] = after.price_cents
        lot.state = after
        if entry.visible:
            lot.public = _public_lot.decode(entry.public)
            if body.act is not None:
                lot.steps = (*_steps(body, body.act, entry), *lot.steps)[:HISTORY_MAX]


def read_body(entry: Entry) -> Body:
    """The private body of an accepted entry."""
    if Kind(entry.kind) in AUCTION_KINDS:
        return _private_auction.decode(entry.private)
    return _private_lot.decode(entry.private)


def _shown_amount(act: Act, price_cents: Cents) -> Cents:
    """A typed amount as it is; of a maximum no more than the price it led to, because it never shows (domain 7.10)."""
    match act.kind:
        case "maximum" | "cancel":
            return Cents(min(act.amount_cents, price_cents))
        case "bid" | "quote" | "decline":
            return act.amount_cents
        case _ as never:
            assert_never(never)


def _steps(body: PrivateLot, act: Act, entry: Entry) -> list[Step]:
    """The act and, where a standing maximum answered it, that answer; newest first."""
    step = Step(
        seq=entry.seq,
        pro_seq=entry.pro_seq,
        at_ms=entry.at_ms,
        command_id=entry.command_id,
        act=act,
        amount_cents=_shown_amount(act, body.lot.price_cents),
        automatic=act.kind != "bid",
        leader_pro=body.lot.leader_pro,
        leader_alias=body.lot.leader_alias,
        price_cents=body.lot.price_cents,
    )
    if not body.automatic:
        return [step]
    answer = Act(
        kind="maximum",
        pro=body.lot.leader_pro,
        member=MemberId(""),  # nobody acted
        alias=body.lot.leader_alias,
        amount_cents=body.lot.price_cents,
        command=CommandId(""),
        counted=True,
    )
    answered = msgspec.structs.replace(
        step, act=answer, amount_cents=body.lot.price_cents, automatic=True, command_id=CommandId("")
    )
    return [answered, step]


def _void(lot: LotPicture, voided: Act) -> None:
    lot.bid_of.pop(voided.pro, None)
    lot.steps = tuple(
        msgspec.structs.replace(step, voided=True) if step.command_id == voided.command else step for step in lot.steps
    )
