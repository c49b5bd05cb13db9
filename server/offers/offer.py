"""What an offer is: a priced proposal to a buyer, its lines in order (domain 5.1, 7.9). Amounts incl. VAT."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from server.kit.ids import AuctionId, OfferId, VehicleId
from server.kit.money import Cents
from server.protocol.lots import Party

OfferState = Literal["in_progress", "validated", "ordered", "abandoned"]


class OfferLine(Struct, frozen=True, kw_only=True):
    """A car and its price; a locked line is an auction's and can't be changed.

    One whose sale was cancelled says why, and counts no more (domain 7.9).
    """

    position: int
    vehicle_id: VehicleId | None
    label: str
    amount_cents: Cents
    locked: bool
    cancelled_reason: str | None


class FromAuction(Struct, frozen=True, kw_only=True):
    """The auction an offer was born from."""

    id: AuctionId
    number: int


class OfferSummary(Struct, frozen=True, kw_only=True):
    """An offer in a list."""

    id: OfferId
    number: int
    state: OfferState
    entity: Party
    point_of_sale: Party
    pro: Party | None
    auction: FromAuction | None
    total_cents: Cents
    lines: int
    created_at: datetime


class Offer(Struct, frozen=True, kw_only=True):
    """An offer with its lines; edits name its `version`.

    `pro` has the name it was made out to, `pro_renamed` the one in the dealer's record where that changed since.
    """

    id: OfferId
    number: int
    version: int
    state: OfferState
    entity: Party
    point_of_sale: Party
    pro: Party | None
    pro_renamed: str | None
    auction: FromAuction | None
    total_cents: Cents
    lines: tuple[OfferLine, ...]
    created_at: datetime
    abandoned_reason: str | None
