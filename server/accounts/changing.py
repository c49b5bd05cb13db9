"""Apply what somebody wants changed to what is there, when it is still what they saw."""

from typing import TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import fields, replace

from server.protocol.refusals import Code, Refusal

T = TypeVar("T", bound=Struct)


def changed(current: T, change: Struct) -> T:
    """`current` with the fields that the change sets, and the next version; text loses the spaces around it.

    Raises:
        Refusal: `conflict` with the current `version`, somebody else changed it meanwhile.

    """
    version: int = getattr(current, "version")  # noqa: B009 — every Struct given here has one
    if getattr(change, "version") != version:  # noqa: B009 — every Struct given here has one
        raise Refusal(Code.CONFLICT, version=version)
    given = {field.name: getattr(change, field.name) for field in fields(change)}
    values = {name: _tidy(value) for name, value in given.items() if value is not UNSET}
    return replace(current, **{**values, "version": version + 1})


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
