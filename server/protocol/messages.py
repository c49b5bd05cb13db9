"""Everything a socket may carry, by side and audience."""

from server.protocol.commands import ClientMessage
from server.protocol.dealer_events import DealerEvent, DeskEvent
from server.protocol.events import MeEvent
from server.protocol.pro_events import ProEvent
from server.protocol.replies import Reply

SUBPROTOCOL = "adjuge.v1"

ProMessage = Reply | ProEvent | MeEvent
DealerMessage = Reply | DealerEvent | DeskEvent | MeEvent

__all__ = ["SUBPROTOCOL", "ClientMessage", "DealerMessage", "ProMessage"]
