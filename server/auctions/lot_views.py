"""Show lots and whole auctions as their audience may see them (domain 7.6, 7.7). Pure.

Functions for pros read public bodies and the pro's own part only; the Structs of the wire have no place for more.
"""

from collections.abc import Collection, Mapping
from typing import assert_never

from msgspec.structs import replace

from server.auctions.context import AuctionContext, LotContext
from server.auctions.event import LotOutcome as BookOutcome
from server.auctions.event import PublicLot
from server.auctions.move_views import alias, dealer_row, pro_rows
from server.auctions.picture import HISTORY_MAX, LotPicture, Picture
from server.kit.ids import ProId
from server.kit.money import Cents
from server.protocol.lots import (
    DealerLot,
    LotState,
    Margin,
    ProLot,
    QuoteRow,
    Totals,
)
from server.protocol.scalars import AuctionState, Audience, LotOutcome, Standing
from server.protocol.snapshots import AuctionHead, DealerSnapshot, ProSnapshot
from server.stock.margins import LotFigures, margin_of_lot
from server.stock.margins import totals as sum_up

# A cancelled auction's lots have no outcome: its state says it all. Of a sealed lot nobody is told more than its end.
OUTCOMES: Mapping[BookOutcome, LotOutcome | None] = {
    "": None,
    "sold": "sold",
    "reserve_not_met": "reserve_not_met",
    "no_bid": "no_bid",
    "cancelled": None,
    "ended": "ended",
}


def head(context: AuctionContext, picture: Picture) -> AuctionHead:
    """What holds for all lots, alike for both audiences."""
    return AuctionHead(
        id=context.id,
        number=context.number,
        format=context.format,
        kind=context.kind,
        state=wire_state(picture),
        paused=picture.state == "paused",
        paused_at_ms=paused_at_ms(picture),
        starts_at_ms=picture.starts_at_ms or context.starts_at_ms,
        ends_at_ms=picture.ends_at_ms or context.ends_at_ms,
        minimum_raise_cents=context.minimum_raise_cents,
        soft_close=context.soft_close,
        entity=context.entity,
        point_of_sale=context.point_of_sale,
        comment=context.comment,
    )


def paused_at_ms(picture: Picture) -> int | None:
    """Where the clock of a paused auction stands; None while it runs."""
    return picture.paused_at_ms if picture.state == "paused" else None


def wire_state(picture: Picture) -> AuctionState:
    """The auction's state; a paused one is open."""
    return "open" if picture.state == "paused" else picture.state


def dealer_snapshot(context: AuctionContext, picture: Picture) -> DealerSnapshot:
    """The auction with everything its seller may see."""
    return DealerSnapshot(
        epoch=picture.epoch,
        seq=picture.seq,
        auction=head(context, picture),
        lots=tuple(dealer_lot(context, picture, rank) for rank in sorted(context.lots)),
        totals=totals(context, picture),
        pros=tuple(context.pros.values()),
    )


def pro_snapshot(
    context: AuctionContext, picture: Picture, pro_id: ProId, *, only: Collection[int] | None = None
) -> ProSnapshot:
    """The auction as this invited pro sees it, or `only` these lots of it."""
    return ProSnapshot(
        epoch=picture.epoch,
        seq=picture.pro_seq,
        auction=head(context, picture),
        lots=tuple(_pro_lot(context, picture, rank, pro_id) for rank in sorted(context.lots if only is None else only)),
        my_number=picture.number_of.get(pro_id),
    )


def margin(context: AuctionContext, picture: Picture, rank: int) -> Margin:
    """What the lot earns at its price."""
    return margin_of_lot(_figures(context.lots[rank], picture.lots.get(rank)))


def totals(context: AuctionContext, picture: Picture) -> Totals:
    """The auction's sums (domain 7.7)."""
    return sum_up(_figures(lot, picture.lots.get(rank)) for rank, lot in context.lots.items())


def lot_states(context: AuctionContext, picture: Picture, *, audience: Audience) -> tuple[LotState, ...]:
    """The state of every lot, as this side may know it."""
    return tuple(_lot_state(told_lot(context, picture, rank, audience=audience)) for rank in sorted(context.lots))


def told_lot(context: AuctionContext, picture: Picture, rank: int, *, audience: Audience) -> PublicLot:
    """What this side is told of the lot: dealers know the best of sealed quotes, pros nothing that hangs on them."""
    told, known = public_lot(context, picture, rank), picture.lots.get(rank)
    if audience == "pro" or known is None or not known.sealed:
        return told
    return replace(told, price_cents=known.state.price_cents)


def standing(lot: LotPicture | None, pro_id: ProId, *, sale_cancelled: bool = False) -> Standing:
    """Where the pro stands in the lot, and how it ended for it; in a sealed one what it said itself (domain 7.8, 4.6).

    `sale_cancelled`: the lot was sold, and its sale taken back since.
    """
    if lot is None or pro_id not in lot.said:
        return "none"
    if lot.sealed:
        return "declined" if lot.said[pro_id][-1].amount_cents is None else "quoted"
    leads = lot.state.leader_pro == pro_id
    match lot.state.outcome:
        case "":
            if not leads:
                return "outbid"
            return "leading" if lot.public.reserve_met else "leading_below_reserve"
        case "sold":
            if not leads:
                return "lost"
            return "sale_cancelled" if sale_cancelled else "won"
        case "reserve_not_met":
            return "highest_below_reserve" if leads else "lost"
        case "cancelled":
            return "auction_cancelled"
        case "no_bid" | "ended":
            return "lost"
        case _ as never:
            assert_never(never)


def public_lot(context: AuctionContext, picture: Picture, rank: int) -> PublicLot:
    """The lot's public body, or what it is before the book knows the auction."""
    known = picture.lots.get(rank)
    if known is not None:
        return known.public
    return PublicLot(
        lot=rank,
        price_cents=Cents(0),
        next_min_cents=context.lots[rank].starting_price_cents,
        bids=0,
        bidders=0,
        ends_at_ms=context.ends_at_ms,
        extended=False,
        reserve_met=False,
        leader_alias=0,
        outcome="",
    )


def outcome_of(lot: LotContext, told: PublicLot) -> LotOutcome | None:
    """The lot's outcome, None while it runs; a sale may be cancelled later (domain 7.9)."""
    return "sale_cancelled" if lot.sale_cancelled else OUTCOMES[told.outcome]


def dealer_lot(context: AuctionContext, picture: Picture, rank: int) -> DealerLot:
    """The lot with names, reserve and margin, or with everybody's quote."""
    lot, known, told = context.lots[rank], picture.lots.get(rank), told_lot(context, picture, rank, audience="dealer")
    outcome, sealed = outcome_of(lot, told), context.format == "sealed"
    leader = context.pro(known.state.leader_pro) if known and known.state.leader_pro else None
    return DealerLot(
        lot=rank,
        number=lot.number,
        vehicles=lot.vehicles,
        starting_price_cents=lot.starting_price_cents,
        price_cents=told.price_cents,
        next_min_cents=told.next_min_cents,
        bids=told.bids,
        bidders=told.bidders,
        ends_at_ms=told.ends_at_ms,
        extended=told.extended,
        reserve_met=told.reserve_met,
        reserve_cents=_reserve(lot, known),
        leader=None if sealed else leader,
        margin=margin(context, picture, rank),
        outcome=outcome,
        winner=leader if known and known.state.outcome == "sold" else None,
        offer_id=lot.offer_id,
        history=tuple(dealer_row(context, step) for step in known.steps[:HISTORY_MAX]) if known else (),
        invited=picture.invited if sealed else None,
        answered=picture.answered if sealed else None,
        quotes=_quotes(context, known) if sealed else None,
    )


def _quotes(context: AuctionContext, known: LotPicture | None) -> tuple[QuoteRow, ...]:
    """What each pro said last, newest first."""
    said = known.said if known else {}
    return tuple(
        QuoteRow(pro=context.pro(pro), at_ms=stands[-1].at_ms, amount_cents=stands[-1].amount_cents)
        for pro, stands in reversed(said.items())
    )


def _pro_lot(context: AuctionContext, picture: Picture, rank: int, pro_id: ProId) -> ProLot:
    lot, known, told = context.lots[rank], picture.lots.get(rank), public_lot(context, picture, rank)
    return ProLot(
        lot=rank,
        number=lot.number,
        vehicles=lot.shown_vehicles,
        starting_price_cents=lot.starting_price_cents,
        price_cents=told.price_cents,
        next_min_cents=told.next_min_cents,
        bids=told.bids,
        bidders=told.bidders,
        ends_at_ms=told.ends_at_ms,
        extended=told.extended,
        reserve_met=told.reserve_met,
        without_reserve=context.format == "ascending" and not _reserve(lot, known),
        leader_alias=alias(told.leader_alias),
        leader_number=told.leader_alias or None,
        outcome=outcome_of(lot, told),
        history=pro_rows(known.steps) if known else (),
        standing=standing(known, pro_id, sale_cancelled=lot.sale_cancelled),
        my_bid_cents=known.bid_of.get(pro_id) if known else None,
        my_maximum_cents=my_maximum(known, pro_id),
    )


def my_maximum(lot: LotPicture | None, pro_id: ProId) -> Cents | None:
    """The pro's own standing maximum, where it leads by one (domain 7.10)."""
    if lot is None or lot.sealed or lot.state.leader_pro != pro_id:
        return None
    if lot.state.leader_maximum_cents <= lot.state.price_cents:
        return None
    return lot.state.leader_maximum_cents


def _reserve(lot: LotContext, known: LotPicture | None) -> Cents | None:
    return lot.reserve_cents if known is None else known.state.reserve_cents or None


def _figures(lot: LotContext, known: LotPicture | None) -> LotFigures:
    """An offer whose sale was cancelled counts no more than one that never was (domain 7.9)."""
    offered = known is not None and not known.sealed and known.state.leader_pro and not lot.sale_cancelled
    return LotFigures(
        starting_price_cents=lot.starting_price_cents,
        sale_price_cents=lot.sale_price_cents,
        real_margin_cents=lot.real_margin_cents,
        price_cents=known.state.price_cents if known and offered else None,
        reserve_cents=_reserve(lot, known),
    )


def _lot_state(told: PublicLot) -> LotState:
    return LotState(
        lot=told.lot,
        price_cents=told.price_cents,
        next_min_cents=told.next_min_cents,
        bids=told.bids,
        ends_at_ms=told.ends_at_ms,
        reserve_met=told.reserve_met,
        outcome=OUTCOMES[told.outcome],
    )
