"""What an auction is: the form it is made from, and the rows that remember it (domain 7)."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from server.kit.ids import (
    DistributionListId,
)
from server.protocol.scalars import (
    UUID_PATTERN,
    WireCents,
    WireEntityId,
    WirePointOfSaleId,
    WireVehicleId,
)
from server.protocol.wire import Received

StockAuctionKind = Literal["whole_lot", "per_unit"]

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


class AuctionVehicleForm(Received, frozen=True, kw_only=True):
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
    vehicles: tuple[AuctionVehicleForm, ...]
