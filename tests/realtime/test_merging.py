"""What may replace what: states of a lot by newer ones, outcomes by nothing; and no number is lost on the way."""

from hypothesis import given
from hypothesis import strategies as any_

from server.kit.money import Cents
from server.protocol.events import Event, PositionChanged
from server.protocol.scalars import Standing
from server.realtime.backlog import Backlog
from server.realtime.merging import bridged, merged, position
from server.realtime.pacing import Pace
from tests.realtime.world import AUCTION, a_close, a_price

# Per event: which lot, and whether it closes it.
stories = any_.lists(any_.tuples(any_.integers(1, 4), any_.booleans()), min_size=1, max_size=60)


def told(story: list[tuple[int, bool]]) -> list[Event]:
    return [
        a_close(seq, lot=lot) if closes else a_price(seq, lot=lot, price_cents=500_000 + seq)
        for seq, (lot, closes) in enumerate(story, start=1)
    ]


def numbers(events: list[Event]) -> list[int]:
    """Every number the events cover, in the order in which a client would count them."""
    return [number for event in events for number in range(event.from_seq or event.seq, event.seq + 1)]


def newest_states(events: list[Event]) -> dict[tuple[str, int], int]:
    return {(type(event).__name__, getattr(event, "lot", 0)): event.seq for event in events}


def closes(events: list[Event]) -> list[int]:
    return [event.seq for event in events if type(event).__name__ == "ProLotClosed"]


@given(stories)
def test_merged_events_say_the_same_in_the_end_and_cover_every_number(story: list[tuple[int, bool]]) -> None:
    events = told(story)
    kept = bridged(merged(events), after=0)
    assert numbers(kept) == list(range(1, len(events) + 1))
    assert newest_states(kept) == newest_states(events)
    assert closes(kept) == closes(events)


@given(stories)
def test_a_backlog_gives_back_the_same(story: list[tuple[int, bool]]) -> None:
    events, backlog = told(story), Backlog()
    for event in events:
        backlog.add(event, bytes_=300)
    given_back = [event for frame in backlog.take() for event in frame]
    assert numbers(given_back) == list(range(1, len(events) + 1))
    assert newest_states(given_back) == newest_states(events)
    assert closes(given_back) == closes(events)
    assert backlog.bytes == 300 * len(given_back)


def test_a_backlog_forgets_a_room_that_was_left() -> None:
    backlog = Backlog()
    backlog.add(a_close(1), bytes_=10)
    backlog.add(a_position("outbid"), bytes_=20)
    backlog.forget(a_close(1).room)
    assert [event.room for frame in backlog.take() for event in frame] == ["me"]
    assert backlog.bytes == 20


def test_a_backlog_fits_its_frames() -> None:
    backlog = Backlog()
    for seq in range(1, 151):
        backlog.add(a_close(seq), bytes_=10)
    assert [len(frame) for frame in backlog.take()] == [64, 64, 22]


@given(stories, any_.lists(any_.floats(0.0, 0.4), min_size=60, max_size=60))
def test_a_paced_room_loses_nothing(story: list[tuple[int, bool]], pauses: list[float]) -> None:
    pace, now, due = Pace(), 0.0, None
    sent: list[tuple[float, Event]] = []
    for event, pause in zip(told(story), pauses, strict=False):
        while due is not None and due <= now + pause:
            kept, due = pace.admit([], now=max(due, now))
            sent += [(now, each) for each in kept]
        now += pause
        kept, due = pace.admit([event], now=now)
        sent += [(now, each) for each in kept]
    while due is not None:
        now = due
        kept, due = pace.admit([], now=now)
        sent += [(now, each) for each in kept]
    events = [event for _, event in sent]
    assert [event.seq for event in events] == sorted(event.seq for event in events)
    assert newest_states(events) == newest_states(told(story))
    assert closes(events) == closes(told(story))


def test_a_hot_lot_gets_ten_frames_a_second_and_its_last_state_at_once_with_an_outcome() -> None:
    pace = Pace()
    sent: list[Event] = []
    for seq in range(1, 101):
        kept, _ = pace.admit([a_price(seq, lot=1)], now=seq / 100)
        sent += kept
    assert len(sent) <= 10
    kept, due = pace.admit([a_close(101, lot=2)], now=1.001)
    assert due is None
    assert [event.seq for event in kept][-1] == 101
    assert {event.seq for event in kept + sent} >= {100, 101}


def test_a_quiet_room_waits_for_nothing() -> None:
    pace = Pace()
    for second in range(10):
        kept, due = pace.admit([a_price(second + 1, lot=1)], now=float(second))
        assert (len(kept), due) == (1, None)


def test_ones_own_positions_are_merged_until_they_are_final() -> None:
    standings: list[Standing] = ["leading", "outbid", "won"]
    assert [event.standing for event in merged(map(a_position, standings)) if isinstance(event, PositionChanged)] == [
        "outbid",
        "won",
    ]


def test_positions_compare_by_epoch_first() -> None:
    assert position(1, 9) < position(2, 1) < position(2, 2)


def a_position(standing: Standing) -> PositionChanged:
    return PositionChanged(
        room="me",
        epoch=1,
        seq=1,
        at_ms=1,
        auction_id=AUCTION,
        lot=1,
        standing=standing,
        price_cents=Cents(1),
        next_min_cents=Cents(2),
        ends_at_ms=3,
    )
