"""Read offers: lists and single ones, a dealer's by entity, a pro's own (domain 5.1)."""

from collections.abc import Collection

from msgspec import Struct

from server.kit import query
from server.kit.ids import AuctionId, EntityId, OfferId, ProId
from server.kit.postgres import Pool
from server.kit.rows import Row, struct
from server.offers import tables
from server.offers.offer import FromAuction, Offer, OfferLine, OfferState, OfferSummary
from server.protocol.lots import Party
from server.rest.listing import Page, decode_cursor, page_of

# A buyer reads its own name; its dealers read the name that the offer was made out to, and the one of today beside it.
SELECT = """
    SELECT offer.*, pro_name(offer.entity_id, offer.pro_id) AS name_today,
        coalesce(CASE WHEN fence_pro() IS NULL THEN known_as END, pro_name(offer.entity_id, offer.pro_id)) AS pro_name,
        auction.number AS auction_number, entity.name AS entity_name,
        point_of_sale.name AS point_of_sale_name,
        (SELECT count(*) FROM offer_line line WHERE line.offer_id = offer.id AND line.cancelled_reason IS NULL)
            AS lines
    FROM offer JOIN entity ON entity.id = offer.entity_id
    JOIN point_of_sale ON point_of_sale.id = offer.point_of_sale_id
    LEFT JOIN auction ON auction.id = offer.auction_id
"""
FILTER = """
    ($1::uuid[] IS NULL OR offer.entity_id = ANY($1)) AND ($2::uuid IS NULL OR offer.pro_id = $2)
    AND ($3::text IS NULL OR offer.state = $3) AND ($4::uuid IS NULL OR offer.auction_id = $4)
"""


class OfferFilter(Struct, frozen=True, kw_only=True):
    """Whose offers: those of entities, or those made out to a pro; one of both is given."""

    entity_ids: Collection[EntityId] | None = None
    pro_id: ProId | None = None
    state: OfferState | None = None
    auction_id: AuctionId | None = None


async def find_offers(pool: Pool, wanted: OfferFilter, *, limit: int, cursor: str | None) -> Page[OfferSummary]:
    """One page, newest first.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    assert wanted.entity_ids is not None or wanted.pro_id is not None
    after = decode_cursor(cursor)
    entity_ids = None if wanted.entity_ids is None else list(wanted.entity_ids)
    arguments = (entity_ids, wanted.pro_id, wanted.state, wanted.auction_id)
    rows = await pool.fetch(
        f"{SELECT} WHERE {FILTER} AND ($5::uuid IS NULL OR offer.id < $5) ORDER BY offer.id DESC LIMIT $6",
        *arguments,
        None if after is None else after[1],
        limit + 1,
    )
    total = await pool.fetchval(f"SELECT count(*) FROM offer WHERE {FILTER}", *arguments)  # noqa: S608 — our own words only
    found = [struct(_linked(row), OfferSummary) for row in rows]
    return page_of(found, limit=limit, total=total or 0, key=lambda offer: (None, offer.id))


async def find_offer(pool: Pool, offer_id: OfferId) -> Offer | None:
    """One offer with its lines, whoever asks: the caller checks whose it is."""
    row = await pool.fetchrow(f"{SELECT} WHERE offer.id = $1", offer_id)
    if row is None:
        return None
    line = tables.OfferLine
    its = line.select().where(line.offer_id == offer_id).order_by(line.position)
    return struct({**_linked(row), "lines": await query.fetch_all(pool, its, OfferLine)}, Offer)


def _linked(row: Row) -> Row:
    return {
        **row,
        "entity": _party(row, "entity"),
        "point_of_sale": _party(row, "point_of_sale"),
        "pro": row["pro_id"] and _party(row, "pro"),
        "pro_renamed": None if row["name_today"] == row["pro_name"] else row["name_today"],
        "auction": row["auction_id"]
        and FromAuction(id=AuctionId(str(row["auction_id"])), number=row["auction_number"]),
    }


def _party(row: Row, what: str) -> Party:
    return Party(id=str(row[f"{what}_id"]), name=row[f"{what}_name"])
