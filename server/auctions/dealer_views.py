"""Tell an entry about a lot to the selling dealer: names, amounts, margins (domain 7.6, 7.7). Pure."""

from collections.abc import Iterator

from server.auctions import lot_views
from server.auctions.context import AuctionContext
from server.auctions.event import Act, Kind, PrivateLot
from server.auctions.picture import Picture
from server.auctions.shared_views import bid_voided, room_of
from server.ledger.entry import Entry
from server.protocol.dealer_events import (
    AutomaticAnswer,
    BidPlaced,
    DealerEvent,
    DealerLotClosed,
    MarginChanged,
    QuoteDeclined,
    QuoteReceived,
)
from server.protocol.rooms import auction_room
from server.protocol.scalars import MarginReason


def lot_event(context: AuctionContext, picture: Picture, entry: Entry, body: PrivateLot) -> DealerEvent:
    """The entry as the dealer is told; a maximum that moved nothing shows as unchanged margins (domain 7.10)."""
    match Kind(entry.kind):
        case Kind.LOT_CLOSED:
            return _lot_closed(context, entry, body)
        case Kind.BID_VOIDED:
            return bid_voided(context, picture, entry, rank=body.lot.lot, seq=entry.seq, audience="dealer")
        case Kind.QUOTE_RECEIVED if body.act is not None:
            return _quote_received(context, entry, body, body.act)
        case Kind.QUOTE_DECLINED if body.act is not None:
            return _quote_declined(context, entry, body, body.act)
        case Kind.BID_PLACED | Kind.MAXIMUM_SET if body.act is not None and entry.visible:
            return _bid_placed(context, picture, entry, body, body.act)
        case Kind.RESERVE_LOWERED:
            return _margin_changed(context, picture, entry, body, why="reserve")
        case _:
            return _margin_changed(context, picture, entry, body, why="bid")


def _bid_placed(context: AuctionContext, picture: Picture, entry: Entry, body: PrivateLot, act: Act) -> BidPlaced:
    lot = picture.lots[body.lot.lot]
    leader = context.pro(body.lot.leader_pro) if body.lot.leader_pro else None
    shown = next(step.amount_cents for step in lot.steps if step.command_id == entry.command_id)
    answered = body.automatic and leader is not None
    return BidPlaced(
        room=room_of(entry),
        epoch=entry.epoch,
        seq=entry.seq,
        at_ms=entry.at_ms,
        lot=body.lot.lot,
        command_id=entry.command_id or None,
        pro=context.pro(act.pro),
        member=context.member(act.member),
        amount_cents=shown,
        automatic=act.kind != "bid",
        answer=AutomaticAnswer(pro=leader, amount_cents=body.lot.price_cents) if answered else None,
        leader=leader,
        price_cents=lot.public.price_cents,
        next_min_cents=lot.public.next_min_cents,
        bids=lot.public.bids,
        bidders=lot.public.bidders,
        ends_at_ms=lot.public.ends_at_ms,
        extended=lot.public.extended,
        reserve_met=lot.public.reserve_met,
        margin=lot_views.margin(context, picture, body.lot.lot),
        totals=lot_views.totals(context, picture),
    )


def _margin_changed(
    context: AuctionContext, picture: Picture, entry: Entry, body: PrivateLot, *, why: MarginReason
) -> MarginChanged:
    lot = picture.lots[body.lot.lot]
    return MarginChanged(
        room=room_of(entry),
        epoch=entry.epoch,
        seq=entry.seq,
        at_ms=entry.at_ms,
        lot=body.lot.lot,
        price_cents=lot.public.price_cents,
        next_min_cents=lot.public.next_min_cents,
        reserve_cents=body.lot.reserve_cents or None,
        reserve_met=lot.public.reserve_met,
        margin=lot_views.margin(context, picture, body.lot.lot),
        totals=lot_views.totals(context, picture),
        why=why,
    )


def costs_changed(
    before: AuctionContext, context: AuctionContext, picture: Picture, *, at_ms: int
) -> Iterator[MarginChanged]:
    """The lots whose cars cost more or less than before; the hub gives the position (domain 6.8)."""
    for rank, lot in context.lots.items():
        known = picture.lots.get(rank)
        if lot.real_margin_cents == before.lots[rank].real_margin_cents:
            continue
        told = lot_views.told_lot(context, picture, rank, audience="dealer")
        yield MarginChanged(
            room=auction_room(context.id),
            epoch=0,
            seq=0,
            at_ms=at_ms,
            lot=rank,
            price_cents=told.price_cents,
            next_min_cents=told.next_min_cents,
            reserve_cents=lot.reserve_cents if known is None else known.state.reserve_cents or None,
            reserve_met=told.reserve_met,
            margin=lot_views.margin(context, picture, rank),
            totals=lot_views.totals(context, picture),
            why="cost",
        )


def _lot_closed(context: AuctionContext, entry: Entry, body: PrivateLot) -> DealerLotClosed:
    lot = context.lots[body.lot.lot]
    outcome = "ended" if context.format == "sealed" else lot_views.OUTCOMES[body.lot.outcome]
    return DealerLotClosed(
        room=room_of(entry),
        epoch=entry.epoch,
        seq=entry.seq,
        at_ms=entry.at_ms,
        lot=body.lot.lot,
        outcome=outcome or "no_bid",
        price_cents=body.lot.price_cents if body.lot.leader_pro else None,
        winner=context.pro(body.lot.leader_pro) if body.lot.outcome == "sold" else None,
        offer_id=lot.offer_id,
    )


def _quote_received(context: AuctionContext, entry: Entry, body: PrivateLot, act: Act) -> QuoteReceived:
    return QuoteReceived(
        room=room_of(entry),
        epoch=entry.epoch,
        seq=entry.seq,
        at_ms=entry.at_ms,
        lot=body.lot.lot,
        pro=context.pro(act.pro),
        amount_cents=act.amount_cents,
        answered=body.answered,
        invited=body.invited,
        best_cents=body.lot.price_cents or None,
    )


def _quote_declined(context: AuctionContext, entry: Entry, body: PrivateLot, act: Act) -> QuoteDeclined:
    return QuoteDeclined(
        room=room_of(entry),
        epoch=entry.epoch,
        seq=entry.seq,
        at_ms=entry.at_ms,
        lot=body.lot.lot,
        pro=context.pro(act.pro),
        answered=body.answered,
        invited=body.invited,
        best_cents=body.lot.price_cents or None,
    )
