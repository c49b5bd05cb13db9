"""Page through lists: `?limit=50&cursor=...` answers `{items, next_cursor, total}`.

A cursor is the sort key of the last item shown, so that a page stays right while rows come and go. A key is two
columns: the value sorted by, then the id, which makes the order total.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter
from msgspec import Struct

from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

T = TypeVar("T")

LIMIT_DEFAULT = 50
LIMIT_MAX = 200
# A cursor of ours is some 80 characters; a sort value of text may make it longer.
CURSOR_LENGTH_MAX = 600
QUERY_LENGTH_MAX = 200
# Postgres stores no NUL; what can't be stored can't be searched.
STORABLE = r"^[^\u0000]*$"

# For the arguments of a route: `limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None, q: Words = None`.
# Bounds of parameters are the framework's own words: it drops those of msgspec.
Limit = Annotated[int, QueryParameter(ge=1, le=LIMIT_MAX)]
Cursor = Annotated[str | None, QueryParameter(max_length=CURSOR_LENGTH_MAX)]
Words = Annotated[str | None, QueryParameter(max_length=QUERY_LENGTH_MAX, pattern=STORABLE)]

CursorKey = tuple[str | int | None, str]
_key_decoder: msgspec.json.Decoder[CursorKey] = msgspec.json.Decoder(CursorKey)


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """One page; `total` counts all pages, `next_cursor` is None on the last."""

    items: list[T]
    next_cursor: str | None
    total: int


def sort_pattern(names: Iterable[str]) -> str:
    """What `sort=` may be: one of the names, `-` before it for the other way round."""
    return f"^-?(?:{'|'.join(names)})$(?!\\n)"


def page_of(rows: Sequence[T], *, limit: int, total: int, key: Callable[[T], CursorKey]) -> Page[T]:
    """The page of `rows`, which were asked with `LIMIT limit + 1`; `key` gives (sort value, id) of an item."""
    items = list(rows[:limit])
    next_cursor = encode_cursor(key(items[-1])) if len(rows) > limit else None
    return Page(items=items, next_cursor=next_cursor, total=total)


def encode_cursor(key: CursorKey) -> str:
    """An opaque text for the key (sort value, id) of the last item shown."""
    return urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> CursorKey | None:
    """The key in a cursor, or None on the first page.

    Raises:
        Refusal: `invalid` on `cursor`, it isn't one of ours.

    """
    if cursor is None:
        return None
    try:
        return _key_decoder.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Refusal(Code.INVALID, errors=[field_error("cursor", Fault.NO_CURSOR)]) from error
