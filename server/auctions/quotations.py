"""Tell a pro which prices it is asked for, and what it answered itself (`GET /my/quotations`, domain 4.6).

Nothing here hangs on what others said: after the end all a pro sees is that it is over.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from server.auctions import lot_views
from server.auctions.snapshots import Pictures, Watched
from server.kit import clock
from server.kit.ids import AuctionId, ProId
from server.kit.money import Cents
from server.protocol.lots import Party, Vehicle
from server.protocol.scalars import AuctionState, LotOutcome, Standing

# Ended ones stay on the page so long.
SHOWN_AFTER_END = timedelta(days=30)
QUOTATIONS_MAX = 100


class MyQuotation(Struct, frozen=True, kw_only=True):
    """A car the pro is asked to price; `standing` is none, quoted or declined. Incl. VAT."""

    auction_id: AuctionId
    number: int
    state: AuctionState
    paused: bool
    entity: Party
    point_of_sale: Party
    car: Vehicle
    comment: str | None
    starts_at_ms: int
    ends_at_ms: int
    standing: Standing
    my_quote_cents: Cents | None
    outcome: LotOutcome | None


async def my_quotations(pictures: Pictures, pro_id: ProId) -> list[MyQuotation]:
    """What the pro is asked now, the next to end first, then what it was asked lately.

    A pro whose connection ended is asked nothing any more (domain 2.3).
    """
    auctions = await _asked(pictures, pro_id, ended_after=clock.now() - SHOWN_AFTER_END)
    found = [_of_auction(await pictures.now(auction_id), pro_id) for auction_id in auctions]
    running = sorted((each for each in found if each.outcome is None), key=lambda each: each.ends_at_ms)
    over = sorted((each for each in found if each.outcome is not None), key=lambda each: -each.ends_at_ms)
    return [*running, *over]


async def _asked(pictures: Pictures, pro_id: ProId, *, ended_after: datetime) -> list[AuctionId]:
    rows = await pictures.pool.fetch(
        """
        SELECT auction.id::text FROM auction
        JOIN auction_invitation invitation ON invitation.auction_id = auction.id AND invitation.pro_id = $1
        WHERE auction.format = 'sealed' AND (auction.state IN ('closed', 'cancelled') AND auction.ends_at > $2
            OR auction.state IN ('scheduled', 'open') AND EXISTS (SELECT FROM connection
                WHERE connection.entity_id = auction.entity_id AND connection.pro_id = $1 AND ended_at IS NULL))
        ORDER BY auction.state = 'open' DESC, auction.ends_at DESC LIMIT $3
        """,
        pro_id,
        ended_after,
        QUOTATIONS_MAX,
    )
    return [AuctionId(row["id"]) for row in rows]


def _of_auction(watched: Watched, pro_id: ProId) -> MyQuotation:
    context, picture = watched.context, watched.picture
    lot = picture.lots.get(1)
    head, told = lot_views.head(context, picture), lot_views.public_lot(context, picture, 1)
    return MyQuotation(
        auction_id=context.id,
        number=context.number,
        state=head.state,
        paused=head.paused,
        entity=context.entity,
        point_of_sale=context.point_of_sale,
        car=context.lots[1].shown_vehicles[0],
        comment=context.comment,
        starts_at_ms=head.starts_at_ms,
        ends_at_ms=told.ends_at_ms,
        standing=lot_views.standing(lot, pro_id),
        my_quote_cents=lot.bid_of.get(pro_id) if lot else None,
        outcome=lot_views.outcome_of(context.lots[1], told),
    )
