"""Examples of "Bids: exact rules" (domain 7), each on the Lua and on the oracle at once: `pair` compares them."""

import pytest

from server.auctions.event import Kind, PrivateLot, PublicLot
from server.ledger.entry import Entry
from tests.auctions.desk import a_lot, written
from tests.auctions.pair import Pair


def last(pair: Pair, kind: Kind) -> Entry:
    return next(entry for entry in reversed(pair.journal) if entry.kind == kind and entry.outcome == "accepted")


def public(pair: Pair, kind: Kind) -> PublicLot:
    body = written(last(pair, kind)).public
    assert isinstance(body, PublicLot)
    return body


def private(pair: Pair, kind: Kind) -> PrivateLot:
    body = written(last(pair, kind)).private
    assert isinstance(body, PrivateLot)
    return body


def standing(pair: Pair, lot: int = 1) -> tuple[int, str]:
    found = pair.lot(lot)
    return found.price_cents, found.leader_pro


# Direct bids ---


def test_a_first_bid_may_be_the_starting_price_and_shows_at_once(pair: Pair) -> None:
    pair.open()
    decision = pair.bid("A", 100_000)
    assert decision.result
    assert (decision.result.price_cents, decision.result.next_min_cents, decision.result.leading) == (
        100_000,
        110_000,
        True,
    )


def test_later_bids_must_pass_the_price_by_the_minimum_raise(pair: Pair) -> None:
    pair.open()
    pair.bid("A", 100_000)
    assert pair.bid("B", 109_999).outcome == "amount_too_low"
    assert pair.bid("B", 110_000).accepted
    assert standing(pair) == (110_000, "B")


def test_any_amount_above_the_lowest_is_taken_whole(pair: Pair) -> None:
    pair.open()
    pair.bid("A", 100_000)
    pair.bid("B", 314_159)
    assert standing(pair) == (314_159, "B")


def test_a_bid_under_the_reserve_is_taken_and_does_not_sell(pair: Pair) -> None:
    pair.open_and_close([("bid", "A", 344_200)], lots=(a_lot(344_025, 350_000),))
    assert public(pair, Kind.LOT_CLOSED).outcome == "reserve_not_met"


def test_the_reserve_met_exactly_sells(pair: Pair) -> None:
    pair.open_and_close([("bid", "A", 350_000)], lots=(a_lot(344_025, 350_000),))
    assert (public(pair, Kind.LOT_CLOSED).outcome, public(pair, Kind.LOT_CLOSED).reserve_met) == ("sold", True)


def test_a_lot_without_a_bid_ends_as_no_bid(pair: Pair) -> None:
    pair.open_and_close([])
    assert public(pair, Kind.LOT_CLOSED).outcome == "no_bid"


def test_the_reserve_shows_only_as_met_or_not(pair: Pair) -> None:
    pair.open(lots=(a_lot(344_025, 350_000),))
    pair.bid("A", 344_200, confirm_large=True)
    assert not public(pair, Kind.BID_PLACED).reserve_met
    pair.bid("B", 360_000)
    assert public(pair, Kind.BID_PLACED).reserve_met


# Maxima ---


def test_two_maxima_meet_one_raise_above_the_lower(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 1_450_000)
    pair.maximum("B", 1_420_000)
    assert standing(pair) == (1_430_000, "A")
    assert private(pair, Kind.MAXIMUM_SET).automatic


def test_a_maximum_alone_stays_at_the_starting_price(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 1_450_000)
    assert standing(pair) == (100_000, "A")


def test_a_reserve_within_the_leaders_maximum_is_where_the_price_goes(pair: Pair) -> None:
    pair.open(minimum_raise_cents=5_000, lots=(a_lot(1_000_000, 1_300_000),))
    pair.maximum("B", 1_500_000)
    assert standing(pair) == (1_300_000, "B")
    pair.maximum("C", 1_400_000)
    assert standing(pair) == (1_405_000, "B")


def test_a_reserve_equal_to_the_maximum_is_within_it(pair: Pair) -> None:
    pair.open(lots=(a_lot(100_000, 300_000),))
    pair.maximum("A", 300_000)
    assert standing(pair) == (300_000, "A")


def test_a_reserve_above_the_maximum_leaves_the_price(pair: Pair) -> None:
    pair.open(lots=(a_lot(100_000, 300_001),))
    pair.maximum("A", 300_000)
    assert standing(pair) == (100_000, "A")


def test_of_equal_maxima_the_earlier_leads(pair: Pair) -> None:
    pair.open(lots=(a_lot(400_000),))
    pair.maximum("A", 500_000)
    assert pair.maximum("B", 500_000).accepted
    assert standing(pair) == (500_000, "A")
    assert pair.maximum("B", 500_000).outcome == "amount_too_low"
    assert pair.maximum("B", 510_000).accepted
    assert standing(pair) == (510_000, "B")


def test_a_tie_at_the_price_is_refused_and_a_raise_above_leads(pair: Pair) -> None:
    pair.open(lots=(a_lot(500_000),))
    pair.bid("A", 500_000)
    assert pair.bid("B", 500_000).outcome == "amount_too_low"
    pair.bid("B", 510_000)
    assert standing(pair) == (510_000, "B")


def test_the_last_step_may_be_smaller_than_the_raise(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 150_000)
    pair.maximum("B", 155_000)
    assert standing(pair) == (155_000, "B")


def test_a_direct_bid_below_a_maximum_is_answered_for_its_owner(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 300_000)
    pair.bid("B", 200_000)
    assert standing(pair) == (210_000, "A")
    body = private(pair, Kind.BID_PLACED)
    assert body.automatic
    assert body.act
    assert (body.act.pro, body.act.amount_cents, body.lot.leader_maximum_cents) == ("B", 200_000, 300_000)


def test_the_answer_never_passes_the_maximum(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 205_000)
    pair.bid("B", 200_000)
    assert standing(pair) == (205_000, "A")


def test_a_direct_bid_equal_to_a_maximum_leaves_the_earlier_in_the_lead(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 300_000)
    pair.bid("B", 300_000)
    assert standing(pair) == (300_000, "A")


def test_a_direct_bid_above_a_maximum_leads_at_its_amount(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 300_000)
    pair.bid("B", 300_001)
    assert standing(pair) == (300_001, "B")
    assert (private(pair, Kind.BID_PLACED).outbid_pro, private(pair, Kind.BID_PLACED).outbid_member) == ("A", "A1")


def test_a_leader_raises_its_maximum_and_nobody_is_told(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 300_000)
    pair.maximum("B", 200_000)
    before = pair.auction()
    assert pair.maximum("A", 900_000).accepted
    after = pair.auction()
    assert standing(pair) == (210_000, "A")
    assert (after.seq, after.pro_seq) == (before.seq + 1, before.pro_seq)
    assert public(pair, Kind.MAXIMUM_SET).bids == 2


def test_a_maximum_may_be_lowered_to_the_price_and_no_further(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 300_000)
    pair.maximum("B", 200_000)
    assert pair.maximum("A", 209_999).outcome == "cannot_lower"
    assert pair.maximum("A", 210_000).accepted
    pair.bid("B", 220_000)
    assert standing(pair) == (220_000, "B")


def test_a_cancelled_maximum_stands_at_the_price(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 300_000)
    pair.maximum("B", 200_000)
    before = pair.auction()
    assert pair.compare(pair.order("cancel_maximum", "A")).accepted
    assert (pair.lot().leader_maximum_cents, pair.auction().pro_seq) == (210_000, before.pro_seq)
    assert pair.compare(pair.order("cancel_maximum", "A")).outcome == "cannot_lower"
    assert pair.compare(pair.order("cancel_maximum", "B")).outcome == "cannot_lower"


def test_a_direct_bidder_may_set_a_maximum_while_it_leads(pair: Pair) -> None:
    pair.open()
    pair.bid("A", 100_000)
    assert pair.bid("A", 200_000).outcome == "already_leading"
    assert pair.maximum("A", 200_000).accepted
    pair.bid("B", 110_000)
    assert standing(pair) == (120_000, "A")


def test_raising_a_maximum_to_the_reserve_moves_the_price_and_is_told(pair: Pair) -> None:
    pair.open(lots=(a_lot(100_000, 300_000),))
    pair.maximum("A", 200_000)
    told = pair.auction().pro_seq
    pair.maximum("A", 310_000)
    assert standing(pair) == (300_000, "A")
    assert pair.auction().pro_seq == told + 1
    assert public(pair, Kind.MAXIMUM_SET).bids == 2


def test_numbers_of_bidders_are_given_once_and_kept(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()))
    pair.bid("C", 100_000)
    pair.bid("A", 110_000)
    pair.bid("C", 100_000, lot=2)
    pair.bid("B", 110_000, lot=2)
    aliases = {pro: state.alias for pro, state in pair.dump().auctions[pair.journal[0].auction_id].pros.items()}
    assert aliases == {"C": 1, "A": 2, "B": 3}
    assert (pair.lot(1).bidders, pair.lot(2).bidders) == (2, 2)


@pytest.mark.parametrize("amount", [10**12, 10**12 - 1, 999_999_999_999])
def test_the_largest_amounts_are_exact(pair: Pair, amount: int) -> None:
    pair.open(minimum_raise_cents=1)
    pair.maximum("A", amount)
    pair.maximum("B", amount - 1)
    assert standing(pair) == (amount, "A")
    assert pair.dump().exposure == {"entity-1": {"A": amount, "A1": amount}}


# Voiding and reserves ---


def test_a_voided_bid_gives_the_lead_back(pair: Pair) -> None:
    pair.open()
    pair.bid("A", 100_000)
    voided = pair.order("place_bid", "B", amount_cents=500_000)
    pair.compare(voided)
    assert pair.manage("void", 1, command_id=voided.id, reason="typing error").accepted
    assert standing(pair) == (100_000, "A")
    body = public(pair, Kind.BID_VOIDED)
    assert (body.bids, body.bidders, body.reason) == (1, 1, "typing error")


def test_a_beaten_maximum_stands_again_when_what_beat_it_is_voided(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 300_000)
    pair.bid("C", 200_000)
    voided = pair.order("place_bid", "B", amount_cents=500_000)
    pair.compare(voided)
    pair.manage("void", 1, command_id=voided.id, reason="typing error")
    assert standing(pair) == (210_000, "A")
    assert pair.lot().leader_maximum_cents == 300_000


def test_a_bid_that_answered_a_voided_one_is_a_maximum_of_its_owner(pair: Pair) -> None:
    pair.open()
    pair.bid("A", 100_000)
    voided = pair.order("place_bid", "B", amount_cents=150_000)
    pair.compare(voided)
    pair.bid("A", 200_000)
    pair.manage("void", 1, command_id=voided.id, reason="shill")
    assert standing(pair) == (100_000, "A")
    assert pair.lot().leader_maximum_cents == 200_000


def test_a_cancelled_maximum_falls_to_the_price_without_the_voided_bid(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 500_000)
    voided = pair.order("place_bid", "B", amount_cents=300_000)
    pair.compare(voided)
    pair.compare(pair.order("cancel_maximum", "A"))
    pair.manage("void", 1, command_id=voided.id, reason="shill")
    assert (pair.lot().price_cents, pair.lot().leader_maximum_cents) == (100_000, 100_000)


def test_a_lowered_maximum_can_not_be_voided_up_again(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 500_000)
    lowering = pair.order("set_maximum", "A", maximum_cents=300_000)
    pair.compare(lowering)
    assert pair.manage("void", 1, command_id=lowering.id, reason="error").outcome == "not_found"


def test_a_raise_that_was_lowered_again_is_voided_with_its_lowering(pair: Pair) -> None:
    pair.open()
    pair.maximum("A", 300_000)
    raising = pair.order("set_maximum", "A", maximum_cents=900_000)
    pair.compare(raising)
    pair.maximum("A2", 600_000)
    pair.manage("void", 1, command_id=raising.id, reason="error")
    assert pair.lot().leader_maximum_cents == 300_000
    pair.maximum("B", 300_000)
    assert standing(pair) == (300_000, "A")


def test_who_only_lowered_what_was_voided_is_out(pair: Pair) -> None:
    pair.open()
    error = pair.order("set_maximum", "A", maximum_cents=900_000)
    pair.compare(error)
    pair.maximum("B", 200_000)
    pair.maximum("A", 250_000)
    pair.manage("void", 1, command_id=error.id, reason="error")
    assert standing(pair) == (100_000, "B")


def test_a_void_holds_nobody_to_a_maximum_lowered_before_the_reserve_came_down(pair: Pair) -> None:
    pair.open(lots=(a_lot(100_000, 900_000),))
    pair.maximum("A", 300_000)
    voided = pair.order("set_maximum", "B", maximum_cents=150_000)
    pair.compare(voided)
    pair.maximum("A", 500_000)
    pair.maximum("A", 200_000)
    pair.manage("lower_reserve", 1, reserve_cents=400_000)
    pair.manage("void", 1, command_id=voided.id, reason="error")
    assert standing(pair) == (100_000, "A")
    assert pair.lot().leader_maximum_cents == 200_000
    pair.bid("B", 210_000)
    assert standing(pair) == (210_000, "B")


def test_a_bid_that_became_a_maximum_stays_one(pair: Pair) -> None:
    pair.open()
    first = pair.order("set_maximum", "A", maximum_cents=100_000)
    pair.compare(first)
    beaten = pair.order("place_bid", "B", amount_cents=120_000)
    pair.compare(beaten)
    pair.bid("A", 900_000)
    pair.manage("void", 1, command_id=beaten.id, reason="error")
    assert standing(pair) == (100_000, "A")
    pair.compare(pair.order("cancel_maximum", "A"))
    pair.maximum("A", 150_000)
    pair.manage("void", 1, command_id=first.id, reason="error")
    assert standing(pair) == (100_000, "A")
    assert pair.lot().leader_maximum_cents == 150_000


def test_a_void_lets_nobody_stand_for_more_than_it_said_last(pair: Pair) -> None:
    pair.open()
    pair.maximum("B", 150_000)
    voided = pair.order("set_maximum", "B", maximum_cents=500_000)
    pair.compare(voided)
    pair.maximum("A", 300_000)
    pair.maximum("B", 600_000)
    pair.compare(pair.order("cancel_maximum", "B"))
    assert standing(pair) == (310_000, "B")
    pair.manage("void", 1, command_id=voided.id, reason="error")
    assert standing(pair) == (310_000, "B")
    assert pair.lot().leader_maximum_cents == 310_000
    pair.maximum("A", 320_000)
    assert standing(pair) == (320_000, "A")


@pytest.mark.parametrize("lowered", [None, 300_000])
def test_a_void_makes_nobody_outbid_a_tie_it_had_lowered_itself_to(pair: Pair, lowered: int | None) -> None:
    pair.open()
    pair.maximum("B", 150_000)
    voided = pair.order("set_maximum", "B", maximum_cents=300_000)
    pair.compare(voided)
    pair.maximum("A", 300_000)
    pair.maximum("B", 400_000)
    if lowered is None:
        pair.compare(pair.order("cancel_maximum", "B"))
    else:
        pair.maximum("B", lowered)
    assert standing(pair) == (300_000, "B")
    pair.manage("void", 1, command_id=voided.id, reason="error")
    assert standing(pair) == (300_000, "A")


def test_a_void_keeps_the_price_at_a_reserve_that_was_reached(pair: Pair) -> None:
    pair.open(lots=(a_lot(100_000, 900_000),))
    pair.maximum("A", 500_000)
    voided = pair.order("set_maximum", "B", maximum_cents=150_000)
    pair.compare(voided)
    pair.manage("lower_reserve", 1, reserve_cents=400_000)
    pair.compare(pair.order("cancel_maximum", "A"))
    pair.manage("void", 1, command_id=voided.id, reason="error")
    assert (pair.lot().price_cents, pair.lot().leader_maximum_cents) == (400_000, 400_000)


def test_voiding_the_only_bid_empties_the_lot(pair: Pair) -> None:
    pair.open()
    voided = pair.order("place_bid", "A", amount_cents=150_000)
    pair.compare(voided)
    pair.manage("void", 1, command_id=voided.id, reason="typing error")
    assert standing(pair) == (0, "")
    assert pair.dump().exposure == {}
    pair.bid("B", 100_000)
    assert public(pair, Kind.BID_PLACED).leader_alias == 2


def test_only_a_standing_bid_can_be_voided_and_with_a_reason(pair: Pair) -> None:
    pair.open()
    bid = pair.order("place_bid", "A", amount_cents=150_000)
    pair.compare(bid)
    assert pair.manage("void", 1, command_id=bid.id, reason="").outcome == "reason_required"
    assert pair.manage("void", 1, command_id="c999", reason="error").outcome == "not_found"
    assert pair.manage("void", 1, command_id=bid.id, reason="error").accepted
    assert pair.manage("void", 1, command_id=bid.id, reason="error").outcome == "not_found"


def test_a_lowered_reserve_is_told_and_may_move_the_price(pair: Pair) -> None:
    pair.open(lots=(a_lot(100_000, 400_000),))
    pair.maximum("A", 300_000)
    told = pair.auction().pro_seq
    assert pair.manage("lower_reserve", 1, reserve_cents=350_000).accepted
    assert standing(pair) == (100_000, "A")
    assert pair.manage("lower_reserve", 1, reserve_cents=300_000).accepted
    assert standing(pair) == (300_000, "A")
    assert pair.auction().pro_seq == told + 2


@pytest.mark.parametrize(
    ("reserve", "asked", "code"),
    [
        (400_000, 400_000, "reserve_not_lower"),
        (400_000, 400_001, "reserve_not_lower"),
        (0, 0, "no_reserve"),
        (0, 1, "no_reserve"),
    ],
)
def test_a_reserve_is_never_raised(pair: Pair, reserve: int, asked: int, code: str) -> None:
    pair.open(lots=(a_lot(100_000, reserve),))
    assert pair.manage("lower_reserve", 1, reserve_cents=asked).outcome == code


def test_a_dropped_reserve_lets_any_bid_win(pair: Pair) -> None:
    pair.open(lots=(a_lot(100_000, 400_000),))
    pair.bid("A", 100_000)
    pair.manage("lower_reserve", 1, reserve_cents=0)
    assert public(pair, Kind.RESERVE_LOWERED).reserve_met


# Guards ---


def test_an_exact_bid_wants_the_price_it_saw(pair: Pair) -> None:
    pair.open()
    assert pair.bid("A", 100_000, guard="exact", seen_price_cents=100_000).outcome == "price_moved"
    assert pair.bid("A", 100_000, guard="exact").outcome == "price_moved"
    assert pair.bid("A", 100_000, guard="exact", seen_price_cents=0).accepted
    assert pair.bid("B", 200_000, guard="exact", seen_price_cents=99_999).outcome == "price_moved"
    assert pair.bid("B", 200_000, guard="min", seen_price_cents=99_999).accepted


def test_more_than_ten_times_the_lowest_amount_must_be_meant(pair: Pair) -> None:
    pair.open()
    assert pair.bid("A", 1_000_001).outcome == "confirm_large"
    assert pair.bid("A", 1_000_000).accepted
    assert pair.bid("B", 10_100_001, confirm_large=True).accepted


# Sealed ---


def quote(pair: Pair, who: str, cents: int) -> str:
    return pair.compare(pair.order("quote", who, amount_cents=cents)).outcome


def test_the_highest_quote_wins_and_of_equal_ones_the_earliest(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0),))
    assert quote(pair, "A", 300_000) == "accepted"
    assert quote(pair, "B", 400_000) == "accepted"
    assert quote(pair, "C", 400_000) == "accepted"
    body = private(pair, Kind.LOT_CLOSED)
    assert (body.lot.price_cents, body.lot.leader_pro, body.lot.outcome) == (400_000, "B", "sold")


def test_a_changed_quote_counts_from_when_it_was_changed(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0),))
    quote(pair, "A", 400_000)
    quote(pair, "B", 400_000)
    quote(pair, "A", 300_000)
    quote(pair, "A", 400_000)
    assert standing(pair) == (400_000, "B")


def test_a_sealed_lot_ends_when_every_invited_pro_has_answered(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0),))
    quote(pair, "A", 400_000)
    pair.compare(pair.order("decline", "B"))
    assert pair.auction().state == "open"
    pair.compare(pair.order("decline", "C"))
    assert pair.auction().state == "closed"
    assert [entry.kind for entry in pair.journal[-3:]] == ["quote_declined", "lot_closed", "auction_closed"]


def test_who_declined_is_out_and_its_quote_gone(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0),))
    quote(pair, "A", 400_000)
    quote(pair, "B", 300_000)
    pair.compare(pair.order("decline", "A"))
    assert standing(pair) == (300_000, "B")
    assert quote(pair, "A", 500_000) == "declined_lot"
    assert pair.compare(pair.order("decline", "A")).outcome == "declined_lot"


def test_a_quote_is_at_least_the_starting_price_and_never_nothing(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0),))
    assert quote(pair, "A", 0) == "amount_too_low"
    assert quote(pair, "A", 1) == "accepted"


def test_pros_are_told_nothing_of_quotes(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0, 100),))
    told = pair.auction().pro_seq
    quote(pair, "A", 400_000)
    pair.compare(pair.order("decline", "B"))
    body = public(pair, Kind.QUOTE_RECEIVED)
    assert (body.price_cents, body.bids, body.bidders, body.reserve_met, body.leader_alias) == (0, 0, 0, False, 0)
    assert pair.auction().pro_seq == told
    quote(pair, "C", 1)
    assert public(pair, Kind.LOT_CLOSED).outcome == "ended"


def test_a_voided_quote_is_gone_and_its_pro_may_quote_again(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0),))
    voided = pair.order("quote", "A", amount_cents=400_000)
    pair.compare(voided)
    quote(pair, "B", 100_000)
    assert pair.manage("void", 1, command_id=voided.id, reason="error").accepted
    assert standing(pair) == (100_000, "B")
    assert quote(pair, "A", 200_000) == "accepted"


def test_only_the_quote_that_stands_can_be_voided_and_what_it_replaced_goes_with_it(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0),))
    first, second = (pair.order("quote", "A", amount_cents=cents) for cents in (400_000, 300_000))
    pair.compare(first)
    pair.compare(second)
    quote(pair, "B", 100_000)
    assert pair.manage("void", 1, command_id=first.id, reason="error").outcome == "not_found"
    assert pair.manage("void", 1, command_id=second.id, reason="error").accepted
    assert (standing(pair), pair.lot().bids, pair.lot().bidders) == ((100_000, "B"), 1, 1)


def test_the_quote_of_who_declined_since_does_not_stand(pair: Pair) -> None:
    pair.open(format="sealed", lots=(a_lot(0),))
    gone = pair.order("quote", "A", amount_cents=400_000)
    pair.compare(gone)
    pair.compare(pair.order("decline", "A"))
    assert pair.manage("void", 1, command_id=gone.id, reason="error").outcome == "not_found"


def test_who_was_invited_after_the_beginning_bids_as_the_others_and_outlives_a_rebuild(pair: Pair) -> None:
    """Who may is settled when it opens, outside of the book (domain 2.6)."""
    pair.open()
    assert pair.bid("A", 100_000).accepted
    assert pair.bid("Z", 110_000).accepted
    aliases = {pro: state.alias for pro, state in pair.dump().auctions[pair.journal[0].auction_id].pros.items()}
    assert aliases == {"A": 1, "B": 0, "C": 0, "Z": 2}
    pair.rebuild()
    assert pair.bid("Z", 120_000).outcome == "already_leading"
