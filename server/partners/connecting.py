"""Begin, change and end what a pro and an entity have with each other (domain 2.2, 2.3).

The dealer's group keeps a record of everybody it deals with: connecting links the one of the same SIRET, or makes one.
Each change is told to the entity's desks; sockets of a pro that was cut off leave its rooms within 5 s.
"""

from msgspec import Struct

from server.accounts.auditing import record
from server.accounts.principal import DealerUser
from server.kit import clock, query
from server.kit.ids import ConnectionId, EntityId, ProfessionalId, ProId, new_id
from server.kit.money import Cents
from server.kit.postgres import Connection
from server.notifications.live_updates import publish, row_changed
from server.partners import tables

_LINK = """
UPDATE professional SET pro_id = pro.id, version = professional.version + 1 FROM pro, entity
WHERE pro.id = $1 AND entity.id = $2 AND professional.group_id = entity.group_id
    AND professional.pro_id IS NULL AND professional.siret = pro.siret
    AND NOT EXISTS (SELECT FROM professional other WHERE other.group_id = entity.group_id AND other.pro_id = pro.id)
"""
_RECORD = """
INSERT INTO professional (id, group_id, pro_id, name, email, siret, vat_number, ape_code, address, postcode, city,
    phone, legal_representative, version, created_at)
SELECT $3, entity.group_id, pro.id, pro.name, pro.email, pro.siret, pro.vat_number, pro.ape_code, pro.address,
    pro.postcode, pro.city, pro.phone, pro.legal_representative, 1, $4
FROM pro, entity WHERE pro.id = $1 AND entity.id = $2
ON CONFLICT DO NOTHING
"""


class Limit(Struct, frozen=True):
    """What a connection is bounded by."""

    id: ConnectionId
    limit_cents: Cents | None


async def connect(connection: Connection, *, pro_id: ProId, entity_id: EntityId) -> bool:
    """Let the pro deal with the entity from now on; False if it does already."""
    begun = await connection.fetchval(
        "INSERT INTO connection (id, pro_id, entity_id, connected_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (entity_id, pro_id) WHERE ended_at IS NULL DO NOTHING RETURNING true",
        ConnectionId(new_id()),
        pro_id,
        entity_id,
        clock.now(),
    )
    await connection.execute(_LINK, pro_id, entity_id)
    await connection.execute(_RECORD, pro_id, entity_id, ProfessionalId(new_id()), clock.now())
    if begun:
        await _publish_row(connection, entity_id, pro_id, connected=True)
    return begun is True


async def disconnect(connection: Connection, *, pro_id: ProId, entity_id: EntityId) -> bool:
    """End it at once; the pro leaves the entity's lists, its bids stand. False if there is nothing to end."""
    ended = await connection.fetchval(
        "UPDATE connection SET ended_at = greatest($3, connected_at)"
        " WHERE pro_id = $1 AND entity_id = $2 AND ended_at IS NULL RETURNING true",
        pro_id,
        entity_id,
        clock.now(),
    )
    await connection.execute(
        """
        WITH left_lists AS (
            DELETE FROM distribution_list_pro USING distribution_list
            WHERE id = list_id AND pro_id = $1 AND entity_id = $2 RETURNING list_id
        )
        UPDATE distribution_list SET version = version + 1 FROM left_lists WHERE id = list_id
        """,
        pro_id,
        entity_id,
    )
    if ended:
        await _publish_row(connection, entity_id, pro_id, connected=False)
    return ended is True


async def limit(
    connection: Connection, user: DealerUser, *, pro_id: ProId, entity_id: EntityId, limit_cents: Cents | None
) -> bool:
    """Bound what the pro may lead with over the entity's open auctions; False if they aren't connected."""
    link = tables.Connection
    begun = link.select(link.id, link.limit_cents).where(
        link.pro_id == pro_id, link.entity_id == entity_id, link.ended_at.is_null()
    )
    was = await query.fetch_one(connection, begun.lock_rows(), Limit)
    if was is None:
        return False
    await query.execute(connection, link.update({link.limit_cents: limit_cents}).where(link.id == was.id))
    before: dict[str, object] = {"limit_cents": was.limit_cents}
    after: dict[str, object] = {"limit_cents": limit_cents}
    await record(connection, user, kind="connection", subject_id=was.id, before=before, after=after)
    return True


async def _publish_row(connection: Connection, entity_id: EntityId, pro_id: ProId, *, connected: bool) -> None:
    """The record's row on the entity's desk shows it without being asked again."""
    row = await connection.fetchrow(
        "SELECT professional.id::text, professional.name FROM professional"
        " JOIN entity ON entity.group_id = professional.group_id WHERE entity.id = $1 AND pro_id = $2",
        entity_id,
        pro_id,
    )
    if row is None:
        return  # another record of the group has this SIRET, linked to another company
    summary = {"name": row["name"], "connected": int(connected)}
    await publish(connection, row_changed(entity_id, kind="professional", id=row["id"], summary=summary))
