"""Change a dealer group, its entities and their points of sale (domain 1.1).

Each is one transaction of its caller and leaves its trace in the audit trail. An entity or a point of sale that cars,
auctions or offers name can't be removed: the database refuses, and the answer is 409.
"""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from server.accounts import founding, tables
from server.accounts.auditing import record
from server.accounts.changing import changed
from server.accounts.contacts import checked_phone
from server.accounts.founding import Address
from server.accounts.organisation import Entity, Group, PointOfSale
from server.accounts.principal import DealerUser
from server.kit import query
from server.kit.http import ID, Line, Name, Version
from server.kit.ids import EntityId, PointOfSaleId
from server.kit.postgres import Connection
from server.protocol.refusals import Code, Refusal

Postcode = Annotated[str, Meta(max_length=20)]
Phone = Annotated[str, Meta(max_length=40)]

_ENTITY = """
    SELECT id, name, version FROM entity
    WHERE id = $1 AND id IN (SELECT entity_id FROM dealer_user_entity WHERE user_id = $2)
"""


class GroupChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group's new name."""

    version: Version
    name: Name | UnsetType = UNSET


class NewEntity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entity to be added to the group."""

    name: Name


class EntityChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entity's new name."""

    version: Version
    name: Name | UnsetType = UNSET


class NewPointOfSale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point of sale to be added to an entity."""

    entity_id: Annotated[EntityId, ID]
    name: Name
    address: Line
    postcode: Postcode
    city: Line
    phone: Phone = ""


class PointOfSaleChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of a point of sale; what is left out stays."""

    version: Version
    name: Name | UnsetType = UNSET
    address: Line | UnsetType = UNSET
    postcode: Postcode | UnsetType = UNSET
    city: Line | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET


async def rename_group(connection: Connection, user: DealerUser, change: GroupChange) -> Group:
    """The group after the change."""
    table = tables.DealerGroup
    mine = table.select(table.id, table.name, table.version).where(table.id == user.group_id)
    current = await query.fetch_one(connection, mine.lock_rows(), Group)
    assert current is not None, "a user without a group"
    after = changed(current, change)
    written = table.update({table.name: after.name, table.version: after.version}).where(table.id == after.id)
    await query.execute(connection, written)
    await record(connection, user, kind="group", subject_id=after.id, before=current, after=after)
    return after


async def add_entity(connection: Connection, user: DealerUser, new: NewEntity) -> Entity:
    """A new entity of the group; whoever adds it sees it, others once they are granted it."""
    entity_id = await founding.found_entity(connection, user.group_id, new.name.strip())
    await query.insert(connection, tables.DealerUserEntity(user_id=user.user_id, entity_id=entity_id))
    added = await entity(connection, user, entity_id)
    await record(connection, user, kind="entity", subject_id=entity_id, before=None, after=added)
    return added


async def change_entity(connection: Connection, user: DealerUser, entity_id: EntityId, change: EntityChange) -> Entity:
    """The entity after the change."""
    current = await entity(connection, user, entity_id, lock=True)
    after = changed(current, change)
    table = tables.Entity
    written = table.update({table.name: after.name, table.version: after.version}).where(table.id == after.id)
    await query.execute(connection, written)
    await record(connection, user, kind="entity", subject_id=after.id, before=current, after=after)
    return after


async def remove_entity(connection: Connection, user: DealerUser, entity_id: EntityId) -> None:
    """Remove an entity that nothing hangs on but its points of sale and who sees it."""
    gone = await entity(connection, user, entity_id, lock=True)
    grant, point = tables.DealerUserEntity, tables.PointOfSale
    await query.execute(connection, grant.delete().where(grant.entity_id == entity_id))
    await query.execute(connection, point.delete().where(point.entity_id == entity_id))
    await query.execute(connection, tables.Entity.delete().where(tables.Entity.id == entity_id))
    await record(connection, user, kind="entity", subject_id=entity_id, before=gone, after=None)


async def entity(connection: Connection, user: DealerUser, entity_id: EntityId, *, lock: bool = False) -> Entity:
    """One entity the user sees, also one granted in this transaction.

    Raises:
        Refusal: `not_found`.

    """
    row = await connection.fetchrow(
        f"{_ENTITY} {'FOR UPDATE' if lock else ''}",
        entity_id,
        user.user_id,
    )
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    point = tables.PointOfSale
    its = point.select().where(point.entity_id == entity_id).order_by(point.name, point.id)
    points = await query.fetch_all(connection, its, PointOfSale)
    return Entity(id=entity_id, name=row["name"], points_of_sale=points, version=row["version"])


async def add_point_of_sale(connection: Connection, user: DealerUser, new: NewPointOfSale) -> PointOfSale:
    """A new point of sale of one of the user's entities."""
    if new.entity_id not in user.entity_ids:
        raise Refusal(Code.NOT_FOUND)
    where = Address(
        address=new.address.strip(),
        postcode=new.postcode.strip(),
        city=new.city.strip(),
        phone=checked_phone(new.phone) or "",
    )
    point_id = await founding.found_point_of_sale(connection, new.entity_id, name=new.name.strip(), where=where)
    added = await point_of_sale(connection, user, point_id)
    await record(connection, user, kind="point_of_sale", subject_id=point_id, before=None, after=added)
    return added


async def change_point_of_sale(
    connection: Connection, user: DealerUser, point_id: PointOfSaleId, change: PointOfSaleChange
) -> PointOfSale:
    """The point of sale after the change."""
    current = await point_of_sale(connection, user, point_id, lock=True)
    after = changed(current, replace(change, phone=checked_phone(change.phone)))
    table = tables.PointOfSale
    await query.execute(
        connection,
        table.update(
            {
                table.name: after.name,
                table.address: after.address,
                table.postcode: after.postcode,
                table.city: after.city,
                table.phone: after.phone,
                table.version: after.version,
            }
        ).where(table.id == after.id),
    )
    await record(connection, user, kind="point_of_sale", subject_id=after.id, before=current, after=after)
    return after


async def remove_point_of_sale(connection: Connection, user: DealerUser, point_id: PointOfSaleId) -> None:
    """Remove a point of sale that nothing names."""
    gone = await point_of_sale(connection, user, point_id, lock=True)
    await query.execute(connection, tables.PointOfSale.delete().where(tables.PointOfSale.id == point_id))
    await record(connection, user, kind="point_of_sale", subject_id=point_id, before=gone, after=None)


async def point_of_sale(
    connection: Connection, user: DealerUser, point_id: PointOfSaleId, *, lock: bool = False
) -> PointOfSale:
    """One point of sale of the user's entities.

    Raises:
        Refusal: `not_found`.

    """
    table = tables.PointOfSale
    mine = table.select().where(table.id == point_id, query.any_of(table.entity_id, user.entity_ids))
    found = await query.fetch_one(connection, mine.lock_rows() if lock else mine, PointOfSale)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return found
