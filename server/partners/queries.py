"""Read which pros an entity deals with, and whom an auction invites (domain 2.3-2.7)."""

from collections.abc import Collection

import msgspec

from server.accounts import queries as accounts_queries
from server.kit.ids import DistributionListId, EntityId, GroupId, ProfessionalId, ProId
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row, struct
from server.partners.professional import DistributionList, MyConnection, Professional
from server.protocol.refusals import Code, Refusal
from server.rest.listing import Page, decode_cursor, page_of

_CONNECTED = """
    EXISTS (SELECT FROM connection
        WHERE connection.pro_id = professional.pro_id AND entity_id = ANY($2::uuid[]) AND ended_at IS NULL)
"""
_PROFESSIONAL = """
    SELECT professional.id, professional.pro_id, name,
        (SELECT pro.name FROM pro WHERE pro.id = professional.pro_id AND pro.name <> professional.name) AS calls_itself,
        professional.email, siret, vat_number, ape_code, address,
        postcode, city, phone, legal_representative, version, professional.created_at,
        ARRAY(
            SELECT jsonb_build_object(
                'entity_id', entity_id, 'connected_at', connected_at, 'limit_cents', limit_cents)
            FROM connection
            WHERE connection.pro_id = professional.pro_id AND entity_id = ANY($2::uuid[]) AND ended_at IS NULL
            ORDER BY connected_at
        ) AS connections,
        (
            SELECT jsonb_build_object('id', id, 'email', invitation.email, 'created_at', created_at,
                'expires_at', expires_at,
                'entity_ids', ARRAY(SELECT entity_id FROM professional_invitation_entity WHERE invitation_id = id))
            FROM professional_invitation invitation
            WHERE professional_id = professional.id AND accepted_at IS NULL AND revoked_at IS NULL
                AND expires_at > now()
            ORDER BY id DESC LIMIT 1
        ) AS invitation
    FROM professional
"""
_COUNT = "SELECT count(*) FROM professional"
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
    """The records of the group, by name; `connected`: only those (not) dealing with one of the entities now."""
    after_name, after_id = decode_cursor(cursor) or (None, None)
    condition = f"""
        group_id = $1 AND ($3::boolean IS NULL OR {_CONNECTED} = $3)
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
    connection: Connection | Pool, id: ProfessionalId | ProId, *, group_id: GroupId, entity_ids: Collection[EntityId]
) -> Professional:
    """One record of the group, by its own id or by that of the pro's account.

    Raises:
        Refusal: `not_found`.

    """
    row = await connection.fetchrow(
        f"{_PROFESSIONAL} WHERE group_id = $1 AND (professional.id = $3 OR pro_id = $3)",
        group_id,
        list(entity_ids),
        id,
    )
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    return _professional(row)


async def my_connections(connection: Connection | Pool, pro_id: ProId) -> list[MyConnection]:
    """The dealers a pro is connected with, by name, with where they hand cars over."""
    rows = await connection.fetch(
        """
        SELECT entity_id, entity.name AS entity, dealer_group.name AS group, connected_at, limit_cents
        FROM connection JOIN entity ON entity.id = entity_id JOIN dealer_group ON dealer_group.id = group_id
        WHERE pro_id = $1 AND ended_at IS NULL ORDER BY entity.name, entity_id
        """,
        pro_id,
    )
    entities = await accounts_queries.entities(connection, [EntityId(str(row["entity_id"])) for row in rows])
    points = {entity.id: entity.points_of_sale for entity in entities}
    return [struct({**row, "points_of_sale": points[EntityId(str(row["entity_id"]))]}, MyConnection) for row in rows]


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
    connections = [msgspec.json.decode(connection) for connection in row["connections"]]
    invitation = msgspec.json.decode(row["invitation"]) if row["invitation"] else None
    return struct({**row, "connections": connections, "invitation": invitation}, Professional)


def _list(row: Row) -> DistributionList:
    return struct({**row, "pros": len(row["pro_ids"])}, DistributionList)


def _escaped(words: str | None) -> str | None:
    """Typed text as part of a pattern: its own wildcards mean themselves."""
    if words is None:
        return None
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
