"""Read which pros an entity deals with, and whom an auction invites (domain 2.3-2.7)."""

from collections.abc import Collection

import msgspec

from server.kit.ids import DistributionListId, EntityId, GroupId, ProId
from server.kit.listing import Page, decode_cursor, page_of
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row, struct
from server.partners.professional import DistributionList, Professional

# A pro is known to a group once it was connected with one of its entities; what it deals with others stays hidden.
_KNOWN = """
    EXISTS (
        SELECT FROM connection JOIN entity ON entity.id = connection.entity_id
        WHERE connection.pro_id = pro.id AND entity.group_id = $1
    )
"""
_CONNECTED = """
    EXISTS (SELECT FROM connection WHERE pro_id = pro.id AND entity_id = ANY($2::uuid[]) AND ended_at IS NULL)
"""
_PROFESSIONAL = """
    SELECT pro.id, name, email, siret, vat_number, ape_code, address, postcode, city, phone, legal_representative,
        ARRAY(
            SELECT jsonb_build_object('entity_id', entity_id, 'connected_at', connected_at)
            FROM connection WHERE pro_id = pro.id AND entity_id = ANY($2::uuid[]) AND ended_at IS NULL
            ORDER BY connected_at
        ) AS connections
    FROM pro
"""
_COUNT = "SELECT count(*) FROM pro"
_LIST = """
    SELECT id, entity_id, name, version,
        ARRAY(SELECT pro_id FROM distribution_list_pro WHERE list_id = distribution_list.id ORDER BY pro_id) AS pro_ids
    FROM distribution_list
"""


async def professionals(
    pool: Pool,
    *,
    group_id: GroupId,
    entity_ids: Collection[EntityId],
    connected: bool | None,
    words: str | None,
    limit: int,
    cursor: str | None,
) -> Page[Professional]:
    """The pros the group knows, by name; `connected`: only those (not) dealing with one of the entities now."""
    after_name, after_id = decode_cursor(cursor) or (None, None)
    condition = f"""
        {_KNOWN} AND ($3::boolean IS NULL OR {_CONNECTED} = $3)
        AND ($4::text IS NULL OR concat_ws(' ', name, email, siret, city) ILIKE '%' || $4 || '%')
    """
    known = (group_id, list(entity_ids), connected, _escaped(words))
    rows = await pool.fetch(
        f"{_PROFESSIONAL} WHERE {condition} AND ($5::text IS NULL OR (name, id) > ($5, $6::uuid))"
        " ORDER BY name, id LIMIT $7",
        *known,
        after_name,
        after_id,
        limit + 1,
    )
    total = await pool.fetchval(f"{_COUNT} WHERE {condition}", *known)
    items = [_professional(row) for row in rows]
    return page_of(items, limit=limit, total=total, key=lambda pro: (pro.name, pro.id))


async def professional(
    pool: Pool, pro_id: ProId, *, group_id: GroupId, entity_ids: Collection[EntityId]
) -> Professional | None:
    """One pro the group knows, or None."""
    row = await pool.fetchrow(f"{_PROFESSIONAL} WHERE {_KNOWN} AND pro.id = $3", group_id, list(entity_ids), pro_id)
    return _professional(row) if row else None


async def invited_pros(
    connection: Connection | Pool, entity_id: EntityId, list_id: DistributionListId | None
) -> tuple[ProId, ...]:
    """Whom an auction or a quotation of the entity invites: the connected pros of the list, else all (domain 2.7)."""
    rows = await connection.fetch(
        """
        SELECT pro_id FROM connection
        WHERE entity_id = $1 AND ended_at IS NULL
          AND ($2::uuid IS NULL OR pro_id IN (
              SELECT pro_id FROM distribution_list_pro JOIN distribution_list ON id = list_id
              WHERE list_id = $2 AND entity_id = $1))
        ORDER BY pro_id
        """,
        entity_id,
        list_id,
    )
    return tuple(ProId(str(row["pro_id"])) for row in rows)


async def distribution_lists(pool: Pool, entity_ids: Collection[EntityId]) -> list[DistributionList]:
    """The lists of these entities, by name."""
    rows = await pool.fetch(f"{_LIST} WHERE entity_id = ANY($1::uuid[]) ORDER BY name, id", list(entity_ids))
    return [_list(row) for row in rows]


async def distribution_list(
    connection: Connection | Pool, list_id: DistributionListId, entity_ids: Collection[EntityId]
) -> DistributionList | None:
    """One list of these entities, or None."""
    row = await connection.fetchrow(f"{_LIST} WHERE id = $1 AND entity_id = ANY($2::uuid[])", list_id, list(entity_ids))
    return _list(row) if row else None


def _professional(row: Row) -> Professional:
    return struct(
        {**row, "connections": [msgspec.json.decode(connection) for connection in row["connections"]]}, Professional
    )


def _list(row: Row) -> DistributionList:
    return struct({**row, "pros": len(row["pro_ids"])}, DistributionList)


def _escaped(words: str | None) -> str | None:
    """Typed text as part of a pattern: its own wildcards mean themselves."""
    if words is None:
        return None
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
