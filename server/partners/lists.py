"""Make, change and remove distribution lists: named sets of pros connected with one entity (domain 2.7)."""

from collections.abc import Collection, Sequence

from msgspec import UNSET

from server.kit.faults import FieldError
from server.kit.ids import DistributionListId, EntityId, ProId, new_id
from server.kit.postgres import Connection
from server.partners.professional import DistributionList, DistributionListChange, NewDistributionList
from server.partners.queries import distribution_list
from server.protocol.refusals import Code, Refusal, invalid


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
    await connection.execute(
        "INSERT INTO distribution_list (id, entity_id, name, version) VALUES ($1, $2, $3, 1)",
        list_id,
        new.entity_id,
        new.name.strip(),
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
    await connection.execute("SELECT FROM distribution_list WHERE id = $1 FOR UPDATE", list_id)
    current = await _read(connection, list_id, entity_ids)
    if current.version != changed.version:
        raise Refusal(Code.CONFLICT, version=current.version)
    if changed.pro_ids is not UNSET:
        await _refuse_unconnected(connection, current.entity_id, changed.pro_ids)
        await connection.execute("DELETE FROM distribution_list_pro WHERE list_id = $1", list_id)
        await _fill(connection, list_id, changed.pro_ids)
    if changed.name is not UNSET:
        await _refuse_taken_name(connection, current.entity_id, changed.name, except_id=list_id)
    await connection.execute(
        "UPDATE distribution_list SET name = coalesce($2, name), version = version + 1 WHERE id = $1",
        list_id,
        None if changed.name is UNSET else changed.name.strip(),
    )
    return await _read(connection, list_id, entity_ids)


async def remove(connection: Connection, list_id: DistributionListId, *, entity_ids: Collection[EntityId]) -> bool:
    """Forget the list; auctions made with it keep whom they invited. False if these entities have no such list."""
    gone = await connection.fetchval(
        "DELETE FROM distribution_list WHERE id = $1 AND entity_id = ANY($2::uuid[]) RETURNING true",
        list_id,
        list(entity_ids),
    )
    return gone is True


async def _read(
    connection: Connection, list_id: DistributionListId, entity_ids: Collection[EntityId]
) -> DistributionList:
    found = await distribution_list(connection, list_id, entity_ids)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return found


async def _refuse_unconnected(connection: Connection, entity_id: EntityId, pro_ids: Sequence[ProId]) -> None:
    """Locks the connections, so that one ended meanwhile takes its pro off the list afterwards."""
    rows = await connection.fetch(
        "SELECT pro_id FROM connection WHERE entity_id = $1 AND pro_id = ANY($2::uuid[]) AND ended_at IS NULL"
        " FOR SHARE",
        entity_id,
        list(pro_ids),
    )
    connected = {str(row["pro_id"]) for row in rows}
    errors = [
        FieldError(pointer=f"/pro_ids/{index}", detail="is not connected with this entity")
        for index, pro_id in enumerate(pro_ids)
        if pro_id.lower() not in connected
    ]
    if errors:
        raise invalid(*errors)


async def _refuse_taken_name(
    connection: Connection, entity_id: EntityId, name: str, *, except_id: DistributionListId | None = None
) -> None:
    taken = await connection.fetchval(
        "SELECT true FROM distribution_list WHERE entity_id = $1 AND name = $2 AND id IS DISTINCT FROM $3",
        entity_id,
        name.strip(),
        except_id,
    )
    if taken:
        raise Refusal(Code.TAKEN, field="/name")


async def _fill(connection: Connection, list_id: DistributionListId, pro_ids: Sequence[ProId]) -> None:
    await connection.execute(
        "INSERT INTO distribution_list_pro (list_id, pro_id) SELECT DISTINCT $1::uuid, pro_id FROM unnest($2::uuid[])"
        " AS pro_id",
        list_id,
        list(pro_ids),
    )
