"""What an auction is: the form it is made from, and the rows that remember it (domain 7)."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.kit.ids import (
    AuctionId,
    DistributionListId,
    EntityId,
    MemberId,
    OfferId,
    PointOfSaleId,
    ProId,
    UserId,
    VehicleId,
)
from server.kit.money import Cents
from server.kit.partitions import Partition
from server.protocol.scalars import (
    UUID_PATTERN,
    AuctionFormat,
    AuctionKind,
    AuctionState,
    WireCents,
    WireEntityId,
    WirePointOfSaleId,
    WireVehicleId,
)
from server.protocol.wire import Received
from server.stock.margins import GainBasis

StockAuctionKind = Literal["whole_lot", "per_unit"]
LotEnd = Literal["sold", "reserve_not_met", "no_bid", "sale_cancelled", "cancelled"]

# One function call opens a whole auction in the book, and a page shows it whole.
VEHICLES_MAX = 200
WireDistributionListId = Annotated[DistributionListId, Meta(pattern=UUID_PATTERN, max_length=36)]
# Bounds wider than the rules', so that the rules can name every bad field at once.
Seconds = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]


class SoftCloseForm(Received, frozen=True, kw_only=True):
    """How a late bid moves the end (domain 7.11)."""

    window_seconds: Seconds
    extension_seconds: Seconds
    cap_seconds: Seconds


class VehicleForm(Received, frozen=True, kw_only=True):
    """A car to auction; without a starting price it starts at its trade price (domain 7.2). Incl. VAT."""

    vehicle_id: WireVehicleId
    starting_price_cents: WireCents | None = None
    reserve_cents: WireCents | None = None


class AuctionForm(Received, frozen=True, kw_only=True):
    """What a dealer fills in (domain 7.2). `soft_close` null: hard end, left out: the entity's default. Incl. VAT."""

    kind: StockAuctionKind
    entity_id: WireEntityId
    point_of_sale_id: WirePointOfSaleId
    distribution_list_id: WireDistributionListId | None = None
    starts_at: datetime | None = None
    duration_seconds: Seconds
    minimum_raise_cents: WireCents
    soft_close: SoftCloseForm | UnsetType | None = UNSET
    reserve_cents: WireCents | None = None
    vehicles: tuple[VehicleForm, ...]


class AuctionSettings(Struct, frozen=True, kw_only=True):
    """An entity's defaults; a window of 0 is a hard end."""

    gain_basis: GainBasis = "as_guide"
    soft_close_window_seconds: int = 60
    soft_close_extension_seconds: int = 60
    soft_close_cap_seconds: int = 1_800


class Auction(Struct, frozen=True, kw_only=True):
    """The row of an auction; a soft close window of 0 is a hard end."""

    id: AuctionId
    entity_id: EntityId
    point_of_sale_id: PointOfSaleId
    partition: Partition
    number: int
    format: AuctionFormat
    kind: AuctionKind
    state: AuctionState
    distribution_list_id: DistributionListId | None
    created_by: UserId
    created_at: datetime
    starts_at: datetime
    duration_seconds: int
    ends_at: datetime
    closed_at: datetime | None
    minimum_raise_cents: Cents
    soft_close_window_seconds: int
    soft_close_extension_seconds: int
    soft_close_cap_seconds: int
    gain_basis: GainBasis
    cancelled_reason: str | None


class LotVehicle(Struct, frozen=True, kw_only=True):
    """A car of a lot with the prices of the day the auction was made; margin excl. VAT, the others incl. VAT."""

    lot: int
    position: int
    vehicle_id: VehicleId
    starting_price_cents: Cents
    sale_price_cents: Cents
    market_value_cents: Cents | None
    real_margin_cents: Cents


class Lot(Struct, frozen=True, kw_only=True):
    """The row of a lot and its cars in order; price, winner and offer once it is over."""

    lot: int
    number: int
    starting_price_cents: Cents
    reserve_cents: Cents | None
    outcome: LotEnd | None
    price_cents: Cents | None
    winner_pro_id: ProId | None
    winner_member_id: MemberId | None
    offer_id: OfferId | None
