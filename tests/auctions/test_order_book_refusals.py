"""Every no of the book: its facts, and that it changes nothing but the record of having said it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from server.auctions.decision import Decision
from server.kit.ids import AuctionId, CommandId
from tests.auctions.desk import AUCTION, a_definition, a_lot
from tests.auctions.pair import Pair

Setup = Callable[[Pair], object]
Said = Mapping[str, int | str]
FUTURE_MS = 600_000


def asked(pair: Pair, name: str, who: str = "A", lot: int = 1, **said: int | str) -> Decision:
    return pair.compare(pair.order(name, who, auction=AUCTION, lot=lot, **said))


def an_open_lot(pair: Pair) -> None:
    pair.open()
    pair.bid("B", 100_000)


def a_paused_lot(pair: Pair) -> None:
    an_open_lot(pair)
    pair.manage("pause")


def a_coming_lot(pair: Pair) -> None:
    pair.open(starts_at_ms=pair.now() + FUTURE_MS)


def a_closed_lot(pair: Pair) -> None:
    pair.open_and_close([])


def a_cancelled_lot(pair: Pair) -> None:
    an_open_lot(pair)
    pair.manage("cancel", reason="withdrawn")


def a_sealed_lot(pair: Pair) -> None:
    pair.open(format="sealed")
    asked(pair, "quote", "B", amount_cents=100_000)


def a_declined_lot(pair: Pair) -> None:
    a_sealed_lot(pair)
    asked(pair, "decline", "A")


def a_limited_pro(pair: Pair) -> None:
    pair.open(limits={"A": 99_999})


ANY: list[tuple[str, Said]] = [
    ("place_bid", {"amount_cents": 200_000}),
    ("set_maximum", {"maximum_cents": 200_000}),
    ("cancel_maximum", {}),
    ("pause", {"who": "", "lot": 0}),
    ("resume", {"who": "", "lot": 0}),
    ("extend", {"who": "", "lot": 0, "by_ms": 1}),
    ("cancel", {"who": "", "lot": 0, "reason": "again"}),
    ("lower_reserve", {"who": "", "reserve_cents": 0}),
    ("void", {"who": "", "command_id": "c2", "reason": "error"}),
]
CASES: list[tuple[Setup, str, Said, str]] = [
    (an_open_lot, "place_bid", {"amount_cents": 109_999}, "amount_too_low"),
    (an_open_lot, "place_bid", {"amount_cents": 1_100_001}, "confirm_large"),
    (an_open_lot, "place_bid", {"amount_cents": 110_000, "guard": "exact", "seen_price_cents": 1}, "price_moved"),
    (an_open_lot, "place_bid", {"who": "B", "amount_cents": 200_000}, "already_leading"),
    (an_open_lot, "place_bid", {"lot": 2, "amount_cents": 200_000}, "not_found"),
    (an_open_lot, "set_maximum", {"maximum_cents": 109_999}, "amount_too_low"),
    (an_open_lot, "set_maximum", {"who": "B", "maximum_cents": 99_999}, "cannot_lower"),
    (an_open_lot, "cancel_maximum", {}, "cannot_lower"),
    (an_open_lot, "cancel_maximum", {"who": "B"}, "cannot_lower"),
    (an_open_lot, "quote", {"amount_cents": 200_000}, "wrong_format"),
    (an_open_lot, "decline", {}, "wrong_format"),
    (an_open_lot, "resume", {"who": "", "lot": 0}, "not_paused"),
    (an_open_lot, "cancel", {"who": "", "lot": 0, "reason": ""}, "reason_required"),
    (an_open_lot, "lower_reserve", {"who": "", "reserve_cents": 0}, "no_reserve"),
    (an_open_lot, "void", {"who": "", "command_id": "c2", "reason": ""}, "reason_required"),
    (an_open_lot, "void", {"who": "", "command_id": "c1", "reason": "error"}, "not_found"),
    (a_limited_pro, "place_bid", {"amount_cents": 100_000}, "limit_exceeded"),
    (a_limited_pro, "set_maximum", {"maximum_cents": 100_000}, "limit_exceeded"),
    (a_paused_lot, "place_bid", {"amount_cents": 200_000}, "paused"),
    (a_paused_lot, "set_maximum", {"maximum_cents": 200_000}, "paused"),
    (a_paused_lot, "cancel_maximum", {"who": "B"}, "paused"),
    (a_paused_lot, "pause", {"who": "", "lot": 0}, "paused"),
    (a_coming_lot, "place_bid", {"amount_cents": 200_000}, "not_open"),
    (a_coming_lot, "set_maximum", {"maximum_cents": 200_000}, "not_open"),
    (a_coming_lot, "pause", {"who": "", "lot": 0}, "not_open"),
    (a_coming_lot, "resume", {"who": "", "lot": 0}, "not_open"),
    (a_coming_lot, "lower_reserve", {"who": "", "reserve_cents": 0}, "not_open"),
    (a_coming_lot, "void", {"who": "", "command_id": "c2", "reason": "error"}, "not_open"),
    (a_sealed_lot, "place_bid", {"amount_cents": 200_000}, "wrong_format"),
    (a_sealed_lot, "set_maximum", {"maximum_cents": 200_000}, "wrong_format"),
    (a_sealed_lot, "cancel_maximum", {}, "wrong_format"),
    (a_sealed_lot, "quote", {"amount_cents": 99_999}, "amount_too_low"),
    (a_sealed_lot, "quote", {"who": "Z", "amount_cents": 100_000}, "not_invited"),
    (a_declined_lot, "quote", {"amount_cents": 100_000}, "declined_lot"),
    (a_declined_lot, "decline", {}, "declined_lot"),
    *((setup, name, said, "closed") for setup in (a_closed_lot, a_cancelled_lot) for name, said in ANY),
]


@pytest.mark.parametrize(("setup", "name", "said", "code"), CASES)
def test_a_refusal_names_its_reason_and_changes_nothing(
    pair: Pair, setup: Setup, name: str, said: Said, code: str
) -> None:
    setup(pair)
    before, told = pair.raw(), pair.auction()
    decision = asked(pair, name, **{"who": "A", **said})  # pyrefly: ignore[bad-argument-type] `who` and `lot` among them
    assert (decision.status, decision.outcome) == ("ok", code)
    assert pair.raw() == before
    assert pair.journal[-1].outcome == code
    assert (pair.journal[-1].public, pair.journal[-1].private) == (b"{}", b"{}")
    assert (pair.auction().seq, pair.auction().pro_seq) == (told.seq, told.pro_seq)


def test_a_refusal_tells_what_would_be_accepted(pair: Pair) -> None:
    an_open_lot(pair)
    result = pair.bid("A", 105_000).result
    assert result
    assert (result.amount_cents, result.price_cents, result.next_min_cents) == (105_000, 100_000, 110_000)
    assert pair.bid("A", result.next_min_cents).accepted


def test_the_first_check_that_fails_is_the_one_named(pair: Pair) -> None:
    pair.open(limits={"A": 99_999, "B": None})
    assert pair.bid("A", 99_999).outcome == "amount_too_low"
    assert pair.bid("A", 2_000_000).outcome == "limit_exceeded"
    assert pair.bid("B", 2_000_000, guard="exact", seen_price_cents=1).outcome == "confirm_large"
    pair.manage("pause")
    assert pair.bid("Z", 1).outcome == "paused"
    assert asked(pair, "quote", "Z", amount_cents=1).outcome == "wrong_format"


def test_a_repeat_gets_its_first_outcome_whatever_happened_since(pair: Pair) -> None:
    pair.open()
    accepted = pair.order("place_bid", "A", amount_cents=100_000)
    refused = pair.order("place_bid", "B", amount_cents=100_000)
    first = [pair.compare(accepted), pair.compare(refused)]
    pair.bid("C", 500_000)
    pair.manage("cancel", reason="withdrawn")
    entries = len(pair.journal)
    again = [pair.compare(replace(accepted, epoch=99)), pair.compare(replace(refused, epoch=0))]
    assert [decision.repeated for decision in again] == [True, True]
    assert [(d.outcome, d.journal_id, d.seq, d.at_ms, d.result) for d in again] == [
        (d.outcome, d.journal_id, d.seq, d.at_ms, d.result) for d in first
    ]
    assert len(pair.journal) == entries


@pytest.mark.parametrize(
    "change",
    [{"amount_cents": 100_001}, {"guard": "exact"}, {"confirm_large": True}, {"seen_price_cents": 0}],
)
def test_the_same_id_with_another_content_is_a_mismatch(pair: Pair, change: dict[str, object]) -> None:
    pair.open()
    order = pair.order("place_bid", "A", amount_cents=100_000)
    pair.compare(order)
    assert pair.compare(replace(order, said=order.said | change)).status == "mismatch"
    assert pair.compare(replace(order, lot=2)).status == "mismatch"


def test_a_repeat_gets_its_first_outcome_whatever_the_limits_are_now(pair: Pair) -> None:
    pair.open()
    order = pair.order("place_bid", "A", amount_cents=100_000)
    pair.compare(order)
    pair.set_limits(1, {"A": 1, "A1": 1})
    again = pair.compare(order)
    assert again.repeated
    assert again.accepted


def test_two_senders_may_use_the_same_id(pair: Pair) -> None:
    pair.open()
    order = pair.order("place_bid", "A", amount_cents=100_000)
    other = replace(pair.order("place_bid", "B", amount_cents=110_000), id=order.id)
    assert pair.compare(order).accepted
    assert pair.compare(other).accepted


def test_an_unknown_auction_and_another_epoch_decide_nothing(pair: Pair) -> None:
    pair.open()
    entries = len(pair.journal)
    unknown = pair.order("place_bid", "A", auction=AuctionId("nowhere"), amount_cents=100_000)
    assert pair.compare(unknown).status == "no_book"
    for epoch in (0, 2):
        assert (
            pair.compare(replace(pair.order("place_bid", "A", amount_cents=100_000), epoch=epoch)).status
            == "stale_epoch"
        )
    assert len(pair.journal) == entries
    assert pair.run(pair.book.seen(pair.address(unknown))) is None


def test_an_auction_is_opened_once(pair: Pair) -> None:
    order = pair.order("open_auction", lot=0, definition=a_definition())
    assert pair.compare(order).accepted
    assert pair.compare(order).repeated
    assert pair.compare(replace(order, id=CommandId("another"))).status == "mismatch"
    other = a_definition(lots=(a_lot(), a_lot()))
    assert pair.compare(replace(order, said={"definition": other})).status == "mismatch"
    later = replace(pair.order("open_auction", lot=0, auction=AuctionId("two"), definition=other), epoch=2)
    assert pair.compare(later).status == "stale_epoch"
