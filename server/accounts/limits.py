"""Who is told that a limit changed: the order books, which the slices above keep (domain "Limits")."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from server.kit.ids import ProId

# Called once the change is committed; returns when open auctions go by it.
LimitsChanged: TypeAlias = Callable[[ProId], Awaitable[None]]
