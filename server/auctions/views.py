"""Tell an entry to each audience: dealers with names and margins, pros without, each pro where it stands. Pure.

Every function takes the picture after the entry (`Picture.apply`) and the body that `apply` gave. Each accepted entry
is one event for dealers; each visible one is one event for pros, so that both count without holes (I4, I10).
In a sealed auction no act of a pro is visible to others, nor what hangs on it.
"""

from collections.abc import Collection, Iterator
from typing import assert_never

from server.auctions import lot_views
from server.auctions.context import AuctionContext
from server.auctions.dealer_views import lot_event
from server.auctions.event import Kind, PrivateAuction, PrivateLot
from server.auctions.picture import Body, Picture
from server.auctions.shared_views import auction_event, bid_voided, room_of
from server.kit.ids import ProId
from server.ledger.entry import Entry
from server.protocol.dealer_events import DealerEvent
from server.protocol.events import CarChanged, PositionChanged
from server.protocol.pro_events import PriceChanged, ProEvent, ProLotClosed
from server.protocol.rooms import auction_room


def dealer_event(context: AuctionContext, picture: Picture, entry: Entry, body: Body) -> DealerEvent:
    """The entry for the selling dealer, names and margins included."""
    match body:
        case PrivateAuction():
            return auction_event(context, picture, entry, seq=entry.seq, audience="dealer")
        case PrivateLot():
            return lot_event(context, picture, entry, body)
        case _ as never:
            assert_never(never)


def pro_event(context: AuctionContext, picture: Picture, entry: Entry, body: Body) -> ProEvent | None:
    """The entry for every invited pro alike; None where pros may not even know that something happened."""
    if not entry.visible:
        return None
    match body:
        case PrivateAuction():
            return auction_event(context, picture, entry, seq=entry.pro_seq, audience="pro")
        case PrivateLot():
            return _pro_lot_event(context, picture, entry, rank=body.lot.lot)
        case _ as never:
            assert_never(never)


def cars_changed(context: AuctionContext, car_ids: Collection[str], *, at_ms: int) -> Iterator[CarChanged]:
    """These cars as both audiences are shown them, without what only their seller knows; the hub gives the position."""
    for lot in context.lots.values():
        for car in lot.shown_vehicles:
            if car.id in car_ids:
                yield CarChanged(room=auction_room(context.id), epoch=0, seq=0, at_ms=at_ms, lot=lot.lot, vehicle=car)


def positions(picture: Picture, entry: Entry, body: Body) -> dict[ProId, list[PositionChanged]]:
    """Where each pro stands now, for those whose standing, bid or price the entry changed."""
    told: dict[ProId, list[PositionChanged]] = {}
    for pro_id, rank in _moved(picture, body):
        told.setdefault(pro_id, []).append(_position(picture, entry, rank, pro_id))
    return told


def _moved(picture: Picture, body: Body) -> Iterator[tuple[ProId, int]]:
    match body:
        case PrivateAuction():
            for rank, lot in picture.lots.items():
                yield from ((pro_id, rank) for pro_id in lot.said)
        case PrivateLot(act=None):
            touched = {body.voided.pro} if body.voided else set()
            yield from ((pro_id, body.lot.lot) for pro_id in sorted({*picture.lots[body.lot.lot].said, *touched}))
        case PrivateLot() if body.act and picture.lots[body.lot.lot].sealed:
            yield body.act.pro, body.lot.lot  # what others said is nobody's to know, not even that they did
        case PrivateLot():
            acting = {body.act.pro} if body.act else set()
            moved = {body.lot.leader_pro, body.outbid_pro, *acting} - {ProId("")}
            yield from ((pro_id, body.lot.lot) for pro_id in sorted(moved))
        case _ as never:
            assert_never(never)


def _position(picture: Picture, entry: Entry, rank: int, pro_id: ProId) -> PositionChanged:
    lot = picture.lots[rank]
    return PositionChanged(
        room="me",
        epoch=0,
        seq=0,
        at_ms=entry.at_ms,
        auction_id=entry.auction_id,
        lot=rank,
        standing=lot_views.standing(lot, pro_id),
        my_bid_cents=lot.bid_of.get(pro_id),
        my_maximum_cents=lot_views.my_maximum(lot, pro_id),
        my_number=picture.number_of.get(pro_id),
        price_cents=lot.public.price_cents,
        next_min_cents=lot.public.next_min_cents,
        ends_at_ms=lot.public.ends_at_ms,
    )


def _pro_lot_event(context: AuctionContext, picture: Picture, entry: Entry, *, rank: int) -> ProEvent:
    told = picture.lots[rank].public
    match Kind(entry.kind):
        case Kind.LOT_CLOSED:
            return ProLotClosed(
                room=room_of(entry),
                epoch=entry.epoch,
                seq=entry.pro_seq,
                at_ms=entry.at_ms,
                lot=rank,
                outcome=lot_views.OUTCOMES[told.outcome] or "no_bid",
                price_cents=told.price_cents or None,
            )
        case Kind.BID_VOIDED:
            return bid_voided(context, picture, entry, rank=rank, seq=entry.pro_seq, audience="pro")
        case _:
            return PriceChanged(
                room=room_of(entry),
                epoch=entry.epoch,
                seq=entry.pro_seq,
                at_ms=entry.at_ms,
                lot=rank,
                price_cents=told.price_cents,
                next_min_cents=told.next_min_cents,
                bids=told.bids,
                bidders=told.bidders,
                ends_at_ms=told.ends_at_ms,
                extended=told.extended,
                reserve_met=told.reserve_met,
                without_reserve=not picture.lots[rank].state.reserve_cents,
                leader_alias=lot_views.alias(told.leader_alias),
                leader_number=told.leader_alias or None,
            )
