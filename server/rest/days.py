"""Know which days people can mean: a business writes those from 2000 to ten years ahead, a car's papers older. Pure.

Every body is checked by `day_errors` (`bodies.py`), so that a field that says nothing has the range of a business;
`RegistrationDay` says another. What comes by an address or a file asks `day_error` (`search.py`, `records/rules.py`).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Annotated

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error

# A date is written in the writer's own time zone.
TOMORROW = timedelta(days=1)
LEAP_DAY = (2, 29)


class Span(Struct, frozen=True, kw_only=True):
    """From a first day to so many years after today; none: to today, wherever that is."""

    first: date
    years_ahead: int

    def last(self, today: date) -> date:
        """The last day of it, as seen today."""
        if not self.years_ahead:
            return today + TOMORROW
        day = 28 if (today.month, today.day) == LEAP_DAY else today.day
        return date(today.year + self.years_ahead, today.month, day)


BUSINESS = Span(first=date(2000, 1, 1), years_ahead=10)
REGISTRATION = Span(first=date(1900, 1, 1), years_ahead=0)

RegistrationDay = Annotated[
    date,
    msgspec.Meta(extra={"span": REGISTRATION}, description="From 1900-01-01 to today; other days begin in 2000."),
]


def day_error(pointer: str, day: date, span: Span, *, today: date) -> FieldError | None:
    """What is wrong with a day, or with a moment, which also says where on earth it is meant."""
    if isinstance(day, datetime):
        if day.tzinfo is None:
            return field_error(pointer, Fault.NO_TIME_ZONE)
        day = day.date()
    last = span.last(today)
    if day < span.first:
        return field_error(pointer, Fault.TOO_OLD, first=span.first.isoformat())
    if day > last:
        return (
            field_error(pointer, Fault.TOO_FAR, last=last.isoformat())
            if span.years_ahead
            else field_error(pointer, Fault.IN_THE_FUTURE)
        )
    return None


def day_errors(value: object, *, today: date, pointer: str = "", span: Span = BUSINESS) -> Iterator[FieldError]:
    """The same for every day in a body, however deep."""
    match value:
        case date():
            error = day_error(pointer, value, span, today=today)
            if error is not None:
                yield error
        case Struct():
            for name, encoded, own in _spans(type(value)):
                yield from day_errors(getattr(value, name), today=today, pointer=f"{pointer}/{encoded}", span=own)
        case list() | tuple():
            for index, item in enumerate(value):
                yield from day_errors(item, today=today, pointer=f"{pointer}/{index}", span=span)
        case _:
            return


def spans_of(struct: type[Struct]) -> Mapping[str, Span]:
    """Each field's range, where it holds a day."""
    return {name: span for name, _, span in _spans(struct)}


@cache
def _spans(struct: type[Struct]) -> tuple[tuple[str, str, Span], ...]:
    return tuple((field.name, field.encode_name, _span(field.type)) for field in fields(struct))


def _span(shape: object) -> Span:
    for part in (*getattr(shape, "__metadata__", ()), *getattr(shape, "__args__", ())):
        if isinstance(part, msgspec.Meta):
            return (part.extra or {}).get("span", BUSINESS)
        if (found := _span(part)) is not BUSINESS:
            return found
    return BUSINESS
