"""Starts, ends, reminders, pauses and the soft close, to the millisecond of the book's clock (domain 7.4, 7.11)."""

from collections.abc import Callable, Mapping

import pytest

from tests.auctions.desk import FAR_MS, PARTITION, TAG, a_lot
from tests.auctions.pair import Pair

TRIES = 200
# A few decisions fit into each millisecond.
AROUND_MS = 3


def kinds(pair: Pair) -> list[str]:
    return [entry.kind for entry in pair.journal]


def bid_around(pair: Pair, moment_ms: int) -> dict[int, set[str]]:
    """Bid again and again from before the moment until after it; the outcomes by their distance to it."""
    outcomes: dict[int, set[str]] = {}
    cents, at_ms = 100_000, pair.now()
    while at_ms < moment_ms - AROUND_MS:
        at_ms = pair.now()
    while at_ms <= moment_ms + AROUND_MS:
        decision = pair.bid("AB"[cents // 10_000 % 2], cents, confirm_large=True)
        cents += 10_000
        at_ms = decision.at_ms
        outcomes.setdefault(at_ms - moment_ms, set()).add(decision.outcome)
    return outcomes


def until_hit(pair: Pair, attempt: Callable[[], Mapping[int, set[str]]]) -> None:
    """Try until the last millisecond before the moment was hit and the first one of it, not always by the same try."""
    hit: set[int] = set()
    for _ in range(TRIES):
        hit |= attempt().keys()
        if {-1, 0} <= hit:
            return
        pair.wait_for_end()
        pair.release(*pair.oracle.won)
        pair.ask("DEL", *pair.ask("KEYS", f"{TAG}:auction:*"))
        pair.oracle.auctions.clear()
        pair.journal.clear()
    raise AssertionError(f"the milliseconds that matter were never hit, only {sorted(hit)}")


def test_a_bid_is_taken_in_the_last_millisecond_and_refused_at_the_end(pair: Pair) -> None:
    def attempt() -> Mapping[int, set[str]]:
        pair.open(duration_ms=12)
        outcomes = bid_around(pair, pair.lot().ends_at_ms)
        assert all("closed" not in found for ms, found in outcomes.items() if ms < 0)
        assert all(found == {"closed"} for ms, found in outcomes.items() if ms >= 0)
        return outcomes

    until_hit(pair, attempt)


def test_a_lot_is_closed_for_bids_even_before_its_alarm_fired(pair: Pair) -> None:
    pair.open()
    pair.age(FAR_MS)
    assert pair.bid("A", 100_000).outcome == "closed"
    assert kinds(pair) == ["auction_scheduled", "auction_opened", "bid_placed"]
    assert pair.tick().fired == 1
    assert kinds(pair)[3:] == ["lot_closed", "auction_closed"]
    assert pair.tick().fired == 0


def test_the_soft_close_extends_from_exactly_the_window_on(pair: Pair) -> None:
    def attempt() -> Mapping[int, set[str]]:
        pair.open(duration_ms=40, window_ms=28, extension_ms=35, cap_ms=7)
        return bid_around(pair, pair.lot().ends_at_ms - 28)

    until_hit(pair, attempt)


def test_a_bid_in_the_last_seconds_moves_the_end_for_everybody(pair: Pair) -> None:
    pair.open(duration_ms=60_000, window_ms=60_000, extension_ms=60_000, cap_ms=1_800_000)
    ends = pair.lot().ends_at_ms
    decision = pair.bid("A", 100_000)
    assert decision.result
    assert decision.result.ends_at_ms == decision.at_ms + 60_000 >= ends
    assert pair.lot().extended_ms == pair.lot().ends_at_ms - ends


def test_extensions_stop_at_the_cap_in_all(pair: Pair) -> None:
    pair.open(duration_ms=10_000, window_ms=60_000, extension_ms=60_000, cap_ms=55_000)
    ends = pair.lot().ends_at_ms
    pair.bid("A", 100_000)
    assert ends + 50_000 <= pair.lot().ends_at_ms <= ends + 55_000
    for cents in range(110_000, 200_000, 10_000):
        pair.bid("B" if cents % 20_000 else "A", cents)
    assert pair.lot().ends_at_ms <= ends + 55_000


def test_what_the_cap_leaves_is_spent_once(pair: Pair) -> None:
    """The first bid takes all of it: later ones, though each is later, move nothing."""
    pair.open(duration_ms=10_000, window_ms=60_000, extension_ms=60_000, cap_ms=50_000)
    ends = pair.lot().ends_at_ms
    for cents in range(100_000, 200_000, 10_000):
        pair.bid("B" if cents % 20_000 else "A", cents)
    assert pair.lot().ends_at_ms == ends + 50_000


def test_an_extension_never_shortens(pair: Pair) -> None:
    pair.open(duration_ms=60_000, window_ms=60_000, extension_ms=1_000, cap_ms=60_000)
    ends = pair.lot().ends_at_ms
    pair.bid("A", 100_000)
    assert (pair.lot().ends_at_ms, pair.lot().extended_ms) == (ends, 0)


def test_only_a_bid_that_changed_price_or_leader_extends(pair: Pair) -> None:
    pair.open(window_ms=FAR_MS // 2, extension_ms=FAR_MS, cap_ms=FAR_MS)
    pair.maximum("A", 300_000)
    pair.maximum("B", 200_000)
    pair.age(FAR_MS - 60_000)
    ends = pair.lot().ends_at_ms
    pair.maximum("A", 400_000)
    pair.compare(pair.order("cancel_maximum", "A"))
    assert pair.lot().ends_at_ms == ends
    pair.bid("B", 900_000)
    assert pair.lot().ends_at_ms > ends


def test_time_never_runs_backwards_in_an_auction(pair: Pair) -> None:
    pair.open()
    later_ms = pair.now() + FAR_MS // 2
    pair.ask("HSET", f"{TAG}:auction:auction-1", "last_ms", later_ms)  # a server whose clock was ahead took a command
    assert pair.bid("A", 100_000).at_ms == later_ms
    pair.ask("HSET", f"{TAG}:auction:auction-1", "last_ms", later_ms + FAR_MS)
    assert pair.bid("B", 200_000).outcome == "closed"


def test_a_hard_end_never_moves(pair: Pair) -> None:
    pair.open(duration_ms=30_000, window_ms=0, extension_ms=60_000, cap_ms=FAR_MS)
    pair.bid("A", 100_000)
    assert pair.lot().extended_ms == 0


def test_lots_extend_and_end_each_for_itself(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()), window_ms=FAR_MS, extension_ms=2 * FAR_MS, cap_ms=FAR_MS)
    pair.bid("A", 100_000)
    pair.age(FAR_MS)
    assert pair.tick().fired == 1
    assert (pair.lot(1).outcome, pair.lot(2).outcome) == ("", "no_bid")
    assert pair.bid("B", 110_000).accepted
    pair.age(FAR_MS)
    assert pair.tick().fired == 1
    assert kinds(pair)[-3:] == ["bid_placed", "lot_closed", "auction_closed"]


# Starting ---


def test_an_auction_opens_by_its_alarm(pair: Pair) -> None:
    pair.open(starts_at_ms=pair.now() + FAR_MS)
    starts = pair.auction().starts_at_ms
    assert kinds(pair) == ["auction_scheduled"]
    assert not pair.journal[0].visible
    assert pair.dump().alarms == [(starts, "auction-1", "start", 0)]
    assert pair.tick().fired == 0
    pair.age(FAR_MS)
    assert pair.tick().fired == 1
    assert kinds(pair) == ["auction_scheduled", "auction_opened"]
    assert pair.dump().alarms == [(starts, "auction-1", "end", 1)]


def test_a_command_after_the_start_opens_the_auction_before_its_alarm_did(pair: Pair) -> None:
    pair.open(starts_at_ms=pair.now() + FAR_MS)
    assert pair.bid("A", 100_000).outcome == "not_open"
    pair.age(FAR_MS)
    assert pair.bid("B", 100_000).accepted
    assert kinds(pair)[-2:] == ["auction_opened", "bid_placed"]
    assert pair.tick().fired == 0


def test_an_auction_is_open_from_the_millisecond_of_its_start(pair: Pair) -> None:
    def attempt() -> Mapping[int, set[str]]:
        starts = pair.now() + 8
        pair.open(starts_at_ms=starts, duration_ms=12)
        outcomes = bid_around(pair, starts)
        assert all(found == {"not_open"} for ms, found in outcomes.items() if ms < 0)
        assert all("not_open" not in found for ms, found in outcomes.items() if ms >= 0)
        return outcomes

    until_hit(pair, attempt)


def test_a_start_that_has_passed_is_at_once(pair: Pair) -> None:
    pair.open(starts_at_ms=pair.now() - 10)
    assert kinds(pair) == ["auction_scheduled", "auction_opened"]


# Ticking ---


def test_a_tick_fires_at_most_so_many_alarms_and_tells_when_the_next_is_due(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot(), a_lot()))
    assert pair.tick().next_at_ms == pair.lot().ends_at_ms
    pair.age(FAR_MS)
    assert [pair.tick(limit).fired for limit in (0, 1, 1, 5)] == [0, 1, 1, 1]
    assert pair.tick().next_at_ms is None


def test_a_reminder_comes_once_before_the_planned_end(pair: Pair) -> None:
    pair.open(reminder_ms=60_000)
    pair.age(FAR_MS - 60_000)
    assert [pair.tick().fired for _ in range(2)] == [1, 0]
    assert kinds(pair)[-1] == "auction_ending_soon"
    assert pair.journal[-1].visible
    pair.manage("extend", by_ms=FAR_MS)
    assert [what for _, _, what, _ in pair.dump().alarms] == ["end"]


@pytest.mark.parametrize("reminder_ms", [0, FAR_MS, 2 * FAR_MS])
def test_no_reminder_is_due_where_there_is_none_or_it_would_be_late(pair: Pair, reminder_ms: int) -> None:
    pair.open(reminder_ms=reminder_ms)
    assert [what for _, _, what, _ in pair.dump().alarms] == ["end"]


def test_an_alarm_of_a_book_that_is_gone_does_not_stop_the_others(pair: Pair) -> None:
    pair.ask("ZADD", f"{TAG}:alarms", "1", "gone|end|0001")
    assert pair.run(pair.book.tick(PARTITION, limit=10)).fired == 1
    assert pair.tick().fired == 0


# Managers ---


def test_a_pause_stops_the_clock(pair: Pair) -> None:
    pair.open(reminder_ms=60_000)
    left = pair.lot().ends_at_ms - pair.manage("pause").at_ms
    assert pair.dump().alarms == []
    pair.age(2 * FAR_MS)
    assert pair.tick().fired == 0
    assert pair.bid("A", 100_000).outcome == "paused"
    resumed = pair.manage("resume")
    assert pair.lot().ends_at_ms == resumed.at_ms + left
    assert [what for _, _, what, _ in pair.dump().alarms] == ["remind", "end"]
    assert pair.bid("A", 100_000).accepted


def test_an_extension_moves_every_lot_that_is_not_over(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()))
    ends = pair.lot().ends_at_ms
    pair.manage("extend", by_ms=1)
    assert [pair.lot(1).ends_at_ms, pair.lot(2).ends_at_ms, pair.auction().ends_at_ms] == [ends + 1] * 3
    assert pair.lot().extended_ms == 0


def test_an_auction_that_ended_is_not_extended_though_its_alarm_did_not_fire(pair: Pair) -> None:
    pair.open()
    pair.age(FAR_MS)
    assert pair.manage("extend", by_ms=FAR_MS).outcome == "closed"
    assert kinds(pair)[-3:] == ["lot_closed", "auction_closed", "auction_extended"]


def test_what_ended_by_itself_is_not_moved_with_the_rest(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()), window_ms=FAR_MS, extension_ms=2 * FAR_MS, cap_ms=FAR_MS)
    pair.bid("A", 100_000)
    pair.age(FAR_MS)
    ends = pair.lot(2).ends_at_ms
    assert pair.manage("extend", by_ms=FAR_MS).accepted
    assert (pair.lot(2).ends_at_ms, pair.lot(2).outcome) == (ends, "no_bid")
    assert [rank for _, _, _, rank in pair.dump().alarms] == [1]
    assert pair.manage("cancel", reason="withdrawn").accepted
    assert (pair.lot(1).outcome, pair.lot(2).outcome) == ("cancelled", "no_bid")


def test_a_lot_that_is_over_is_closed_and_not_paused(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot(100_000, 900_000)), window_ms=FAR_MS, extension_ms=2 * FAR_MS, cap_ms=FAR_MS)
    pair.bid("A", 100_000)
    pair.age(FAR_MS)
    pair.manage("pause")
    assert [pair.bid("B", 110_000, lot=rank).outcome for rank in (1, 2)] == ["paused", "closed"]
    assert pair.manage("lower_reserve", 2, reserve_cents=0).outcome == "closed"


def test_a_coming_auction_may_be_extended_and_cancelled(pair: Pair) -> None:
    pair.open(starts_at_ms=pair.now() + FAR_MS)
    assert pair.manage("extend", by_ms=5).accepted
    assert pair.lot().ends_at_ms == pair.auction().starts_at_ms + FAR_MS + 5
    assert pair.manage("cancel", reason="").accepted
    assert (pair.lot().outcome, pair.dump().alarms, pair.dump().live) == ("cancelled", [], set())


def test_a_cancelled_auction_says_why_and_frees_what_was_held(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()))
    pair.maximum("A", 300_000)
    assert pair.manage("cancel", reason="").outcome == "reason_required"
    assert pair.manage("cancel", reason='a "reason" / with é').accepted
    assert b"reason" in pair.journal[-1].public
    assert pair.dump().exposure == {}


def test_a_book_is_forgotten_some_hours_after_its_end(pair: Pair) -> None:
    pair.open(lots=(a_lot(), a_lot()))
    pair.bid("A", 100_000)
    keys = pair.ask("KEYS", f"{TAG}:auction:*")
    assert {pair.ask("PTTL", key.decode()) for key in keys} == {-1}
    pair.age(FAR_MS)
    pair.tick()
    pair.bid("B", 200_000)
    left = [pair.ask("PTTL", key.decode()) for key in pair.ask("KEYS", f"{TAG}:auction:*")]
    assert all(6 * FAR_MS - 60_000 < ms <= 6 * FAR_MS for ms in left)
