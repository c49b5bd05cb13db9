"""List auctions: a dealer's with their figures, a pro's invitations with where it stands (domain 7.7, 7.15)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.json import Decoder

from server.auctions.auction import StockAuctionKind
from server.auctions.event import LotState, PrivateLot
from server.auctions.seeing import plain_totals
from server.kit.ids import AuctionId, EntityId, ProId
from server.kit.money import Cents
from server.kit.postgres import Pool
from server.kit.rows import Row
from server.protocol.lots import Party, Totals
from server.protocol.scalars import AuctionState
from server.rest.listing import Page, decode_cursor, page_of
from server.stock.margins import LotFigures, totals

SORTS: Mapping[str, str] = {"starts_at": "auction.starts_at", "ends_at": "auction.ends_at"}
# Cars named in a row's title.
TITLE_CARS_MAX = 3

SELECT = """
    SELECT auction.*, entity.name AS entity_name, point_of_sale.name AS point_of_sale_name,
        (SELECT array_agg(vehicle.make || ' ' || vehicle.model ORDER BY entered.lot, entered.position)
            FROM lot_vehicle entered JOIN vehicle ON vehicle.id = entered.vehicle_id
            WHERE entered.auction_id = auction.id) AS cars
    FROM auction JOIN entity ON entity.id = auction.entity_id
    JOIN point_of_sale ON point_of_sale.id = auction.point_of_sale_id
"""
FILTER = """
    ($1::uuid[] IS NULL OR auction.entity_id = ANY($1))
    AND ($2::uuid IS NULL OR EXISTS
        (SELECT FROM auction_invitation i WHERE i.auction_id = auction.id AND i.pro_id = $2)
        AND (auction.state IN ('closed', 'cancelled') OR EXISTS
            (SELECT FROM connection c WHERE c.entity_id = auction.entity_id AND c.pro_id = $2 AND c.ended_at IS NULL)))
    AND ($3::text[] IS NULL OR auction.state = ANY($3)) AND ($4::text IS NULL OR auction.kind = $4)
    AND auction.format = 'ascending'
"""

_private_lot: Decoder[PrivateLot] = Decoder(PrivateLot)


class AuctionFilter(Struct, frozen=True, kw_only=True):
    """Whose auctions: those of entities, or those a pro is invited to; one of both is given.

    A pro whose connection ended no longer sees what isn't over yet (domain 2.3).
    """

    entity_ids: Collection[EntityId] | None = None
    pro_id: ProId | None = None
    states: Collection[AuctionState] | None = None
    kind: StockAuctionKind | None = None


class AuctionRow(Struct, frozen=True, kw_only=True):
    """An auction in a dealer's list; `title` names its cars."""

    id: AuctionId
    number: int
    kind: StockAuctionKind
    state: AuctionState
    paused: bool
    entity: Party
    point_of_sale: Party
    starts_at: datetime
    ends_at: datetime
    lots: int
    vehicles: int
    title: str
    totals: Totals


class ProAuctionRow(Struct, frozen=True, kw_only=True):
    """An auction in a pro's list: in how many lots it leads, and in how many it was outbid."""

    id: AuctionId
    number: int
    kind: StockAuctionKind
    state: AuctionState
    paused: bool
    entity: Party
    point_of_sale: Party
    starts_at: datetime
    ends_at: datetime
    lots: int
    vehicles: int
    title: str
    starting_cents: int
    leading: int
    outbid: int


class _Lot(Struct, frozen=True, kw_only=True):
    """A lot of a listed auction as its last entry left it."""

    lot: int
    figures: LotFigures
    state: LotState | None


async def find_auctions(
    pool: Pool, wanted: AuctionFilter, *, sort: str, limit: int, cursor: str | None, margins: bool
) -> Page[AuctionRow]:
    """One page of a dealer's auctions; `sort` is one of `SORTS`, with "-" before it descending.

    Without `margins` nothing says what is earned (domain 1.6).
    """
    rows, total = await _rows(pool, wanted, sort=sort, limit=limit, cursor=cursor)
    lots = await _lots(pool, [row["id"] for row in rows])
    listed = [_dealer_row(row, lots[str(row["id"])], margins=margins) for row in rows]
    return page_of(listed, limit=limit, total=total, key=lambda row: _key(row.starts_at, row.ends_at, row.id, sort))


async def find_invitations(
    pool: Pool, wanted: AuctionFilter, *, sort: str, limit: int, cursor: str | None
) -> Page[ProAuctionRow]:
    """One page of the auctions a pro is invited to."""
    assert wanted.pro_id is not None
    rows, total = await _rows(pool, wanted, sort=sort, limit=limit, cursor=cursor)
    ids = [row["id"] for row in rows]
    lots = await _lots(pool, ids)
    acted = await pool.fetch(
        "SELECT DISTINCT auction_id::text, lot FROM ledger WHERE auction_id = ANY($1) AND pro_id = $2 AND lot > 0",
        ids,
        wanted.pro_id,
    )
    acted_lots: dict[str, set[int]] = defaultdict(set)
    for row in acted:
        acted_lots[row["auction_id"]].add(row["lot"])
    listed = [_pro_row(row, lots[str(row["id"])], acted_lots[str(row["id"])], wanted.pro_id) for row in rows]
    return page_of(listed, limit=limit, total=total, key=lambda row: _key(row.starts_at, row.ends_at, row.id, sort))


async def _rows(
    pool: Pool, wanted: AuctionFilter, *, sort: str, limit: int, cursor: str | None
) -> tuple[Sequence[Row], int]:
    descending = sort.startswith("-")
    column = SORTS[sort.removeprefix("-")]
    direction, comparison = ("DESC", "<") if descending else ("ASC", ">")
    after = decode_cursor(cursor)
    arguments = (
        None if wanted.entity_ids is None else list(wanted.entity_ids),
        wanted.pro_id,
        None if wanted.states is None else list(wanted.states),
        wanted.kind,
    )
    # The pieces put together are constants of this module; every value is an argument.
    rows = await pool.fetch(
        f"""
        {SELECT} WHERE {FILTER}
            AND ($5::text IS NULL OR ({column}, auction.id) {comparison} ($5::text::timestamptz, $6::uuid))
        ORDER BY {column} {direction}, auction.id {direction} LIMIT $7
        """,
        *arguments,
        None if after is None else after[0],
        None if after is None else after[1],
        limit + 1,
    )
    total = await pool.fetchval(f"SELECT count(*) FROM auction WHERE {FILTER}", *arguments)  # noqa: S608 — our own words only
    return rows, total or 0


async def _lots(pool: Pool, auction_ids: Sequence[object]) -> Mapping[str, list[_Lot]]:
    """The lots of these auctions with their last committed state."""
    rows = await pool.fetch(
        """
        SELECT lot.auction_id::text, lot.lot, lot.outcome, lot.starting_price_cents, lot.reserve_cents,
            cars.sale_price_cents, cars.real_margin_cents,
            (SELECT ledger.private FROM ledger WHERE ledger.auction_id = lot.auction_id AND ledger.lot = lot.lot
                ORDER BY ledger.seq DESC LIMIT 1) AS body
        FROM lot CROSS JOIN LATERAL (
            SELECT sum(entered.sale_price_cents)::bigint AS sale_price_cents,
                (sum(entered.real_margin_cents) - sum(spent.costs_cents))::bigint AS real_margin_cents
            FROM lot_vehicle entered CROSS JOIN LATERAL (
                SELECT coalesce(sum(cost.amount_cents), 0) AS costs_cents FROM vehicle_cost cost
                WHERE cost.vehicle_id = entered.vehicle_id) AS spent
            WHERE entered.auction_id = lot.auction_id AND entered.lot = lot.lot) AS cars
        WHERE lot.auction_id = ANY($1::uuid[]) ORDER BY lot.auction_id, lot.lot
        """,
        list(auction_ids),
    )
    found: dict[str, list[_Lot]] = defaultdict(list)
    for row in rows:
        state = None if row["body"] is None else _private_lot.decode(row["body"]).lot
        found[row["auction_id"]].append(_Lot(lot=row["lot"], figures=_figures(row, state), state=state))
    return found


def _figures(row: Row, state: LotState | None) -> LotFigures:
    return LotFigures(
        starting_price_cents=Cents(row["starting_price_cents"]),
        sale_price_cents=Cents(row["sale_price_cents"] or 0),
        real_margin_cents=Cents(row["real_margin_cents"] or 0),
        price_cents=state.price_cents if state and state.leader_pro and row["outcome"] != "sale_cancelled" else None,
        reserve_cents=row["reserve_cents"],
    )


def _dealer_row(row: Row, lots: Sequence[_Lot], *, margins: bool) -> AuctionRow:
    cars, summed = row["cars"] or [], totals(lot.figures for lot in lots)
    return AuctionRow(
        id=AuctionId(str(row["id"])),
        number=row["number"],
        kind=row["kind"],
        state=row["state"],
        paused=row["paused_at"] is not None,
        entity=_party(row, "entity"),
        point_of_sale=_party(row, "point_of_sale"),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        lots=len(lots),
        vehicles=len(cars),
        title=_title(cars),
        totals=summed if margins else plain_totals(summed, sealed=False),
    )


def _pro_row(row: Row, lots: Sequence[_Lot], acted: Collection[int], pro_id: ProId) -> ProAuctionRow:
    cars = row["cars"] or []
    leading = {lot.lot for lot in lots if lot.state is not None and lot.state.leader_pro == pro_id}
    return ProAuctionRow(
        id=AuctionId(str(row["id"])),
        number=row["number"],
        kind=row["kind"],
        state=row["state"],
        paused=row["paused_at"] is not None,
        entity=_party(row, "entity"),
        point_of_sale=_party(row, "point_of_sale"),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        lots=len(lots),
        vehicles=len(cars),
        title=_title(cars),
        starting_cents=sum(lot.figures.starting_price_cents for lot in lots),
        leading=len(leading),
        outbid=len(set(acted) - leading),
    )


def _party(row: Row, what: str) -> Party:
    return Party(id=str(row[f"{what}_id"]), name=row[f"{what}_name"])


def _title(cars: Sequence[str]) -> str:
    """The first cars by name, and how many more."""
    shown, more = ", ".join(cars[:TITLE_CARS_MAX]), len(cars) - TITLE_CARS_MAX
    return f"{shown} +{more}" if more > 0 else shown


def _key(starts_at: datetime, ends_at: datetime, id: AuctionId, sort: str) -> tuple[str, str]:
    return (starts_at if sort.endswith("starts_at") else ends_at).isoformat(), id
