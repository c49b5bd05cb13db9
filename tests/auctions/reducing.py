"""What a client does with events: the snapshot before and an event make the snapshot after (style 21)."""

from typing import assert_never

from msgspec.structs import replace

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
    CountdownChanged,
    PositionChanged,
    Presence,
)
from server.protocol.lots import DealerHistoryRow, DealerLot, ProHistoryRow, ProLot
from server.protocol.pro_events import PriceChanged, ProEvent, ProLotClosed
from server.protocol.snapshots import DealerSnapshot, ProSnapshot

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
            states = {state.lot: state for state in event.lots}
            lots = tuple(
                replace(
                    lot,
                    price_cents=states[lot.lot].price_cents,
                    next_min_cents=states[lot.lot].next_min_cents,
                    bids=states[lot.lot].bids,
                    ends_at_ms=states[lot.lot].ends_at_ms,
                    reserve_met=states[lot.lot].reserve_met,
                    outcome=states[lot.lot].outcome,
                )
                for lot in seen.lots
            )
            seen = replace(seen, auction=replace(seen.auction, state=event.state), lots=lots)
        case CountdownChanged() | BidVoided() | QuoteReceived() | QuoteDeclined() | Presence():
            raise NotImplementedError(event)
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
            states = {state.lot: state for state in event.lots}
            lots = tuple(
                replace(
                    lot,
                    price_cents=states[lot.lot].price_cents,
                    next_min_cents=states[lot.lot].next_min_cents,
                    bids=states[lot.lot].bids,
                    ends_at_ms=states[lot.lot].ends_at_ms,
                    reserve_met=states[lot.lot].reserve_met,
                    outcome=states[lot.lot].outcome,
                )
                for lot in seen.lots
            )
            seen = replace(seen, auction=replace(seen.auction, state=event.state), lots=lots)
        case CountdownChanged() | BidVoided() | Presence():
            raise NotImplementedError(event)
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
    return replace(seen, lots=lots)


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
    return replace(lot, margin=event.margin, reserve_cents=event.reserve_cents, reserve_met=event.reserve_met)


def _closed(lot: DealerLot, event: DealerLotClosed) -> DealerLot:
    return replace(lot, outcome=event.outcome, winner=event.winner, offer_id=event.offer_id)


def _price(lot: ProLot, event: PriceChanged) -> ProLot:
    row = ProHistoryRow(
        seq=event.seq, at_ms=event.at_ms, leader_alias=event.leader_alias or "", price_cents=event.price_cents
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
        leader_alias=event.leader_alias,
        history=(row, *lot.history)[:HISTORY_MAX],
    )
