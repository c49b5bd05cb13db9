"""What the views of an auction need beyond its entries: cars, margins, the names of people (domain 7.6, 7.7)."""

from collections.abc import Mapping

from msgspec import Struct

from server.kit.ids import AuctionId, EntityId, OfferId, ProId, UserId
from server.kit.money import Cents
from server.protocol.lots import DealerVehicle, Party, Vehicle
from server.protocol.scalars import AuctionFormat, AuctionKind
from server.protocol.snapshots import SoftClose


class LotContext(Struct, frozen=True, kw_only=True):
    """A lot as it was made, and the offer it led to; margin excl. VAT, what its cars earn at their sale prices."""

    lot: int
    number: int
    starting_price_cents: Cents
    reserve_cents: Cents | None
    sale_price_cents: Cents
    real_margin_cents: Cents
    vehicles: tuple[DealerVehicle, ...]
    shown_vehicles: tuple[Vehicle, ...]
    offer_id: OfferId | None
    sale_cancelled: bool


class AuctionContext(Struct, frozen=True, kw_only=True):
    """An auction's fixed parts; `pros` and `members` name everybody who was invited, `comment` is told to them.

    `asked_by` is whose trade-in is quoted.
    """

    id: AuctionId
    entity_id: EntityId
    number: int
    format: AuctionFormat
    kind: AuctionKind
    starts_at_ms: int
    ends_at_ms: int
    minimum_raise_cents: Cents
    soft_close: SoftClose | None
    entity: Party
    point_of_sale: Party
    comment: str | None
    lots: Mapping[int, LotContext]
    pros: Mapping[ProId, Party]
    members: Mapping[str, Party]
    asked_by: UserId | None = None

    def pro(self, pro_id: ProId) -> Party:
        """The pro with its name."""
        return self.pros.get(pro_id) or Party(id=pro_id, name="")

    def member(self, member_id: str) -> Party | None:
        """The member with its name, None where nobody acted."""
        return self.members.get(member_id) or (Party(id=member_id, name="") if member_id else None)
