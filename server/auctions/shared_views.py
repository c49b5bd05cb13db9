"""Tell what both audiences are told alike: the state of the whole auction, a voided bid. Pure.

`seq` is the position in the audience's own sequence.
"""

from server.auctions import lot_views
from server.auctions.context import AuctionContext
from server.auctions.event import Kind
from server.auctions.picture import Picture
from server.ledger.entry import Entry
from server.protocol.events import AuctionCancelled, AuctionClosed, AuctionOpened, BidVoided


def room_of(entry: Entry) -> str:
    """The room in which the entry is told."""
    return f"auction:{entry.auction_id}"


def auction_event(
    context: AuctionContext, picture: Picture, entry: Entry, *, seq: int
) -> AuctionOpened | AuctionClosed | AuctionCancelled:
    """Whatever happened to the whole auction: its state and all its lots, absolute."""
    room, state = room_of(entry), lot_views.wire_state(picture)
    lots = lot_views.lot_states(context, picture)
    match Kind(entry.kind):
        case Kind.AUCTION_CLOSED:
            return AuctionClosed(room=room, epoch=entry.epoch, seq=seq, at_ms=entry.at_ms, state=state, lots=lots)
        case Kind.AUCTION_CANCELLED:
            return AuctionCancelled(
                room=room,
                epoch=entry.epoch,
                seq=seq,
                at_ms=entry.at_ms,
                state=state,
                lots=lots,
                reason=picture.reason or None,
            )
        case _:
            return AuctionOpened(room=room, epoch=entry.epoch, seq=seq, at_ms=entry.at_ms, state=state, lots=lots)


def bid_voided(picture: Picture, entry: Entry, *, rank: int, seq: int) -> BidVoided:
    """A manager took a bid back: the lot without it, and why."""
    told = picture.lots[rank].public
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
        why=told.reason,
    )
