"""Keep an auction's row as its book says, whatever its format, in the transaction that commits: state, times, pause."""

from typing import assert_never

from server.auctions.event import Kind, PrivateAuction
from server.kit import clock
from server.kit.postgres import Connection
from server.ledger.entry import Entry

# The book's clock says when it really starts and ends, and whether it stands still.
TIMES = "UPDATE auction SET starts_at = $2, ends_at = $3, paused_at = $4 WHERE id = $1"
OPEN = "UPDATE auction SET state = 'open' WHERE id = $1"
CLOSE = "UPDATE auction SET state = 'closed', closed_at = $2, paused_at = NULL WHERE id = $1"
CANCEL = "UPDATE auction SET state = 'cancelled', cancelled_reason = $2, paused_at = NULL WHERE id = $1"
CANCEL_LOTS = "UPDATE lot SET outcome = 'cancelled', closed_at = $2 WHERE auction_id = $1 AND outcome IS NULL"


async def follow(connection: Connection, entry: Entry, body: PrivateAuction) -> None:
    """Write what an accepted entry about a whole auction changed of its row."""
    auction_id, at = entry.auction_id, clock.from_ms(entry.at_ms)
    match kind := Kind(entry.kind):
        case Kind.AUCTION_OPENED:
            await connection.execute(OPEN, auction_id)
            await _keep_time(connection, entry, body)
        case Kind.AUCTION_CLOSED:
            await connection.execute(CLOSE, auction_id, at)
        case Kind.AUCTION_CANCELLED:
            await connection.execute(CANCEL, auction_id, body.reason or None)
            await connection.execute(CANCEL_LOTS, auction_id, at)
        case Kind.AUCTION_ENDING_SOON:
            pass
        case (
            Kind.AUCTION_SCHEDULED | Kind.AUCTION_EXTENDED | Kind.AUCTION_PAUSED | Kind.AUCTION_RESUMED | Kind.RECOVERED
        ):
            await _keep_time(connection, entry, body)
        case (
            Kind.BID_PLACED
            | Kind.MAXIMUM_SET
            | Kind.MAXIMUM_CANCELLED
            | Kind.QUOTE_RECEIVED
            | Kind.QUOTE_DECLINED
            | Kind.LOT_CLOSED
            | Kind.RESERVE_LOWERED
            | Kind.BID_VOIDED
        ):
            raise AssertionError(f"{kind} is about a lot")
        case _ as never:
            assert_never(never)


async def _keep_time(connection: Connection, entry: Entry, body: PrivateAuction) -> None:
    state = body.auction
    await connection.execute(
        TIMES,
        entry.auction_id,
        clock.from_ms(state.starts_at_ms),
        clock.from_ms(state.ends_at_ms),
        clock.from_ms(state.paused_at_ms) if state.paused_at_ms else None,
    )
