"""Say who acts: the one signed in, as REST and sockets carry it (domain 1.2-1.4)."""

from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct

from server.kit.ids import AccountId, EntityId, GroupId, MemberId, ProId, UserId
from server.kit.money import Cents

ValidationRight = Literal["none", "own", "all"]
Role = Literal["bidder", "viewer"]
AccountKind = Literal["person", "machine"]


class Right(StrEnum):
    """What a dealer's user group may allow besides validating trade-ins (domain 1.3, 1.6)."""

    MANAGE_STOCK = "manage_stock"
    RUN_AUCTIONS = "run_auctions"
    MANAGE_PROS = "manage_pros"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_USERS = "manage_users"
    SEE_MARGINS = "see_margins"  # purchase prices, costs and what is earned
    SEE_POLICE_REGISTER = "see_police_register"


class DealerUser(Struct, frozen=True, kw_only=True):
    """Somebody of a dealer group: sees the entities granted, does what the user group allows; or a key, for them."""

    account_id: AccountId
    user_id: UserId
    group_id: GroupId
    name: str
    email: str
    locale: str
    entity_ids: frozenset[EntityId]
    validation_right: ValidationRight
    rights: frozenset[Right]
    by_key: bool = False


class ProMember(Struct, frozen=True, kw_only=True):
    """Somebody of a pro; `limit_cents` bounds what may be committed at one entity, None is no bound (domain 1.4).

    Whoever `manages` also decides on the pro's members and its connections.
    """

    account_id: AccountId
    member_id: MemberId
    pro_id: ProId
    pro_name: str
    name: str
    email: str
    locale: str
    role: Role
    limit_cents: Cents | None
    manages: bool = False


Principal: TypeAlias = DealerUser | ProMember
