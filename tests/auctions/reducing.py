"""What a client does with events: the snapshot before and an event make the snapshot after (I17)."""

from typing import TypeVar, assert_never

from msgspec.structs import replace

from server.kit.money import Cents
from server.protocol.dealer_events import (
    BidPlaced,
    DealerEvent,
    DealerLotClosed,
    MarginChanged,
    QuoteDeclined,
    QuoteReceived,
)
from server.protocol.events import (
    AuctionCancelled,
    AuctionClosed,
    AuctionOpened,
    BidVoided,
    CarChanged,
    CountdownChanged,
    PositionChanged,
    Presence,
)
from server.protocol.lots import DealerHistoryRow, DealerLot, LotState, ProHistoryRow, ProLot, QuoteRow, Vehicle
from server.protocol.pro_events import PriceChanged, ProEvent, ProLotClosed
from server.protocol.snapshots import AuctionHead, DealerSnapshot, ProSnapshot

L = TypeVar("L", DealerLot, ProLot)
V = TypeVar("V", bound=Vehicle)

HISTORY_MAX = 20


def reduce_dealer(seen: DealerSnapshot, event: DealerEvent) -> DealerSnapshot:
    match event:
        case BidPlaced():
            lots = tuple(_bid(lot, event) if lot.lot == event.lot else lot for lot in seen.lots)
            seen = replace(seen, lots=lots, totals=event.totals)
        case MarginChanged():
            lots = tuple(_margin(lot, event) if lot.lot == event.lot else lot for lot in seen.lots)
            seen = replace(seen, lots=lots, totals=event.totals)
        case DealerLotClosed():
            lots = tuple(_closed(lot, event) if lot.lot == event.lot else lot for lot in seen.lots)
            seen = replace(seen, lots=lots)
        case AuctionOpened() | AuctionClosed() | AuctionCancelled():
            seen = replace(seen, auction=_reopened(seen.auction, event), lots=_merged(seen.lots, event.lots))
        case CountdownChanged():
            seen = replace(seen, auction=_retimed(seen.auction, event), lots=_merged(seen.lots, event.lots or ()))
        case QuoteReceived() | QuoteDeclined():
            seen = replace(seen, lots=tuple(_quoted(lot, event) if lot.lot == event.lot else lot for lot in seen.lots))
        case CarChanged():
            lots = tuple(replace(lot, vehicles=_shown_anew(lot.vehicles, event.vehicle)) for lot in seen.lots)
            return replace(seen, lots=lots)
        case BidVoided() | Presence():
            raise NotImplementedError(event)  # a page asks for a new snapshot; presence has no number
        case _ as never:
            assert_never(never)
    return replace(seen, epoch=event.epoch, seq=event.seq)


def reduce_pro(seen: ProSnapshot, event: ProEvent) -> ProSnapshot:
    match event:
        case PriceChanged():
            seen = replace(seen, lots=tuple(_price(lot, event) if lot.lot == event.lot else lot for lot in seen.lots))
        case ProLotClosed():
            lots = tuple(replace(lot, outcome=event.outcome) if lot.lot == event.lot else lot for lot in seen.lots)
            seen = replace(seen, lots=lots)
        case AuctionOpened() | AuctionClosed() | AuctionCancelled():
            seen = replace(seen, auction=_reopened(seen.auction, event), lots=_merged(seen.lots, event.lots))
        case CountdownChanged():
            seen = replace(seen, auction=_retimed(seen.auction, event), lots=_merged(seen.lots, event.lots or ()))
        case CarChanged():
            lots = tuple(replace(lot, vehicles=_shown_anew(lot.vehicles, event.vehicle)) for lot in seen.lots)
            return replace(seen, lots=lots)
        case BidVoided() | Presence():
            raise NotImplementedError(event)  # as for dealers
        case _ as never:
            assert_never(never)
    return replace(seen, epoch=event.epoch, seq=event.seq)


def reduce_position(seen: ProSnapshot, event: PositionChanged) -> ProSnapshot:
    lots = tuple(
        replace(
            lot,
            standing=event.standing,
            my_bid_cents=event.my_bid_cents,
            my_maximum_cents=event.my_maximum_cents,
        )
        if lot.lot == event.lot
        else lot
        for lot in seen.lots
    )
    return replace(seen, lots=lots, my_number=event.my_number)


def _shown_anew(cars: tuple[V, ...], shown: Vehicle) -> tuple[V, ...]:
    """The public fields of the car as told; the seller keeps its own."""
    told = {name: getattr(shown, name) for name in Vehicle.__struct_fields__}
    return tuple(replace(car, **told) if car.id == shown.id else car for car in cars)


def _bid(lot: DealerLot, event: BidPlaced) -> DealerLot:
    rows = [
        DealerHistoryRow(
            seq=event.seq,
            at_ms=event.at_ms,
            command_id=event.command_id,
            pro=event.pro,
            member=event.member,
            amount_cents=event.amount_cents,
            automatic=event.automatic,
        )
    ]
    if event.answer is not None:
        rows.insert(
            0,
            DealerHistoryRow(
                seq=event.seq,
                at_ms=event.at_ms,
                pro=event.answer.pro,
                amount_cents=event.answer.amount_cents,
                automatic=True,
            ),
        )
    return replace(
        lot,
        price_cents=event.price_cents,
        next_min_cents=event.next_min_cents,
        bids=event.bids,
        bidders=event.bidders,
        ends_at_ms=event.ends_at_ms,
        extended=event.extended,
        reserve_met=event.reserve_met,
        leader=event.leader,
        margin=event.margin,
        history=(*rows, *lot.history)[:HISTORY_MAX],
    )


def _margin(lot: DealerLot, event: MarginChanged) -> DealerLot:
    """Where the price moved with the reserve, the leader's maximum did it."""
    history = lot.history
    if event.price_cents != lot.price_cents and lot.leader is not None:
        row = DealerHistoryRow(
            seq=event.seq, at_ms=event.at_ms, pro=lot.leader, amount_cents=event.price_cents, automatic=True
        )
        history = (row, *history)[:HISTORY_MAX]
    return replace(
        lot,
        price_cents=event.price_cents,
        next_min_cents=event.next_min_cents,
        margin=event.margin,
        reserve_cents=event.reserve_cents,
        reserve_met=event.reserve_met,
        history=history,
    )


def _quoted(lot: DealerLot, event: QuoteReceived | QuoteDeclined) -> DealerLot:
    amount = event.amount_cents if isinstance(event, QuoteReceived) else None
    row = QuoteRow(pro=event.pro, at_ms=event.at_ms, amount_cents=amount)
    others = tuple(quote for quote in lot.quotes or () if quote.pro.id != event.pro.id)
    return replace(
        lot,
        invited=event.invited,
        answered=event.answered,
        quotes=(row, *others),
        price_cents=event.best_cents or Cents(0),
    )


def _reopened(head: AuctionHead, event: AuctionOpened | AuctionClosed | AuctionCancelled) -> AuctionHead:
    if not isinstance(event, AuctionOpened):
        return replace(head, state=event.state, paused=False, paused_at_ms=None)
    return replace(head, state=event.state, paused=event.paused, paused_at_ms=event.paused_at_ms)


def _retimed(head: AuctionHead, event: CountdownChanged) -> AuctionHead:
    ends_at_ms = event.ends_at_ms if event.lot is None else head.ends_at_ms
    return replace(head, paused=event.paused, paused_at_ms=event.paused_at_ms, ends_at_ms=ends_at_ms)


def _merged(lots: tuple[L, ...], states: tuple[LotState, ...]) -> tuple[L, ...]:
    of = {state.lot: state for state in states}
    return tuple(
        replace(
            lot,
            price_cents=of[lot.lot].price_cents,
            next_min_cents=of[lot.lot].next_min_cents,
            bids=of[lot.lot].bids,
            ends_at_ms=of[lot.lot].ends_at_ms,
            reserve_met=of[lot.lot].reserve_met,
            outcome=of[lot.lot].outcome,
        )
        if lot.lot in of
        else lot
        for lot in lots
    )


def _closed(lot: DealerLot, event: DealerLotClosed) -> DealerLot:
    return replace(
        lot,
        outcome=event.outcome,
        winner=event.winner,
        offer_id=event.offer_id,
        price_cents=event.price_cents or lot.price_cents,
    )


def _price(lot: ProLot, event: PriceChanged) -> ProLot:
    """A row is a step of the price or of the lead: none where only the reserve is met now."""
    moved = (event.price_cents, event.leader_alias) != (lot.price_cents, lot.leader_alias)
    row = ProHistoryRow(
        seq=event.seq,
        at_ms=event.at_ms,
        leader_alias=event.leader_alias or "",
        leader_number=event.leader_number,
        price_cents=event.price_cents,
    )
    return replace(
        lot,
        price_cents=event.price_cents,
        next_min_cents=event.next_min_cents,
        bids=event.bids,
        bidders=event.bidders,
        ends_at_ms=event.ends_at_ms,
        extended=event.extended,
        reserve_met=event.reserve_met,
        without_reserve=event.without_reserve,
        leader_alias=event.leader_alias,
        leader_number=event.leader_number,
        history=(row, *lot.history)[:HISTORY_MAX] if moved else lot.history,
    )
