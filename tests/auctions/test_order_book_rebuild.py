"""A book may vanish at any time: folded from its journal it answers as before, and nobody lost time (invariant I11)."""

from dataclasses import replace

import pytest
from msgspec import structs

from server.auctions.book import BookMissingError, BookUnavailableError, OrderBook
from server.auctions.event import Kind
from server.auctions.history import BrokenHistoryError, advance, begin, fold
from server.embedded.valkey import ValkeyServer
from server.kit.ids import AuctionId
from server.kit.lane import Lane
from tests.auctions.desk import FAR_MS, PARTITION, TAG, a_definition, a_lot, written
from tests.auctions.orders import Order
from tests.auctions.pair import Pair

TWO = AuctionId("auction-2")


def an_evening(pair: Pair) -> Order:
    """Two auctions with all that a book can remember, still open; one of its commands."""
    pair.open(lots=(a_lot(100_000, 300_000), a_lot()), limits={"A": None, "B": 900_000, "C": None}, reminder_ms=1_000)
    sealed = a_definition(format="sealed", lots=(a_lot(0),))
    pair.compare(pair.order("open_auction", auction=TWO, lot=0, definition=sealed))
    pair.compare(pair.order("quote", "A", auction=TWO, amount_cents=400_000))
    pair.compare(pair.order("decline", "B", auction=TWO))
    pair.maximum("A", 350_000)
    pair.bid("B", 310_000)
    voided = pair.order("place_bid", "C", amount_cents=500_000)
    pair.compare(voided)
    pair.manage("void", 1, command_id=voided.id, reason="error")
    pair.bid("B", 100_000, lot=2)
    pair.bid("A", 1)
    return voided


@pytest.mark.parametrize("wiped", [True, False])
def test_a_rebuilt_book_is_the_book_and_goes_on(pair: Pair, *, wiped: bool) -> None:
    order = an_evening(pair)
    pair.rebuild(wiped=wiped)
    assert pair.compare(order).repeated
    assert pair.bid("C", 330_000).accepted
    assert pair.compare(replace(pair.order("place_bid", "B", amount_cents=900_000), epoch=1)).status == "stale_epoch"
    pair.rebuild(wiped=wiped)
    pair.compare(pair.order("quote", "C", auction=TWO, amount_cents=400_000))
    assert written(pair.journal[-2]).kind == Kind.LOT_CLOSED


def test_bidders_get_the_time_back_that_the_book_was_away(pair: Pair) -> None:
    alive_ms = pair.now()
    pair.open(starts_at_ms=alive_ms - 10_000)
    ends = pair.lot().ends_at_ms
    pair.rebuild(alive_ms=alive_ms - 5_000)
    assert pair.lot().ends_at_ms == ends + pair.journal[-1].at_ms - alive_ms + 5_000
    assert pair.auction().ends_at_ms == pair.lot().ends_at_ms


def test_a_paused_auction_waits_as_it_was(pair: Pair) -> None:
    pair.open()
    ends = pair.lot().ends_at_ms
    pair.manage("pause")
    pair.rebuild(alive_ms=pair.now() - 5_000)
    assert (pair.auction().state, pair.lot().ends_at_ms) == ("paused", ends)
    pair.manage("resume")
    assert pair.lot().ends_at_ms > ends


def test_an_auction_that_should_have_started_meanwhile_keeps_its_duration(pair: Pair) -> None:
    starts = pair.now() + 50
    pair.open(starts_at_ms=starts)
    while pair.now() <= starts:
        pass
    pair.rebuild(alive_ms=starts - 40)
    recovered_ms = pair.journal[-1].at_ms
    pair.tick()
    assert pair.lot().ends_at_ms == recovered_ms + FAR_MS


def test_a_coming_auction_is_not_moved(pair: Pair) -> None:
    pair.open(starts_at_ms=pair.now() + FAR_MS)
    ends = pair.lot().ends_at_ms
    pair.rebuild(alive_ms=pair.now() - 5_000)
    assert pair.lot().ends_at_ms == ends


def test_what_ended_before_the_book_went_away_ends_now(pair: Pair) -> None:
    alive_ms = pair.now()
    pair.open(starts_at_ms=alive_ms - FAR_MS - 1_000, lots=(a_lot(), a_lot()))
    pair.rebuild(alive_ms=alive_ms)
    assert pair.tick().fired == 2


def test_an_older_copy_forgets_what_the_ledger_does_not_know(pair: Pair) -> None:
    an_evening(pair)
    del pair.oracle.auctions[TWO]
    pair.journal = [entry for entry in pair.journal if entry.auction_id != TWO]
    pair.rebuild(wiped=False, unknown={TWO})
    assert set(pair.dump().auctions) == set(pair.oracle.auctions)


def test_ids_of_a_rebuilt_journal_go_on_after_the_last_committed_one(pair: Pair) -> None:
    pair.open()
    far_ms = pair.now() + FAR_MS
    pair.journal[-1] = structs.replace(pair.journal[-1], journal_id=f"{far_ms}-5")
    pair.rebuild()
    assert (pair.journal[-1].journal_id, pair.journal[-1].epoch) == (f"{far_ms}-6", 2)


@pytest.mark.parametrize("epoch", [0, 1])
def test_only_a_higher_epoch_loads(pair: Pair, epoch: int) -> None:
    pair.open()
    pair.epoch = epoch
    assert not pair.load(last_journal_id="0-0", alive_ms=0, states=[])
    assert pair.run(pair.book.epoch(PARTITION)) == 1


def test_a_history_has_its_beginning_and_no_hole(pair: Pair) -> None:
    an_evening(pair)
    entries = [entry for entry in pair.journal if entry.outcome == "accepted" and entry.auction_id != TWO]
    with pytest.raises(BrokenHistoryError):
        fold(entries[1:])
    with pytest.raises(BrokenHistoryError):
        fold([*entries[:2], *entries[3:]])
    with pytest.raises(BrokenHistoryError):
        fold([])
    with pytest.raises(BrokenHistoryError):
        advance(begin(entries[0]), entries[0])


# The client ---


def test_a_wiped_valkey_is_told_from_an_unknown_auction(pair: Pair) -> None:
    order = pair.order("place_bid", "A", amount_cents=100_000)
    pair.ask("FUNCTION", "FLUSH")
    with pytest.raises(BookMissingError):
        pair.deliver(order)
    pair.run(pair.book.load_library())
    pair.ask("DEL", f"{TAG}:meta")
    assert pair.deliver(order).status == "no_book"
    assert pair.run(pair.book.epoch(PARTITION)) is None
    opening = pair.order("open_auction", lot=0, definition=a_definition())
    assert pair.deliver(opening).status == "no_book"
    ticked = pair.run(pair.book.tick(PARTITION, limit=1))
    assert (ticked.fired, ticked.next_at_ms) == (0, None)
    pair.epoch = 1
    pair.load(last_journal_id="0-0", alive_ms=0, states=[])


async def test_a_book_that_cannot_be_reached_is_unavailable(book_server: ValkeyServer) -> None:
    lane = Lane("unix:///nowhere/valkey.sock")
    with pytest.raises(BookUnavailableError):
        await OrderBook(lane.call).tick(PARTITION, limit=1)
