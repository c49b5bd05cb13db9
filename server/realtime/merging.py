"""Decide which events may replace each other, and bridge the gaps that leaves. Pure.

Events are absolute, so the newest state of a lot says all that its predecessors said. Outcomes, openings, quotes and
what concerns one person's wins are told each for itself.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from server.protocol.dealer_events import BidPlaced, MarginChanged
from server.protocol.events import CarChanged, CountdownChanged, Event, PositionChanged, Presence, Unnumbered
from server.protocol.pro_events import PriceChanged

Key: TypeAlias = tuple[str, ...]

FINAL_STANDINGS = frozenset({"won", "lost", "highest_below_reserve", "sale_cancelled", "auction_cancelled", "declined"})
_EPOCH_BITS = 53


def position(epoch: int, seq: int) -> int:
    """Epoch and seq as one number that compares as the pair does."""
    return epoch << _EPOCH_BITS | seq


def position_of(event: Event) -> int:
    """Where an event stands in its room."""
    return position(event.epoch, event.seq)


def first_position_of(event: Event) -> int:
    """Where the first of the events stands that were merged into this one."""
    return position(event.epoch, event.from_seq or event.seq)


def is_unnumbered(event: Event) -> bool:
    """Whether no book numbered it: who is there, a car shown anew, a margin that a cost changed."""
    return isinstance(event, Unnumbered) or (isinstance(event, MarginChanged) and event.why == "cost")


def is_market(event: Event) -> bool:
    """Whether a crowd sees it move many times a second, so that its frames are rationed."""
    return isinstance(event, PriceChanged | BidPlaced | MarginChanged) or (
        isinstance(event, CountdownChanged) and event.why == "soft_close"
    )


def merge_key(event: Event) -> Key | None:
    """What a later event with the same key makes superfluous; None: nothing does."""
    match event:
        case PriceChanged() | BidPlaced() | MarginChanged():
            return (event.room, type(event).__name__, str(event.lot))
        case CountdownChanged(why="soft_close"):
            return (event.room, "countdown", str(event.lot))
        case PositionChanged() if event.standing not in FINAL_STANDINGS:
            return (event.room, event.auction_id, str(event.lot))
        case Presence():
            return (event.room, "presence")
        case CarChanged():
            return (event.room, "car", event.vehicle.id)
        case _:
            return None


def merged(events: Iterable[Event]) -> list[Event]:
    """The events without those that a later one replaces, in their order."""
    kept: dict[Key | int, Event] = {}
    for number, event in enumerate(events):
        key = merge_key(event) or number
        kept.pop(key, None)
        kept[key] = event
    return list(kept.values())


def bridged(events: Sequence[Event], *, after: int) -> list[Event]:
    """Events of one room with `from_seq` wherever the one before, or `after`, isn't the previous number."""
    told: list[Event] = []
    for event in events:
        missing = event.seq > after + 1
        told.append(replace(event, from_seq=after + 1) if missing and event.from_seq != after + 1 else event)
        after = max(after, event.seq)
    return told


def beyond(event: Event, *, joined: int) -> Event | None:
    """The event for one who joined at a position: merged only of what came later; None where all of it is known."""
    if position_of(event) <= joined:
        return None
    if first_position_of(event) > joined:
        return event
    first = joined - position(event.epoch, 0) + 1
    return replace(event, from_seq=first if first < event.seq else None)
