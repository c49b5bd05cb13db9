"""Write organisations and their people: groups, entities, points of sale, users, pros, members (domain 1).

Every function takes the connection of the use case's transaction and returns the new id.
"""

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

from server.accounts import tables
from server.accounts.principal import Right, Role, ValidationRight
from server.accounts.rights import DEFAULT_USER_GROUPS
from server.kit import clock, query
from server.kit.ids import (
    AccountId,
    EntityId,
    GroupId,
    MemberId,
    PointOfSaleId,
    ProId,
    UserGroupId,
    UserId,
    new_id,
)
from server.kit.money import Cents
from server.kit.postgres import Connection


class Address(Struct, frozen=True, kw_only=True):
    """Where something is, and how it is called there."""

    address: str
    postcode: str
    city: str
    phone: str


class Credentials(Struct, frozen=True, kw_only=True):
    """How somebody signs in; the e-mail is compared in lower case. A machine has no password, but API keys."""

    email: str
    password_hash: str
    name: str
    locale: str
    kind: Literal["person", "machine"] = "person"


class Company(Struct, frozen=True, kw_only=True):
    """What is known of a company that buys."""

    name: str
    email: str
    where: Address
    siret: str | None = None
    vat_number: str | None = None
    ape_code: str | None = None
    legal_representative: str | None = None


async def found_group(connection: Connection, name: str) -> GroupId:
    """A dealer group, with the user groups every dealer starts with (domain 1.3)."""
    group_id = GroupId(new_id())
    await query.insert(connection, tables.DealerGroup(id=group_id, name=name, created_at=clock.now(), version=1))
    for user_group, allowed in DEFAULT_USER_GROUPS.items():
        await found_user_group(
            connection,
            group_id,
            name=user_group,
            validation_right=allowed.validation_right,
            rights=allowed.rights,
        )
    return group_id


async def found_user_group(
    connection: Connection,
    group_id: GroupId,
    *,
    name: str,
    validation_right: ValidationRight,
    rights: Collection[Right],
    second_factor_required: bool = False,
) -> UserGroupId:
    """A user group of a dealer group."""
    user_group_id = UserGroupId(new_id())
    await query.insert(
        connection,
        tables.UserGroup(
            id=user_group_id,
            group_id=group_id,
            name=name,
            validation_right=validation_right,
            rights=sorted(right.value for right in rights),
            second_factor_required=second_factor_required,
            version=1,
        ),
    )
    return user_group_id


async def found_entity(connection: Connection, group_id: GroupId, name: str) -> EntityId:
    """An entity of a dealer group."""
    entity_id = EntityId(new_id())
    await query.insert(
        connection, tables.Entity(id=entity_id, group_id=group_id, name=name, created_at=clock.now(), version=1)
    )
    return entity_id


async def found_point_of_sale(
    connection: Connection, entity_id: EntityId, *, name: str, where: Address
) -> PointOfSaleId:
    """A point of sale of an entity."""
    point_of_sale_id = PointOfSaleId(new_id())
    await query.insert(
        connection,
        tables.PointOfSale(
            id=point_of_sale_id,
            entity_id=entity_id,
            name=name,
            address=where.address,
            postcode=where.postcode,
            city=where.city,
            phone=where.phone,
            version=1,
        ),
    )
    return point_of_sale_id


async def add_user(
    connection: Connection,
    group_id: GroupId,
    *,
    user_group: str,
    entity_ids: Collection[EntityId],
    credentials: Credentials,
) -> UserId:
    """Somebody of a dealer group, in its user group of that name, who sees these entities."""
    user_id = UserId(new_id())
    account_id = await _open_account(connection, credentials)
    await connection.execute(
        "INSERT INTO dealer_user (id, account_id, group_id, user_group_id, version) SELECT $1, $2, group_id, id, 1"
        " FROM user_group WHERE group_id = $3 AND name = $4",
        user_id,
        account_id,
        group_id,
        user_group,
    )
    await connection.execute(
        "INSERT INTO dealer_user_entity (user_id, entity_id) SELECT $1, unnest($2::uuid[])", user_id, list(entity_ids)
    )
    return user_id


async def found_pro(connection: Connection, company: Company) -> ProId:
    """A company that buys; nobody of it can sign in yet."""
    pro_id = ProId(new_id())
    await connection.execute(
        "INSERT INTO pro (id, name, email, siret, vat_number, ape_code, address, postcode, city, phone,"
        " legal_representative, created_at, version)"
        " VALUES ($1, $2, lower($3), $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)",
        pro_id,
        company.name,
        company.email,
        company.siret,
        company.vat_number,
        company.ape_code,
        company.where.address,
        company.where.postcode,
        company.where.city,
        company.where.phone,
        company.legal_representative,
        clock.now(),
    )
    return pro_id


async def add_member(
    connection: Connection,
    pro_id: ProId,
    *,
    role: Role,
    limit_cents: Cents | None,
    credentials: Credentials,
    manages: bool = False,
    webhook_url: str | None = None,
) -> MemberId:
    """Somebody who acts for a pro; whoever is its first manages it."""
    member_id = MemberId(new_id())
    account_id = await _open_account(connection, credentials)
    await connection.execute(
        "INSERT INTO pro_member (id, account_id, pro_id, role, limit_cents, manages, webhook_url, version)"
        " VALUES ($1, $2, $3, $4, $5, $6 OR NOT EXISTS (SELECT FROM pro_member WHERE pro_id = $3), $7, 1)",
        member_id,
        account_id,
        pro_id,
        role,
        limit_cents,
        manages,
        webhook_url,
    )
    return member_id


async def _open_account(connection: Connection, credentials: Credentials) -> AccountId:
    account_id = AccountId(new_id())
    await connection.execute(
        "INSERT INTO account (id, email, password_hash, name, locale, created_at, kind)"
        " VALUES ($1, lower($2), $3, $4, $5, $6, $7)",
        account_id,
        credentials.email,
        credentials.password_hash,
        credentials.name,
        credentials.locale,
        clock.now(),
        credentials.kind,
    )
    return account_id
