"""Read trade-ins: the list of a dealer, and one with every round in which pros were asked (domain 4.6, 4.11)."""

from collections.abc import Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace

from server.accounts.principal import DealerUser
from server.accounts.rights import may_validate
from server.auctions.lot_views import wire_state
from server.auctions.picture import LotPicture
from server.auctions.snapshots import Pictures, Watched
from server.kit import query
from server.kit.ids import AuctionId, EntityId, ProId, QuoteId, TradeInId, UserId
from server.kit.postgres import Pool
from server.kit.rows import Row, struct
from server.protocol.lots import Party
from server.rest.listing import Page, decode_cursor, page_of
from server.stock.photos.photo import photos_of
from server.stock.vehicle import PHOTO_URL
from server.tradeins import tables
from server.tradeins.condition import defects_of
from server.tradeins.trade_in import Answer, AnswerStatus, Quotation, TradeIn, TradeInRow, TradeInState

SELECT = """
    SELECT trade_in.*, entity.name AS entity_name, point_of_sale.name AS point_of_sale_name,
        account.name AS created_by_name, newest.auction_id, auction.ends_at, best.amount_cents AS best_cents,
        (SELECT key FROM photo WHERE subject_kind = 'trade_in' AND subject_id = trade_in.id AND state = 'ready'
            AND defect_id IS NULL ORDER BY position, id LIMIT 1) AS photo_key
    FROM trade_in JOIN entity ON entity.id = trade_in.entity_id
    JOIN point_of_sale ON point_of_sale.id = trade_in.point_of_sale_id
    JOIN dealer_user ON dealer_user.id = trade_in.created_by JOIN account ON account.id = dealer_user.account_id
    LEFT JOIN LATERAL (SELECT auction_id FROM quotation WHERE trade_in_id = trade_in.id ORDER BY round DESC LIMIT 1)
        AS newest ON true
    LEFT JOIN auction ON auction.id = newest.auction_id
    LEFT JOIN quote best ON best.auction_id = newest.auction_id AND best.selected
"""
FILTER = "trade_in.entity_id = ANY($1::uuid[]) AND ($2::text[] IS NULL OR trade_in.state = ANY($2))"


class TradeInFilter(Struct, frozen=True, kw_only=True):
    """Whose trade-ins, in which states."""

    entity_ids: Collection[EntityId]
    states: Collection[TradeInState] | None = None


async def find_trade_ins(
    pool: Pool, user: DealerUser, wanted: TradeInFilter, *, limit: int, cursor: str | None
) -> Page[TradeInRow]:
    """One page, newest first, as this user may see it.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    arguments = (list(wanted.entity_ids), None if wanted.states is None else list(wanted.states))
    rows = await pool.fetch(
        f"{SELECT} WHERE {FILTER} AND ($3::uuid IS NULL OR trade_in.id < $3) ORDER BY trade_in.id DESC LIMIT $4",
        *arguments,
        None if after is None else after[1],
        limit + 1,
    )
    total = await pool.fetchval(f"SELECT count(*) FROM trade_in WHERE {FILTER}", *arguments)  # noqa: S608 — our own words only
    found = [_row(row, user) for row in rows]
    return page_of(found, limit=limit, total=total or 0, key=lambda row: (None, row.id))


class KeptQuote(Struct, frozen=True):
    """What a pro's last price became when the quotation ended."""

    id: QuoteId
    pro_id: ProId
    selected: bool


class Round(Struct, frozen=True):
    """A round of a trade-in, and the auction in which pros are asked."""

    round: int
    auction_id: AuctionId


async def find_trade_in(
    pictures: Pictures, user: DealerUser, trade_in_id: TradeInId
) -> tuple[EntityId, TradeIn] | None:
    """One trade-in as this user finds it, and whose it is: the caller checks the entity."""
    row = await pictures.pool.fetchrow(f"{SELECT} WHERE trade_in.id = $1", trade_in_id)
    if row is None:
        return None
    rounds = tables.Quotation.select().where(tables.Quotation.trade_in_id == trade_in_id)
    newest = rounds.order_by(tables.Quotation.round, ascending=False)
    asked = [
        await _quotation(pictures, each.auction_id, each.round)
        for each in await query.fetch_all(pictures.pool, newest, Round)
    ]
    may_ask = may_validate(user, requester_id=UserId(str(row["created_by"])))
    asked = asked if may_ask else [_unpriced(quotation) for quotation in asked]
    found = {
        **_linked(row),
        "may_ask": may_ask,
        "defects": await defects_of(pictures.pool, trade_in_id),
        "photos": await photos_of(pictures.pool, "trade_in", trade_in_id),
        "quotation": asked[0] if asked else None,
        "earlier": tuple(asked[1:]),
    }
    return EntityId(str(row["entity_id"])), struct(found, TradeIn)


def _row(row: Row, user: DealerUser) -> TradeInRow:
    priced = may_validate(user, requester_id=UserId(str(row["created_by"])))
    return struct({**_linked(row), "best_cents": row["best_cents"] if priced else None}, TradeInRow)


def _unpriced(quotation: Quotation) -> Quotation:
    """Who answered, but not what, for those who may not validate the trade-in (domain 1.2)."""
    answers = tuple(replace(answer, amount_cents=None, selected=False) for answer in quotation.answers)
    return replace(quotation, best_cents=None, best_pro=None, answers=answers)


async def _quotation(pictures: Pictures, auction_id: AuctionId, round_: int) -> Quotation:
    watched = await pictures.now(auction_id)
    context, picture = watched.context, watched.picture
    lot = picture.lots.get(1)
    leader = lot.state.leader_pro if lot else None
    answers = _answers(watched, lot, await _kept(pictures.pool, auction_id))
    return Quotation(
        auction_id=auction_id,
        number=context.number,
        round=round_,
        state=wire_state(picture),
        paused=picture.state == "paused",
        epoch=picture.epoch,
        seq=picture.seq,
        starts_at_ms=picture.starts_at_ms or context.starts_at_ms,
        ends_at_ms=picture.ends_at_ms or context.ends_at_ms,
        comment_for_pros=context.comment or "",
        invited=len(answers),
        answered=sum(answer.status != "invited" for answer in answers),
        declined=sum(answer.status == "declined" for answer in answers),
        best_cents=lot.state.price_cents if lot and leader else None,
        best_pro=context.pro(leader) if leader else None,
        answers=answers,
    )


async def _kept(pool: Pool, auction_id: AuctionId) -> Mapping[ProId, KeptQuote]:
    quote = tables.Quote
    theirs = quote.select(quote.id, quote.pro_id, quote.selected).where(quote.auction_id == auction_id)
    return {kept.pro_id: kept for kept in await query.fetch_all(pool, theirs, KeptQuote)}


def _answers(watched: Watched, lot: LotPicture | None, kept: Mapping[ProId, KeptQuote]) -> tuple[Answer, ...]:
    """Every invited pro by name."""
    said = lot.said if lot else {}
    answers: list[Answer] = []
    for pro_id, pro in watched.context.pros.items():
        last = said[pro_id][-1] if pro_id in said else None
        status: AnswerStatus = "invited" if last is None else "declined" if last.amount_cents is None else "quoted"
        quote = kept.get(pro_id)
        answers.append(
            Answer(
                pro=pro,
                status=status,
                amount_cents=last.amount_cents if last else None,
                at_ms=last.at_ms if last else None,
                quote_id=quote.id if quote else None,
                selected=bool(quote and quote.selected),
            )
        )
    return tuple(answers)


def _linked(row: Row) -> Row:
    return {
        **row,
        "photo": row["photo_key"] and PHOTO_URL.format(key=row["photo_key"], size="thumb"),
        "entity": Party(id=str(row["entity_id"]), name=row["entity_name"]),
        "point_of_sale": Party(id=str(row["point_of_sale_id"]), name=row["point_of_sale_name"]),
        "created_by": Party(id=str(row["created_by"]), name=row["created_by_name"]),
    }
