"""Tell a pro where it stands in every auction it bids in (`GET /my/bids`)."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from server.auctions import lot_views
from server.auctions.lot_views import outcome_of, public_lot
from server.auctions.picture import LotPicture
from server.auctions.snapshots import Pictures, Watched
from server.kit import clock
from server.kit.ids import AuctionId, ProId
from server.kit.money import Cents
from server.protocol.lots import Party
from server.protocol.scalars import AuctionState, LotOutcome, Standing

# Ended auctions stay on the page so long.
SHOWN_AFTER_END = timedelta(days=30)
AUCTIONS_MAX = 100


class MyBid(Struct, frozen=True, kw_only=True):
    """A lot the pro has bid on; the first registration, the mileage and the energy are of its only car."""

    auction_id: AuctionId
    auction_number: int
    state: AuctionState
    entity: Party
    lot: int
    number: int
    title: str
    first_registration: date | None
    mileage_km: int | None
    mileage_guaranteed: bool
    energy: str | None
    standing: Standing
    my_bid_cents: Cents | None
    my_maximum_cents: Cents | None
    price_cents: Cents
    next_min_cents: Cents
    ends_at_ms: int
    outcome: LotOutcome | None


async def my_bids(pictures: Pictures, pro_id: ProId) -> list[MyBid]:
    """The lots the pro has bid on in running and lately ended auctions; the next to end first."""
    found = await _auctions_bid_in(pictures, pro_id, ended_after=clock.now() - SHOWN_AFTER_END)
    bids = [bid for auction_id in found for bid in _of_auction(await pictures.now(auction_id), pro_id)]
    return sorted(bids, key=lambda bid: (bid.outcome is not None, bid.ends_at_ms))


async def _auctions_bid_in(pictures: Pictures, pro_id: ProId, *, ended_after: datetime) -> list[AuctionId]:
    rows = await pictures.pool.fetch(
        """
        SELECT auction.id::text FROM auction
        JOIN auction_invitation invitation ON invitation.auction_id = auction.id AND invitation.pro_id = $1
        WHERE auction.format = 'ascending' AND (auction.state = 'open' OR auction.closed_at > $2)
            AND EXISTS (SELECT FROM ledger WHERE ledger.auction_id = auction.id AND ledger.pro_id = $1::text)
        ORDER BY auction.ends_at DESC LIMIT $3
        """,
        pro_id,
        ended_after,
        AUCTIONS_MAX,
    )
    return [AuctionId(row["id"]) for row in rows]


def _of_auction(watched: Watched, pro_id: ProId) -> list[MyBid]:
    lots = watched.picture.lots.items()
    return [_bid(watched, rank, lot, pro_id) for rank, lot in lots if pro_id in lot.said]


def _bid(watched: Watched, rank: int, lot: LotPicture, pro_id: ProId) -> MyBid:
    context, picture = watched.context, watched.picture
    cars = context.lots[rank].shown_vehicles
    only = cars[0] if len(cars) == 1 else None
    return MyBid(
        auction_id=context.id,
        auction_number=context.number,
        state=lot_views.wire_state(picture),
        entity=context.entity,
        lot=rank,
        number=context.lots[rank].number,
        title=", ".join(f"{car.make} {car.model}" for car in cars),
        first_registration=only.first_registration if only else None,
        mileage_km=only.mileage_km if only else None,
        mileage_guaranteed=only is not None and only.mileage_guaranteed,
        energy=only.energy if only else None,
        standing=lot_views.standing(lot, pro_id, sale_cancelled=context.lots[rank].sale_cancelled),
        my_bid_cents=lot.bid_of.get(pro_id),
        my_maximum_cents=lot_views.my_maximum(lot, pro_id),
        price_cents=lot.public.price_cents,
        next_min_cents=lot.public.next_min_cents,
        ends_at_ms=lot.public.ends_at_ms,
        outcome=outcome_of(context.lots[rank], public_lot(context, picture, rank)),
    )
