"""Bound every number and string of the wire, so that what passes the codec is in range.

Money is integer cents, times are Unix milliseconds of the book's clock, ids are UUIDv7 strings. The decoder is strict:
floats, booleans, huge integers and strings of another form are refused before anybody sees them.
"""

from typing import Annotated, Literal

from msgspec import Meta

from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, OfferId, PointOfSaleId, ProId, VehicleId
from server.kit.money import CENTS_MAX, Cents

# Browsers hold integers as doubles: beyond this a number would change on its way.
INTEGER_MAX = 2**53 - 1
LOTS_MAX = 1_000

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# In Python `$` also matches before a final newline; the look-ahead takes that back and means nothing in JavaScript.
_END = r"$(?!\n)"
UUID_PATTERN = f"^{_UUID}{_END}"
COMMAND_ID_PATTERN = f"^(?:{_UUID}|[0-7][0-9A-HJKMNP-TV-Z]{{25}}){_END}"
ROOM_PATTERN = f"^(?:me|(?:auction|desk):{_UUID}){_END}"
TEXT_PATTERN = rf"^[^\x00-\x1f]*{_END}"

WireCents = Annotated[Cents, Meta(ge=0, le=CENTS_MAX)]
# Margins and gains may be losses.
SignedCents = Annotated[Cents, Meta(ge=-CENTS_MAX, le=CENTS_MAX)]
Counter = Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
TimeMs = Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
LotRank = Annotated[int, Meta(ge=1, le=LOTS_MAX)]

WireAuctionId = Annotated[AuctionId, Meta(pattern=UUID_PATTERN, max_length=36)]
WireCommandId = Annotated[CommandId, Meta(pattern=COMMAND_ID_PATTERN, max_length=36)]
WireEntityId = Annotated[EntityId, Meta(pattern=UUID_PATTERN, max_length=36)]
WireMemberId = Annotated[MemberId, Meta(pattern=UUID_PATTERN, max_length=36)]
WireOfferId = Annotated[OfferId, Meta(pattern=UUID_PATTERN, max_length=36)]
WirePointOfSaleId = Annotated[PointOfSaleId, Meta(pattern=UUID_PATTERN, max_length=36)]
WireProId = Annotated[ProId, Meta(pattern=UUID_PATTERN, max_length=36)]
WireVehicleId = Annotated[VehicleId, Meta(pattern=UUID_PATTERN, max_length=36)]
RoomName = Annotated[str, Meta(pattern=ROOM_PATTERN, max_length=44)]
ShortText = Annotated[str, Meta(pattern=TEXT_PATTERN, max_length=64)]
Ticket = Annotated[str, Meta(pattern=f"^[A-Za-z0-9_-]+{_END}", max_length=128)]

Audience = Literal["dealer", "pro"]
AuctionFormat = Literal["ascending", "sealed"]
AuctionKind = Literal["whole_lot", "per_unit", "quotation"]
AuctionState = Literal["draft", "scheduled", "open", "closed", "cancelled"]
# `ended` is all that is said of a sealed lot, to either side: what comes of it is decided afterwards (domain 4.7).
LotOutcome = Literal["sold", "reserve_not_met", "no_bid", "sale_cancelled", "ended"]
# In a sealed lot one has `quoted` or `declined`, whatever the others did. The second line is how it ended (domain 7.8):
# `highest_below_reserve` led a lot that wasn't sold, `sale_cancelled` had won it.
Standing = Literal[
    "none", "leading", "leading_below_reserve", "outbid", "quoted", "declined",
    "won", "lost", "highest_below_reserve", "sale_cancelled", "auction_cancelled",
]  # fmt: skip
Guard = Literal["min", "exact"]
BidStatus = Literal["accepted", "refused", "unknown"]
CountdownReason = Literal["soft_close", "recovery", "amended", "paused", "resumed", "ending_soon"]
MarginReason = Literal["bid", "reserve", "cost", "void"]
SubscribeMode = Literal["snapshot", "replay", "same"]
VatRegime = Literal["margin", "standard"]
