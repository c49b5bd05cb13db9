"""Whose photos they are: what a slice hands over of the thing that is photographed, having checked who asks."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from msgspec import Struct

from server.kit.postgres import Connection
from server.stock.photos.photo import SubjectKind


class Subject(Struct, frozen=True, kw_only=True):
    """A car of the stock, or a trade-in (the tradeins slice passes its own)."""

    kind: SubjectKind
    id: str


# Called in the transaction that changed photos, with the key of the cover: what shows a cover elsewhere follows.
Changed: TypeAlias = Callable[[Connection, Subject, str | None], Awaitable[None]]
