"""Keep a pro whose connection ended during the sale to its own lots (domain 2.6). Pure.

It sees on what it leads, and nothing else: what it hears of the auction's room is cut to those lots.
"""

from collections.abc import Collection

from msgspec.structs import replace

from server.auctions.picture import Picture
from server.kit.ids import ProId
from server.protocol.events import (
    AuctionCancelled,
    AuctionClosed,
    AuctionOpened,
    BidVoided,
    CarChanged,
    CountdownChanged,
)
from server.protocol.lots import LotState
from server.protocol.pro_events import PriceChanged, ProEvent, ProLotClosed


def own_lots(picture: Picture, pro_id: ProId) -> frozenset[int]:
    """The lots that the pro leads, or has won; of a sealed auction nobody knows."""
    return frozenset(rank for rank, lot in picture.lots.items() if not lot.sealed and lot.state.leader_pro == pro_id)


def cut(event: ProEvent, lots: Collection[int]) -> ProEvent | None:
    """The event without other lots; None where it is about another."""
    match event:
        case AuctionOpened() | AuctionClosed() | AuctionCancelled():
            return replace(event, lots=_of(event.lots, lots))
        case CountdownChanged(lot=None):
            return replace(event, lots=_of(event.lots or (), lots))
        case CountdownChanged() | BidVoided() | PriceChanged() | ProLotClosed() | CarChanged():
            return event if event.lot in lots else None
        case _:
            return None


def _of(states: tuple[LotState, ...], lots: Collection[int]) -> tuple[LotState, ...]:
    return tuple(state for state in states if state.lot in lots)
