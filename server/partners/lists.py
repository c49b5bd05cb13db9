"""Make, change and remove distribution lists: named sets of pros connected with one entity (domain 2.7)."""

from collections.abc import Collection, Sequence

from msgspec import UNSET

from server.kit import query
from server.kit.ids import DistributionListId, EntityId, ProId, new_id
from server.kit.postgres import Connection
from server.partners import tables
from server.partners.professional import DistributionList, DistributionListChange, NewDistributionList
from server.partners.queries import distribution_list
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal


async def create(
    connection: Connection, new: NewDistributionList, *, entity_ids: Collection[EntityId]
) -> DistributionList:
    """A new list of one of the entities.

    Raises:
        Refusal: `not_found`, not one of the entities; `invalid`, a pro isn't connected with it; `conflict`, the name is
            taken.

    """
    if new.entity_id not in entity_ids:
        raise Refusal(Code.NOT_FOUND)
    await _refuse_unconnected(connection, new.entity_id, new.pro_ids)
    await _refuse_taken_name(connection, new.entity_id, new.name)
    list_id = DistributionListId(new_id())
    await query.insert(
        connection,
        tables.DistributionList(id=list_id, entity_id=new.entity_id, name=new.name.strip(), version=1),
    )
    await _fill(connection, list_id, new.pro_ids)
    return await _read(connection, list_id, entity_ids)


async def change(
    connection: Connection,
    list_id: DistributionListId,
    changed: DistributionListChange,
    *,
    entity_ids: Collection[EntityId],
) -> DistributionList:
    """The list after the change.

    Raises:
        Refusal: `not_found`, not a list of these entities; `conflict` with the current `version`, somebody changed it
            meanwhile, or the name is taken; `invalid`, a pro isn't connected with its entity.

    """
    # The lock comes first: two changes of the same version must not both pass the check.
    table = tables.DistributionList
    await query.execute(connection, table.select(table.id).where(table.id == list_id).lock_rows())
    current = await _read(connection, list_id, entity_ids)
    if current.version != changed.version:
        raise Refusal(Code.CONFLICT, version=current.version)
    if changed.pro_ids is not UNSET:
        await _refuse_unconnected(connection, current.entity_id, changed.pro_ids)
        pros = tables.DistributionListPro
        await query.execute(connection, pros.delete().where(pros.list_id == list_id))
        await _fill(connection, list_id, changed.pro_ids)
    name = current.name if changed.name is UNSET else changed.name.strip()
    if changed.name is not UNSET:
        await _refuse_taken_name(connection, current.entity_id, changed.name, except_id=list_id)
    written = table.update({table.name: name, table.version: current.version + 1}).where(table.id == list_id)
    await query.execute(connection, written)
    return await _read(connection, list_id, entity_ids)


async def remove(connection: Connection, list_id: DistributionListId, *, entity_ids: Collection[EntityId]) -> bool:
    """Forget the list; auctions made with it keep whom they invited. False if these entities have no such list."""
    table = tables.DistributionList
    mine = table.id == list_id, query.any_of(table.entity_id, entity_ids)
    return await query.execute(connection, table.delete().where(*mine)) == 1


async def _read(
    connection: Connection, list_id: DistributionListId, entity_ids: Collection[EntityId]
) -> DistributionList:
    found = await distribution_list(connection, list_id, entity_ids)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return found


async def _refuse_unconnected(connection: Connection, entity_id: EntityId, pro_ids: Sequence[ProId]) -> None:
    """Locks the connections, so that one ended meanwhile takes its pro off the list afterwards."""
    link = tables.Connection
    begun = link.select(link.pro_id).where(
        link.entity_id == entity_id, query.any_of(link.pro_id, pro_ids), link.ended_at.is_null()
    )
    connected = set(await query.fetch_values(connection, begun.lock_rows("SHARE"), str))
    errors = [
        field_error(f"/pro_ids/{index}", Fault.UNCONNECTED)
        for index, pro_id in enumerate(pro_ids)
        if pro_id.lower() not in connected
    ]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)


async def _refuse_taken_name(
    connection: Connection, entity_id: EntityId, name: str, *, except_id: DistributionListId | None = None
) -> None:
    table = tables.DistributionList
    named = table.select(table.id).where(table.entity_id == entity_id, table.name == name.strip())
    others = named if except_id is None else named.where(table.id != except_id)
    if await query.execute(connection, others):
        raise Refusal(Code.TAKEN, field="/name")


async def _fill(connection: Connection, list_id: DistributionListId, pro_ids: Sequence[ProId]) -> None:
    await connection.execute(
        "INSERT INTO distribution_list_pro (list_id, pro_id) SELECT DISTINCT $1::uuid, pro_id FROM unnest($2::uuid[])"
        " AS pro_id",
        list_id,
        list(pro_ids),
    )
