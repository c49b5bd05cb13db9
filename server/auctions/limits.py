"""What bounds a bid beyond its lot, as the book takes it: limits at an entity, what was won there (domain "Limits")."""

from collections.abc import Mapping

from msgspec import Struct

from server.kit.ids import AuctionId, EntityId, MemberId, ProId
from server.kit.money import Cents


class Limits(Struct, frozen=True, kw_only=True):
    """What pros and members may commit at an entity, None: no bound.

    `revision` numbers the reading: it was drawn before the rows were read, so that a later number never knows less.
    """

    entity: EntityId
    revision: int
    limits: Mapping[ProId | MemberId, Cents | None]


class Won(Struct, frozen=True, kw_only=True):
    """A sold lot that isn't ordered yet: it counts by its price."""

    entity: EntityId
    auction: AuctionId
    lot: int
    leader_pro: ProId
    leader_member: MemberId
    price_cents: Cents


class Place(Struct, frozen=True, order=True):
    """A lot of an auction."""

    auction_id: AuctionId
    lot: int
