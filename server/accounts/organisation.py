"""What an organisation looks like from outside: groups, entities, people, and the one signed in (domain 1)."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from server.accounts.principal import AccountKind, Right, Role, ValidationRight
from server.kit.ids import AccountId, EntityId, GroupId, MemberId, PointOfSaleId, ProId, UserGroupId, UserId
from server.kit.money import Cents


class Group(Struct, frozen=True, kw_only=True):
    """A dealer group."""

    id: GroupId
    name: str
    version: int


class PointOfSale(Struct, frozen=True, kw_only=True):
    """Where an entity's cars stand and are handed over."""

    id: PointOfSaleId
    entity_id: EntityId
    name: str
    address: str
    postcode: str
    city: str
    phone: str
    version: int


class Entity(Struct, frozen=True, kw_only=True):
    """A dealer of the group."""

    id: EntityId
    name: str
    points_of_sale: list[PointOfSale]
    version: int


class UserGroup(Struct, frozen=True, kw_only=True):
    """What the people in it may do."""

    id: UserGroupId
    name: str
    validation_right: ValidationRight
    rights: list[Right]
    second_factor_required: bool
    users: int
    version: int


class User(Struct, frozen=True, kw_only=True):
    """Somebody of the group."""

    id: UserId
    name: str
    email: str
    user_group_id: UserGroupId
    entity_ids: list[EntityId]
    disabled: bool
    second_factor: bool
    version: int


class Member(Struct, frozen=True, kw_only=True):
    """Somebody, or a machine, that acts for a pro; `manages`: its people and connections, too (domain 1.4)."""

    id: MemberId
    name: str
    email: str
    kind: AccountKind
    role: Role
    manages: bool
    limit_cents: Cents | None
    webhook_url: str | None
    disabled: bool
    version: int


class OwnCompany(Struct, frozen=True, kw_only=True):
    """A pro as it shows itself to dealers."""

    id: ProId
    name: str
    email: str
    siret: str | None
    vat_number: str | None
    ape_code: str | None
    address: str
    postcode: str
    city: str
    phone: str
    legal_representative: str | None
    version: int


class ProName(Struct, frozen=True, kw_only=True):
    """A pro by its name."""

    id: ProId
    name: str


class Me(Struct, frozen=True, kw_only=True):
    """The one signed in: what a dealer has is empty or null for a pro, and the other way round."""

    account_id: AccountId
    name: str
    email: str
    locale: Literal["fr", "en"]
    audience: Literal["dealer", "pro"]
    expires_at: datetime | None
    user_id: UserId | None
    group: Group | None
    validation_right: ValidationRight | None
    rights: list[Right]
    entities: list[Entity]
    pro: ProName | None
    member_id: MemberId | None
    role: Role | None
    manages: bool
    limit_cents: Cents | None
    second_factor: bool
    second_factor_required: bool
