"""Refuse a record whose fields can't be, with all of them at once."""

from collections.abc import Iterable, Mapping
from datetime import date

from server.protocol.field_errors import FieldError
from server.protocol.refusals import Code, Refusal
from server.stock.records.rules import faults


def refuse_faults(
    fields: Mapping[str, object], *, before: Mapping[str, object], today: date, further: Iterable[FieldError] = ()
) -> None:
    """Let pass what may be said of a car that was as `before` (empty: a new one); `further` was found already.

    Raises:
        Refusal: `invalid` with every wrong field.

    """
    found = [*further, *faults(fields, before=before, today=today)]
    if found:
        raise Refusal(Code.INVALID, errors=found)
