"""Tell what both audiences are told alike: the state of the whole auction, a voided bid. Pure.

`seq` is the position in the audience's own sequence.
"""

from collections.abc import Mapping
from typing import TypeAlias

from server.auctions import lot_views
from server.auctions.context import AuctionContext
from server.auctions.event import Kind
from server.auctions.picture import Picture
from server.ledger.entry import Entry
from server.protocol.events import AuctionCancelled, AuctionClosed, AuctionOpened, BidVoided, CountdownChanged
from server.protocol.rooms import auction_room
from server.protocol.scalars import Audience, CountdownReason

AuctionEvent: TypeAlias = AuctionOpened | AuctionClosed | AuctionCancelled | CountdownChanged

# What moves ends, stops the clock, or reminds of it.
CLOCK: Mapping[Kind, CountdownReason] = {
    Kind.AUCTION_PAUSED: "paused",
    Kind.AUCTION_RESUMED: "resumed",
    Kind.AUCTION_EXTENDED: "amended",
    Kind.AUCTION_ENDING_SOON: "ending_soon",
    Kind.RECOVERED: "recovery",
}


def room_of(entry: Entry) -> str:
    """The room in which the entry is told."""
    return auction_room(entry.auction_id)


def auction_event(
    context: AuctionContext, picture: Picture, entry: Entry, *, seq: int, audience: Audience
) -> AuctionEvent:
    """Whatever happened to the whole auction: its state and all its lots, absolute."""
    room, epoch, at_ms = room_of(entry), entry.epoch, entry.at_ms
    state, paused = lot_views.wire_state(picture), picture.state == "paused"
    paused_at_ms = lot_views.paused_at_ms(picture)
    lots = lot_views.lot_states(context, picture, audience=audience)
    match Kind(entry.kind):
        case Kind.AUCTION_CLOSED:
            return AuctionClosed(room=room, epoch=epoch, seq=seq, at_ms=at_ms, state=state, lots=lots)
        case Kind.AUCTION_CANCELLED:
            reason = picture.reason or None
            return AuctionCancelled(room=room, epoch=epoch, seq=seq, at_ms=at_ms, state=state, lots=lots, reason=reason)
        case kind if kind in CLOCK:
            return CountdownChanged(
                room=room,
                epoch=epoch,
                seq=seq,
                at_ms=at_ms,
                ends_at_ms=picture.ends_at_ms,
                lots=lots,
                paused=paused,
                paused_at_ms=paused_at_ms,
                why=CLOCK[kind],
            )
        case _:
            return AuctionOpened(
                room=room,
                epoch=epoch,
                seq=seq,
                at_ms=at_ms,
                state=state,
                paused=paused,
                paused_at_ms=paused_at_ms,
                lots=lots,
            )


def bid_voided(
    context: AuctionContext, picture: Picture, entry: Entry, *, rank: int, seq: int, audience: Audience
) -> BidVoided:
    """A manager took a bid back: the lot without it, and why."""
    told = lot_views.told_lot(context, picture, rank, audience=audience)
    return BidVoided(
        room=room_of(entry),
        epoch=entry.epoch,
        seq=seq,
        at_ms=entry.at_ms,
        lot=rank,
        price_cents=told.price_cents,
        next_min_cents=told.next_min_cents,
        bids=told.bids,
        bidders=told.bidders,
        reserve_met=told.reserve_met,
        why=picture.lots[rank].public.reason or "",
    )
