"""Read JSON bodies strictly, and name every bad field at once.

The framework would take "1" and 1.0 for an integer and stop at the first mistake. `BodyRequest` decodes the body into
the route's own type instead: no coercion, unknown fields refused where the Struct says so, NUL characters refused
everywhere (Postgres can't store them), and so are days that nobody can mean (`days.py`).
"""

from collections.abc import AsyncGenerator, Iterator
from typing import Any, get_args, get_origin

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import fields
from typing_extensions import override

from server.kit import clock
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.protocol.misfits import misfit
from server.protocol.refusals import Code, Refusal
from server.rest.days import day_errors

# A body with more mistakes than this is noise, and the answer must not outgrow the question.
ERRORS_MAX = 50


class BodyRequest(Request[Any, Any, Any]):
    """A request whose JSON body arrives as the type the route declared for `data`."""

    @override
    async def stream(self) -> AsyncGenerator[bytes]:
        """The body, piece by piece; one that its sender abandons is nobody's mistake here."""
        try:
            async for piece in super().stream():
                yield piece
        except InternalServerException as error:
            if not self.is_connected:
                raise  # read twice: ours
            raise Refusal(Code.BAD_REQUEST, errors=[field_error("", Fault.INCOMPLETE)]) from error

    @override
    async def json(self) -> Any:
        body = await self.body()
        declared = self.route_handler.parsed_data_field
        return parse(body, declared.raw if declared else Any)


def parse(body: bytes, shape: Any) -> Any:
    """`body` as `shape`.

    Raises:
        Refusal: `bad_request`, not JSON; `invalid`, with all the fields that don't fit.

    """
    try:
        plain = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(Code.BAD_REQUEST, errors=[field_error("", Fault.NOT_JSON)]) from error
    errors = [*_nul_characters(plain, "")]
    try:
        value = msgspec.convert(plain, shape)
    except msgspec.ValidationError as error:
        named = {nul.pointer for nul in errors}
        mistakes = [*_mistakes(plain, shape, "")] or [misfit(str(error), "", shape)]
        mistakes = [mistake for mistake in mistakes if mistake.pointer not in named]
        raise Refusal(Code.INVALID, errors=[*errors, *mistakes][:ERRORS_MAX]) from error
    errors += day_errors(value, today=clock.now().date())
    if errors:
        raise Refusal(Code.INVALID, errors=errors[:ERRORS_MAX])
    return value


def _mistakes(plain: object, shape: Any, pointer: str) -> Iterator[FieldError]:
    """Each thing that keeps `plain` from being `shape`, found by trying field by field."""
    struct = _struct_of(shape)
    if struct is not None and isinstance(plain, dict):
        yield from _struct_mistakes(plain, struct, pointer)
        return
    item = _item_of(shape)
    if item is not None and isinstance(plain, list):
        for index, element in enumerate(plain):
            yield from _mistakes(element, item, f"{pointer}/{index}")
    # What holds between the parts, such as a length, or a plain value.
    try:
        msgspec.convert(plain, shape)
    except msgspec.ValidationError as error:
        mistake = misfit(str(error), pointer, shape)
        if item is None or mistake.pointer == pointer:
            yield mistake


def _struct_mistakes(plain: dict[str, Any], struct: type[Struct], pointer: str) -> Iterator[FieldError]:
    known = {field.encode_name: field for field in fields(struct)}
    for name, field in known.items():
        if name in plain:
            yield from _mistakes(plain[name], field.type, f"{pointer}/{_escaped(name)}")
        elif field.required:
            yield field_error(f"{pointer}/{_escaped(name)}", Fault.REQUIRED)
    if struct.__struct_config__.forbid_unknown_fields:
        for name in plain:
            if name not in known and name != struct.__struct_config__.tag_field:
                yield field_error(f"{pointer}/{_escaped(name)}", Fault.UNKNOWN_FIELD)


def _struct_of(shape: Any) -> type[Struct] | None:
    """The one Struct in `shape`, through Annotated, None and UNSET; a union of Structs has none."""
    if isinstance(shape, type):
        return shape if issubclass(shape, Struct) else None
    parts = [part for part in _parts(shape) if part not in (type(None), UnsetType, UNSET)]
    return _struct_of(parts[0]) if len(parts) == 1 and parts[0] is not shape else None


def _item_of(shape: Any) -> Any | None:
    """What a list or tuple of `shape` holds, if it is one."""
    if get_origin(shape) in (list, tuple, frozenset, set):
        return get_args(shape)[0]
    parts = [part for part in _parts(shape) if part not in (type(None), UnsetType)]
    return _item_of(parts[0]) if len(parts) == 1 and parts[0] is not shape else None


def _parts(shape: Any) -> tuple[Any, ...]:
    if hasattr(shape, "__metadata__"):
        return (shape.__origin__,)
    origin = get_origin(shape)
    return () if origin in (list, tuple, dict, frozenset, set) else get_args(shape)


def _nul_characters(plain: object, pointer: str) -> Iterator[FieldError]:
    match plain:
        case str():
            if "\0" in plain:
                yield field_error(pointer, Fault.NUL_CHARACTER)
        case list():
            for index, element in enumerate(plain):
                yield from _nul_characters(element, f"{pointer}/{index}")
        case dict():
            for name, element in plain.items():
                yield from _nul_characters(element, f"{pointer}/{_escaped(name)}")
        case _:
            return


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
