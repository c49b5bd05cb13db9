"""Load the books of a partition from the ledger, after Valkey may have forgotten some (architecture "The idea")."""

from collections.abc import Sequence
from typing import cast

from server.auctions.book import OrderBook
from server.auctions.history import BookState, advance, begin, remember
from server.auctions.limiting import read_limits_of, read_won
from server.kit.ids import AuctionId
from server.kit.lane import Lane
from server.kit.postgres import Connection
from server.ledger.fencing import Lost
from server.ledger.reading import answered, history

LIVE = "SELECT id::text FROM auction WHERE partition = $1 AND state IN ('scheduled', 'open') ORDER BY id"


async def recover_books(connection: Connection, lane: Lane, lost: Lost) -> None:
    """Load every auction of the partition that isn't over; each one's ends move by the time its bidders lost.

    Raises:
        BookUnavailableError, RefusedError: Valkey is lost again.
        BrokenHistoryError: the ledger itself makes no sense.

    """
    await load_auctions(
        connection, lane, lost, [AuctionId(row[0]) for row in await connection.fetch(LIVE, lost.partition)]
    )


async def load_auctions(connection: Connection, lane: Lane, lost: Lost, auctions: Sequence[AuctionId]) -> None:
    """Load these, with what was won and the limits of the partition."""
    states = [state for auction_id in auctions if (state := await read_state(connection, auction_id))]
    seconds, microseconds = cast("tuple[bytes, bytes]", await lane.call("TIME"))
    now_ms = int(seconds) * 1_000 + int(microseconds) // 1_000
    await OrderBook(lane.call).load(
        lost.partition,
        epoch=lost.epoch,
        last_journal_id=lost.last_journal_id,
        alive_ms=now_ms - lost.lost_ms,
        states=[state for state in states if not state.is_over],
        won=await read_won(connection, lost.partition),
        limits=await read_limits_of(connection, lost.partition),
    )


async def read_state(connection: Connection, auction_id: AuctionId) -> BookState | None:
    """What the ledger knows of an auction, refusals among its answers; None when its book never was opened."""
    state: BookState | None = None
    async for page in history(connection, auction_id):
        for entry in page:
            state = advance(state, entry) if state else begin(entry)
    if state is None:
        return None
    for entry in await answered(connection, auction_id):
        remember(state, entry)
    return state
