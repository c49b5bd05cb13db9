"""What the decoder says is told as a fault of a field, with its limits."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Literal
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta, Struct

from server.kit.http import ID, NAME_PATTERN
from server.protocol.faults import Fault
from server.protocol.misfits import misfit


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Car(Struct, forbid_unknown_fields=True):
    doors: int


SHAPES: list[tuple[object, object, Fault, dict[str, object]]] = [
    (Annotated[int, Meta(ge=0, le=9)], 10, Fault.OUT_OF_BOUNDS, {"least": 0, "most": 9}),
    (Annotated[int, Meta(ge=0, le=9)] | None, -1, Fault.OUT_OF_BOUNDS, {"least": 0, "most": 9}),
    (Annotated[int, Meta(ge=1)], 0, Fault.TOO_LOW, {"least": 1}),
    (Annotated[int, Meta(gt=1)], 1, Fault.TOO_LOW, {"least": 2}),
    (Annotated[int, Meta(lt=1)], 1, Fault.TOO_HIGH, {"most": 0}),
    (Annotated[float, Meta(le=1.5)], 2.0, Fault.TOO_HIGH, {"most": "1.5"}),
    (Annotated[str, Meta(max_length=3)], "four", Fault.TOO_LONG, {"most": 3}),
    (Annotated[list[int], Meta(min_length=1)], [], Fault.TOO_SHORT, {"least": 1}),
    (int, "1", Fault.WRONG_TYPE, {"expected": "integer", "got": "string"}),
    (int | None, "1", Fault.WRONG_TYPE, {"expected": "integer | null", "got": "string"}),
    (Literal["a", "b"], "c", Fault.NO_CHOICE, {"choices": "a, b"}),
    (Colour | None, "green", Fault.NO_CHOICE, {"choices": "red, blue"}),
    (date, "tomorrow", Fault.NO_DATE, {}),
    (datetime, "tomorrow", Fault.NO_TIME, {}),
    (Annotated[datetime, Meta(tz=True)], "2026-11-24T08:00:00", Fault.NO_TIME_ZONE, {}),
    (UUID, "x", Fault.NO_ID, {}),
    (Annotated[str, ID], "x" * 36, Fault.NO_ID, {}),
    (Annotated[str, Meta(pattern=NAME_PATTERN)], " ", Fault.NO_NAME, {}),
    (Annotated[str, Meta(pattern="^a$")], "b", Fault.WRONG_FORM, {"pattern": "'^a$'"}),
]


@pytest.mark.parametrize(("shape", "value", "fault", "facts"), SHAPES)
def test_a_value_that_does_not_fit_is_told_with_what_would(
    shape: object, value: object, fault: Fault, facts: dict[str, object]
) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(value, shape)
    error = misfit(str(caught.value), "/field", shape)
    assert (error.pointer, error.code, error.facts) == ("/field", fault, facts)


@pytest.mark.parametrize(
    ("value", "pointer", "fault"),
    [
        ({"doors": "x"}, "/car/doors", Fault.WRONG_TYPE),
        ({}, "/car/doors", Fault.REQUIRED),
        ({"doors": 1, "wings": 2}, "/car/wings", Fault.UNKNOWN_FIELD),
    ],
)
def test_what_is_deeper_is_pointed_at(value: object, pointer: str, fault: Fault) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(value, Car)
    error = misfit(str(caught.value), "/car")
    assert (error.pointer, error.code) == (pointer, fault)


def test_words_that_are_new_are_passed_on() -> None:
    error = misfit("Expected something new", "/field")
    assert (error.code, error.facts) == (Fault.UNREADABLE, {"reason": "Expected something new"})
