"""Read organisations and their people."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal, assert_never, cast

from msgspec import Struct

from server.accounts import second_factor as second_factors
from server.accounts import tables
from server.accounts.organisation import Entity, Group, Me, PointOfSale, ProName, User, UserGroup
from server.accounts.principal import DealerUser, Principal, ProMember
from server.kit import query
from server.kit.ids import EntityId, GroupId, UserGroupId, UserId
from server.kit.postgres import Connection, Pool
from server.kit.rows import struct, structs
from server.protocol.refusals import Code, Refusal
from server.rest.listing import Page, decode_cursor, page_of

Locale = Literal["fr", "en"]

_USER = """
    SELECT dealer_user.id, account.name, account.email, user_group_id, account.disabled_at IS NOT NULL AS disabled,
        ARRAY(SELECT entity_id FROM dealer_user_entity WHERE user_id = dealer_user.id ORDER BY 1) AS entity_ids,
        EXISTS (
            SELECT FROM second_factor WHERE account_id = account.id AND confirmed_at IS NOT NULL
        ) AS second_factor,
        dealer_user.version
    FROM dealer_user JOIN account ON account.id = dealer_user.account_id
    WHERE dealer_user.group_id = $1
"""
_USER_GROUP = """
    SELECT id, name, validation_right, rights, second_factor_required, version,
        (SELECT count(*) FROM dealer_user WHERE user_group_id = user_group.id) AS users
    FROM user_group WHERE group_id = $1
"""


class NamedEntity(Struct, frozen=True):
    """An entity without its points of sale."""

    id: EntityId
    name: str
    version: int


async def me(pool: Pool, principal: Principal, *, expires_at: datetime | None) -> Me:
    """The one signed in, as the web and programs see it."""
    locale = cast("Locale", principal.locale)
    second_factor = (await second_factors.state(pool, principal.account_id)).enabled
    required = await second_factors.is_required(pool, principal.account_id)
    match principal:
        case DealerUser():
            return Me(
                account_id=principal.account_id,
                name=principal.name,
                email=principal.email,
                locale=locale,
                audience="dealer",
                expires_at=expires_at,
                user_id=principal.user_id,
                group=await group(pool, principal.group_id),
                validation_right=principal.validation_right,
                rights=sorted(principal.rights),
                entities=await entities(pool, principal.entity_ids),
                pro=None,
                member_id=None,
                role=None,
                manages=False,
                limit_cents=None,
                second_factor=second_factor,
                second_factor_required=required,
            )
        case ProMember():
            return Me(
                account_id=principal.account_id,
                name=principal.name,
                email=principal.email,
                locale=locale,
                audience="pro",
                expires_at=expires_at,
                user_id=None,
                group=None,
                validation_right=None,
                rights=[],
                entities=[],
                pro=ProName(id=principal.pro_id, name=principal.pro_name),
                member_id=principal.member_id,
                role=principal.role,
                manages=principal.manages,
                limit_cents=principal.limit_cents,
                second_factor=second_factor,
                second_factor_required=required,
            )
        case _ as never:
            assert_never(never)


async def group(pool: Pool, group_id: GroupId) -> Group:
    """One dealer group."""
    table = tables.DealerGroup
    named = table.select(table.id, table.name, table.version).where(table.id == group_id)
    found = await query.fetch_one(pool, named, Group)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return found


async def entities(pool: Pool | Connection, entity_ids: Collection[EntityId]) -> list[Entity]:
    """These entities by name, each with its points of sale by name."""
    entity, point = tables.Entity, tables.PointOfSale
    seen = entity.select(entity.id, entity.name, entity.version).where(query.any_of(entity.id, entity_ids))
    theirs = point.select().where(query.any_of(point.entity_id, entity_ids))
    named = await query.fetch_all(pool, seen.order_by(entity.name, entity.id), NamedEntity)
    points = await query.fetch_all(pool, theirs.order_by(point.name, point.id), PointOfSale)
    return [
        Entity(
            id=found.id,
            name=found.name,
            points_of_sale=[point for point in points if point.entity_id == found.id],
            version=found.version,
        )
        for found in named
    ]


async def entity_ids(pool: Pool, group_id: GroupId) -> list[EntityId]:
    """Every entity of a group."""
    table = tables.Entity
    return await query.fetch_values(pool, table.select(table.id).where(table.group_id == group_id), EntityId)


async def users(pool: Pool, group_id: GroupId, *, limit: int, cursor: str | None) -> Page[User]:
    """The people of a group by name."""
    after_name, after_id = decode_cursor(cursor) or (None, None)
    rows = await pool.fetch(
        f"{_USER} AND ($2::text IS NULL OR (account.name, dealer_user.id) > ($2, $3::uuid))"
        " ORDER BY account.name, dealer_user.id LIMIT $4",
        group_id,
        after_name,
        after_id,
        limit + 1,
    )
    total = await pool.fetchval("SELECT count(*) FROM dealer_user WHERE group_id = $1", group_id)
    return page_of(structs(rows, User), limit=limit, total=total, key=lambda user: (user.name, user.id))


async def user(connection: Pool | Connection, group_id: GroupId, user_id: UserId) -> User:
    """One of them.

    Raises:
        Refusal: `not_found`.

    """
    row = await connection.fetchrow(f"{_USER} AND dealer_user.id = $2", group_id, user_id)
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    return struct(row, User)


async def user_groups(pool: Pool, group_id: GroupId) -> list[UserGroup]:
    """What people of the group can be, by name."""
    return structs(await pool.fetch(f"{_USER_GROUP} ORDER BY name, id", group_id), UserGroup)


async def user_group(connection: Pool | Connection, group_id: GroupId, user_group_id: UserGroupId) -> UserGroup:
    """One of them.

    Raises:
        Refusal: `not_found`.

    """
    row = await connection.fetchrow(f"{_USER_GROUP} AND id = $2", group_id, user_group_id)
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    return struct(row, UserGroup)
