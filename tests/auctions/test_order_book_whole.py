"""What happens when a function of the book fails half way: Valkey keeps what it wrote until then."""

from collections.abc import Iterator

import pytest

from server.auctions.book import LIBRARY
from server.auctions.history import BookState, fold
from server.embedded.valkey import ValkeyServer
from server.kit.lane import RefusedError
from tests.auctions.desk import AUCTION, FAR_MS, PARTITION, TAG, Desk, a_lot
from tests.auctions.pair import FAR_FUTURE_MS

KEY = f"{TAG}:auction:{AUCTION}"


@pytest.fixture
def desk(book_server: ValkeyServer) -> Iterator[Desk]:
    desk = Desk(book_server.url)
    yield desk
    desk.close()


def begun(desk: Desk) -> tuple[BookState, str]:
    """B leads lot 1, whose soft close a bid moves; the state to rebuild, and the last id of the journal."""
    soft = {"window_ms": 2 * FAR_MS, "extension_ms": 2 * FAR_MS, "cap_ms": 3 * FAR_MS}
    desk.open(lots=(a_lot(), a_lot()), limits={"A": 900_000, "B": None}, **soft)
    assert desk.maximum("B", 150_000).accepted
    desk.ask("HINCRBY", f"{KEY}:lot:1", "ends_at_ms", -1_000)
    entries = desk.entries()
    return fold(entries), entries[-1].journal_id


@pytest.mark.parametrize("key", [f"{KEY}:acts:1", f"{KEY}:bids:1", f"{TAG}:alarms", f"{TAG}:journal"])
def test_a_partition_with_half_a_decision_decides_nothing_until_it_is_rebuilt(desk: Desk, key: str) -> None:
    state, last_id = begun(desk)
    desk.ask("SET", key, "of the wrong kind")
    order = desk.order("place_bid", "A", amount_cents=200_000)
    with pytest.raises(RefusedError, match="WRONGTYPE"):
        desk.deliver(order)
    assert desk.run(desk.book.epoch(PARTITION)) is None
    assert desk.deliver(order).status == "no_book"
    assert desk.tick().fired == 0

    desk.ask("FLUSHALL")
    desk.epoch += 1
    assert desk.load(last_journal_id=last_id, alive_ms=FAR_FUTURE_MS, states=[state])
    again = desk.bid("A", 200_000)
    assert again.accepted
    assert not again.repeated
    assert desk.lot().price_cents == 200_000


@pytest.mark.parametrize("key", [f"{KEY}:lot:1", f"{KEY}:seen", f"{KEY}:pros", f"{TAG}:exposure:entity-1"])
def test_a_call_that_fails_before_it_wrote_anything_asks_for_no_rebuild(desk: Desk, key: str) -> None:
    begun(desk)
    desk.ask("SET", key, "of the wrong kind")
    with pytest.raises(RefusedError, match="WRONGTYPE"):
        desk.bid("A", 200_000)
    assert desk.run(desk.book.epoch(PARTITION)) == 1


def test_a_call_that_makes_no_sense_asks_for_no_rebuild(desk: Desk) -> None:
    begun(desk)
    with pytest.raises(RefusedError):
        desk.ask(
            "FCALL", LIBRARY.name("open_auction"), 1, f"{TAG}:meta", "another", 1, "c", "hash", "manager", "", "", "{}"
        )
    assert desk.run(desk.book.epoch(PARTITION)) == 1
    assert desk.bid("A", 200_000).accepted


def test_a_rebuild_that_fails_half_way_leaves_no_book(desk: Desk) -> None:
    begun(desk)
    with pytest.raises(RefusedError):
        desk.ask("FCALL", LIBRARY.name("load"), 1, f"{TAG}:meta", 2, "0-0", 0, "[{}]", "[]", "[]")
    assert desk.run(desk.book.epoch(PARTITION)) is None
