"""Refuse a record whose fields can't be, with all of them at once."""

from collections.abc import Iterable, Mapping
from datetime import date

from server.kit.faults import FieldError
from server.protocol.refusals import invalid
from server.stock.records.rules import Fault, faults


def refuse_faults(
    fields: Mapping[str, object], *, before: Mapping[str, object], today: date, further: Iterable[Fault] = ()
) -> None:
    """Let pass what may be said of a car that was as `before` (empty: a new one); `further` was found already.

    Raises:
        Refusal: `invalid` with every wrong field.

    """
    found = [*further, *faults(fields, before=before, today=today)]
    if found:
        raise invalid(*(FieldError(pointer=fault.pointer, detail=f"{fault.code}: {fault.detail}") for fault in found))
