"""Turn what the decoder says of a value that doesn't fit into a fault of its field. Pure.

The decoder (msgspec) says it in words only; they are read here and nowhere else.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Literal, get_args, get_origin

import msgspec

from server.kit.http import NAME_PATTERN, UUID_PATTERN
from server.protocol import scalars
from server.protocol.faults import Fact, Fault
from server.protocol.field_errors import FieldError, field_error

AT = re.compile(r" - at `(?P<path>[^`]*)`$")
STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>[0-9]+|\.\.\.)\]")
BOUND = re.compile(r"Expected `\w+`( of length)? (>=|<=|>|<) (-?[0-9.e+]+)")
OTHER_TYPE = re.compile(r"Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`")
MATCHING = re.compile(r"Expected `str` matching regex (?P<pattern>.+)", re.DOTALL)
MEMBER = re.compile(r"Object (?P<what>missing required|contains unknown) field `(?P<name>.*)`")
PATTERNS: Mapping[str, Fault] = {
    repr(UUID_PATTERN): Fault.NO_ID,
    repr(NAME_PATTERN): Fault.NO_NAME,
    repr(scalars.UUID_PATTERN): Fault.NO_ID,
    repr(scalars.COMMAND_ID_PATTERN): Fault.NO_COMMAND_ID,
    repr(scalars.ROOM_PATTERN): Fault.NO_ROOM,
    repr(scalars.TEXT_PATTERN): Fault.CONTROL_CHARACTER,
}
FIXED: Mapping[str, Fault] = {
    "Invalid RFC3339 encoded datetime": Fault.NO_TIME,
    "Invalid RFC3339 encoded date": Fault.NO_DATE,
    "Expected `datetime` with a timezone component": Fault.NO_TIME_ZONE,
    "Invalid UUID": Fault.NO_ID,
}
# As JSON names them.
TYPES: Mapping[str, str] = {"int": "integer", "str": "string", "float": "number", "bool": "boolean"}


def misfit(text: str, pointer: str, shape: object = None) -> FieldError:
    """The decoder's message about the value at `pointer`, or below it; `shape` is what was declared there."""
    if found := AT.search(text):
        pointer += "".join(f"/{step['name'] or step['index']}" for step in STEP.finditer(found["path"]))
        text = text[: found.start()]
    if text in FIXED:
        return field_error(pointer, FIXED[text])
    if member := MEMBER.fullmatch(text):
        missing = member["what"].startswith("missing")
        return field_error(f"{pointer}/{member['name']}", Fault.REQUIRED if missing else Fault.UNKNOWN_FIELD)
    if bound := BOUND.fullmatch(text):
        return _out_of_bounds(pointer, *bound.groups(), bounds=_bounds(shape))
    if other := OTHER_TYPE.fullmatch(text):
        return field_error(pointer, Fault.WRONG_TYPE, expected=_type(other["expected"]), got=_type(other["got"]))
    if matching := MATCHING.fullmatch(text):
        fault = PATTERNS.get(matching["pattern"])
        return field_error(pointer, fault) if fault else field_error(pointer, Fault.WRONG_FORM, **matching.groupdict())
    if text.startswith("Invalid enum value") and (choices := ", ".join(_choices(shape))):
        return field_error(pointer, Fault.NO_CHOICE, choices=choices)
    return field_error(pointer, Fault.UNREADABLE, reason=text)


def _out_of_bounds(
    pointer: str, of_length: str | None, sign: str, limit: str, *, bounds: Mapping[str, Fact]
) -> FieldError:
    """The bound that was passed; both of a number, where both are declared."""
    value: Fact = int(limit) if re.fullmatch(r"-?[0-9]+", limit) else limit
    if isinstance(value, int):
        value += {">": 1, "<": -1}.get(sign, 0)
    least = sign.startswith(">")
    if of_length:
        fault = Fault.TOO_SHORT if least else Fault.TOO_LONG
    elif {"least", "most"} <= bounds.keys():
        return field_error(pointer, Fault.OUT_OF_BOUNDS, **bounds)
    else:
        fault = Fault.TOO_LOW if least else Fault.TOO_HIGH
    return field_error(pointer, fault, **{"least" if least else "most": value})


def _bounds(shape: object) -> Mapping[str, Fact]:
    """The first declared bounds of a number."""
    for meta in getattr(shape, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and (meta.ge is not None or meta.le is not None):
            named = {"least": meta.ge, "most": meta.le}
            return {name: int(bound) for name, bound in named.items() if bound is not None}
    return next((found for part in get_args(shape) if (found := _bounds(part))), {})


def _choices(shape: object) -> Iterator[str]:
    """Every value that a Literal or an Enum in `shape` takes."""
    if isinstance(shape, type) and issubclass(shape, Enum):
        yield from (str(member.value) for member in shape)
    elif get_origin(shape) is Literal:
        yield from map(str, get_args(shape))
    else:
        for part in get_args(shape):
            yield from _choices(part)


def _type(names: str) -> str:
    return " | ".join(TYPES.get(name, name) for name in names.split(" | "))
