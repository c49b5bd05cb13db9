"""Limits at an entity: what leads and what is won counts, and what is left binds at once (domain "Limits")."""

from server.auctions.limits import Place
from server.kit.ids import AuctionId
from tests.auctions.desk import AUCTION, FAR_MS, TAG, a_definition, a_lot
from tests.auctions.pair import Pair


def test_a_pros_limit_counts_every_lead_at_the_entity(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot(), a_lot()), limits={"A": 250_000, "B": None})
    pair.bid("A", 120_000)
    refused = pair.bid("A", 130_001, lot=2)
    assert refused.outcome == "limit_exceeded"
    assert refused.result
    assert refused.result.available_cents == 130_000
    assert pair.bid("A", 130_000, lot=2).accepted
    pair.bid("B", 140_000, lot=2)
    assert pair.bid("A", 130_000, lot=3).accepted


def test_a_maximum_counts_whole(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()), limits={"A": 250_000})
    assert pair.maximum("A", 250_001).outcome == "limit_exceeded"
    assert pair.maximum("A", 250_000).accepted
    assert pair.bid("A", 100_000, lot=2).outcome == "limit_exceeded"
    assert pair.maximum("A", 150_000).accepted
    assert pair.bid("A", 100_000, lot=2).accepted


def test_a_members_limit_counts_its_own_leads_only(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot(), a_lot()))
    pair.set_limits(1, {"A1": 150_000, "A2": 600_000})
    pair.bid("A2", 500_000)
    assert pair.bid("A1", 150_000, lot=2).accepted
    assert pair.bid("A1", 100_000, lot=3).outcome == "limit_exceeded"
    assert pair.bid("A2", 100_000, lot=3).accepted


def test_members_of_one_pro_share_its_limit(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()), limits={"A": 250_000, "B": None})
    assert pair.bid("A1", 150_000).accepted
    refused = pair.bid("A2", 100_001, lot=2)
    assert refused.outcome == "limit_exceeded"
    assert refused.result
    assert refused.result.available_cents == 100_000
    assert pair.bid("A2", 100_000, lot=2).accepted


def test_a_limit_holds_at_once_where_bidding_is_open_and_what_was_bid_before_stands(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot(), a_lot()), limits={"A": 600_000, "B": None})
    pair.bid("A", 200_000)
    pair.set_limits(1, {"A": 250_000})
    refused = pair.bid("A", 100_000, lot=2)
    assert refused.outcome == "limit_exceeded"
    assert refused.result
    assert refused.result.available_cents == 50_000
    pair.set_limits(2, {"A": 100_000})
    assert pair.lot().leader_pro == "A"
    assert pair.maximum("A", 200_001).outcome == "limit_exceeded"
    pair.set_limits(3, {"A": None})
    assert pair.bid("A", 900_000, lot=2).accepted


def test_an_older_reading_of_limits_that_comes_late_changes_nothing(pair: Pair) -> None:
    pair.open()
    pair.set_limits(5, {"A": 100_000})
    pair.set_limits(4, {"A": 900_000, "B": 150_000})
    assert pair.bid("A", 100_001).outcome == "limit_exceeded"
    assert pair.bid("B", 150_001).outcome == "limit_exceeded"


def test_a_limit_is_of_one_entity(pair: Pair) -> None:
    pair.open()
    pair.set_limits(1, {"A": 1}, entity="entity-2")
    assert pair.bid("A", 100_000).accepted


def test_a_leader_over_its_limit_may_still_lower_its_maximum(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()), limits={"A": 400_000, "B": None})
    pair.maximum("A", 300_000)
    voided = pair.order("place_bid", "B", amount_cents=310_000)
    pair.compare(voided)
    pair.maximum("A", 400_000, lot=2)
    pair.manage("void", 1, command_id=voided.id, reason="error")
    assert pair.dump().exposure == {"entity-1": {"A": 700_000, "A1": 700_000}}
    assert pair.maximum("A", 200_000).accepted
    assert pair.maximum("A", 200_001).outcome == "limit_exceeded"


def test_what_is_held_is_freed_when_a_lot_is_not_sold(pair: Pair) -> None:
    pair.open_and_close([("maximum", "A", 300_000), ("maximum", "B", 200_000)], lots=(a_lot(100_000, 400_000), a_lot()))
    assert pair.dump().exposure == {}


def test_what_a_cancelled_auction_holds_is_freed_but_not_what_it_sold_before(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()))
    pair.maximum("A", 300_000)
    pair.maximum("B", 300_000, lot=2)
    pair.ask("HINCRBY", f"{TAG}:auction:{AUCTION}:lot:1", "ends_at_ms", -FAR_MS)
    pair.oracle.auctions[AUCTION].lots[0].ends -= FAR_MS
    pair.is_aged = True
    pair.manage("cancel", reason="withdrawn")
    assert pair.dump().exposure == {"entity-1": {"A": 100_000, "A1": 100_000}}


def test_what_was_won_counts_by_its_price_until_it_is_ordered(pair: Pair) -> None:
    """2 000.00 won and 1 500.00 asked for exceed a limit of 3 000.00, of which 1 000.00 is left."""
    pair.open(limits={"A": 300_000, "B": None})
    pair.maximum("A", 300_000)
    pair.bid("B", 190_000)
    pair.age(FAR_MS)
    pair.tick()
    assert (pair.lot().outcome, pair.lot().price_cents) == ("sold", 200_000)
    other = AuctionId("auction-2")
    opening = pair.order("open_auction", auction=other, lot=0, definition=a_definition(limits={"A": 300_000}))
    assert pair.compare(opening).accepted
    order = pair.order("place_bid", "A", auction=other, amount_cents=150_000)
    refused = pair.compare(order)
    assert refused.outcome == "limit_exceeded"
    assert refused.result
    assert refused.result.available_cents == 100_000
    assert pair.release(Place(AUCTION, 1)) == 1
    assert pair.release(Place(AUCTION, 1)) == 0
    assert pair.dump().exposure == {}
    assert pair.compare(pair.order("place_bid", "A", auction=other, amount_cents=150_000)).accepted


def test_what_was_won_and_the_limits_outlive_a_rebuild(pair: Pair) -> None:
    pair.open(duration_ms=200, limits={"A": 200_000, "B": None})
    pair.bid("A", 150_000)
    pair.wait_for_end()
    pair.set_limits(7, {"A": 250_000})
    pair.compare(pair.order("open_auction", auction=AuctionId("auction-2"), lot=0, definition=a_definition()))
    pair.rebuild()
    order = pair.order("place_bid", "A", auction=AuctionId("auction-2"), amount_cents=100_001)
    assert pair.compare(order).outcome == "limit_exceeded"
    assert pair.compare(pair.order("place_bid", "A", auction=AuctionId("auction-2"), amount_cents=100_000)).accepted


def test_a_sold_lot_counts_at_its_price_and_another_not_at_all(pair: Pair) -> None:
    soft = {"window_ms": FAR_MS * 3 // 4, "extension_ms": 2 * FAR_MS, "cap_ms": FAR_MS}
    pair.open(lots=(a_lot(), a_lot(100_000, 900_000), a_lot()), **soft)
    pair.maximum("A", 500_000)
    pair.maximum("B", 400_000, lot=2)
    pair.age(FAR_MS // 2)
    pair.bid("C", 100_000, lot=3)
    pair.age(FAR_MS)
    pair.tick(2)
    assert (pair.lot(1).outcome, pair.lot(2).outcome, pair.lot(3).outcome) == ("sold", "reserve_not_met", "")
    assert pair.dump().exposure == {"entity-1": {"A": 100_000, "A1": 100_000, "C": 100_000, "C1": 100_000}}
    pair.age(FAR_MS)
    pair.tick()
    assert pair.dump().exposure == {"entity-1": {"A": 100_000, "A1": 100_000, "C": 100_000, "C1": 100_000}}


def test_a_limit_of_nothing_allows_nothing(pair: Pair) -> None:
    pair.open(limits={"A": 0, "B": None})
    assert pair.bid("A", 100_000).outcome == "limit_exceeded"
    pair.set_limits(1, {"B2": 0})
    assert pair.bid("B2", 100_000).outcome == "limit_exceeded"
    assert pair.bid("B1", 100_000).accepted
