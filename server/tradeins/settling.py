"""Draw the consequences of a sealed auction, in the transaction that commits them (domain 4.6, 4.7).

Registered in `workers` for the format `sealed`. At the end the highest quote is selected, of equal ones the earliest:
the book's leader. What comes of it is a manager's to decide.
"""

from server.auctions.event import Act, Kind, LotState, PrivateAuction, PrivateLot
from server.auctions.following import follow
from server.auctions.live_updates import desk_changed
from server.auctions.picture import read_body
from server.kit import clock
from server.kit.ids import EntityId, QuoteId, TradeInId, new_id
from server.kit.postgres import Connection
from server.ledger.entry import Entry
from server.notifications.live_updates import publish, row_changed
from server.tradeins import notifying
from server.tradeins.trade_in import TradeInState

END_LOT = """
UPDATE lot SET outcome = 'ended', price_cents = $2, winner_pro_id = $3, winner_member_id = $4, closed_at = $5
WHERE auction_id = $1 AND lot = 1
"""
KEEP_QUOTES = """
INSERT INTO quote (id, auction_id, pro_id, amount_cents, given_at, selected)
SELECT id, $2, pro_id, amount_cents, given_at, pro_id IS NOT DISTINCT FROM $6::uuid
FROM unnest($1::uuid[], $3::uuid[], $4::bigint[], $5::timestamptz[]) AS said (id, pro_id, amount_cents, given_at)
"""
MOVE = """
UPDATE trade_in SET state = $2, version = version + 1 FROM quotation
WHERE quotation.trade_in_id = trade_in.id AND quotation.auction_id = $1
RETURNING trade_in.id::text, trade_in.entity_id::text
"""


async def settle(connection: Connection, entry: Entry) -> None:
    """Write down what an accepted entry of a quotation, other than an answer, brings about."""
    match read_body(entry):
        case PrivateAuction() as body:
            await _settle_auction(connection, entry, body)
        case PrivateLot() as body if entry.kind == Kind.LOT_CLOSED:
            await _settle_lot(connection, entry, body.lot)
        case PrivateLot(voided=Act() as voided) as body:
            await notifying.voided(connection, entry, voided, reason=body.reason)
        case PrivateLot():
            pass


async def _settle_auction(connection: Connection, entry: Entry, body: PrivateAuction) -> None:
    await follow(connection, entry, body)
    match Kind(entry.kind):
        case Kind.AUCTION_OPENED:
            await notifying.opened(connection, entry, body.auction)
        case Kind.AUCTION_ENDING_SOON:
            await notifying.ending_soon(connection, entry, body.auction)
        case Kind.AUCTION_CLOSED:
            (lot,) = body.lots
            await _move(connection, entry, "quoted" if lot.leader_pro else "not_quoted")
            await notifying.closed(connection, entry, body.auction, lot)
        case Kind.AUCTION_CANCELLED:
            await _move(connection, entry, "draft")
            await notifying.cancelled(connection, entry, reason=body.reason)
        case _:
            pass
    await desk_changed(connection, entry.auction_id, at=clock.from_ms(entry.at_ms))


async def _settle_lot(connection: Connection, entry: Entry, lot: LotState) -> None:
    best = lot.leader_pro or None
    at = clock.from_ms(entry.at_ms)
    await connection.execute(
        END_LOT, entry.auction_id, lot.price_cents if best else None, best, lot.leader_member or None, at
    )
    said = list((await notifying.said(connection, entry.auction_id)).items())
    await connection.execute(
        KEEP_QUOTES,
        [QuoteId(new_id()) for _ in said],
        entry.auction_id,
        [pro for pro, _ in said],
        [stand.amount_cents for _, stand in said],
        [clock.from_ms(stand.at_ms) for _, stand in said],
        best,
    )


async def _move(connection: Connection, entry: Entry, state: TradeInState) -> None:
    row = await connection.fetchrow(MOVE, entry.auction_id, state)
    assert row is not None, f"quotation {entry.auction_id} has no trade-in"
    entity_id, trade_in_id = EntityId(row["entity_id"]), TradeInId(row["id"])
    changed = row_changed(entity_id, kind="trade_in", id=trade_in_id, summary={"state": state}, at_ms=entry.at_ms)
    await publish(connection, changed)
