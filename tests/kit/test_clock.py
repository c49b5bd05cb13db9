"""The clock: UTC, milliseconds, no jumps."""

from datetime import UTC, datetime, timedelta

from server.kit import clock


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_milliseconds_come_back_as_the_same_time() -> None:
    at = datetime(2026, 11, 24, 16, 36, 0, 123_000, tzinfo=UTC)
    assert clock.from_ms(clock.to_ms(at)) == at
    assert clock.to_ms(clock.from_ms(1_700_000_000_999)) == 1_700_000_000_999


def test_the_two_clocks_agree() -> None:
    assert abs(clock.to_ms(clock.now()) - clock.now_ms()) < 1_000


def test_the_monotonic_clock_never_goes_back() -> None:
    first = clock.monotonic()
    assert clock.monotonic() >= first
