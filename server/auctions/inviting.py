"""Invite pros to an auction, and settle at its opening who they are (domain 2.4, 2.6, 2.7)."""

from collections.abc import Collection
from datetime import datetime

from server.kit.ids import AuctionId, EntityId, ProId
from server.kit.postgres import Connection


async def invite(
    connection: Connection, auction_id: AuctionId, pro_ids: Collection[ProId], *, entity_id: EntityId, at: datetime
) -> None:
    """Write the invitations of those who are connected with the entity, each by its name of this moment.

    Written again, at the opening, the name is that of the opening: bids stand under it for ever.
    """
    await connection.execute(
        """
        INSERT INTO auction_invitation (auction_id, pro_id, invited_at, known_as)
        SELECT $1, pro_id, $4, pro_name($2, pro_id) FROM connection
        WHERE entity_id = $2 AND pro_id = ANY($3::uuid[]) AND ended_at IS NULL
        ON CONFLICT (auction_id, pro_id) DO UPDATE SET known_as = excluded.known_as
        """,
        auction_id,
        entity_id,
        list(pro_ids),
        at,
    )


async def settle_invitations(connection: Connection, auction_id: AuctionId, *, at: datetime) -> None:
    """Let the invitations of a stock auction be those of its opening, whoever was invited before (domain 2.6, 2.7).

    Who was connected, or put on the chosen list, since it was scheduled is invited; whose connection ended, or who was
    taken off the list, is not. Where the list itself is gone, those of it who are still connected are.
    """
    row = await connection.fetchrow(
        "SELECT entity_id::text, distribution_list_id, by_list FROM auction WHERE id = $1", auction_id
    )
    assert row is not None
    listed = await connection.fetch(
        """
        SELECT pro_id::text FROM connection
        WHERE entity_id = $1 AND ended_at IS NULL AND CASE
            WHEN NOT $2 THEN true
            WHEN $3::uuid IS NULL THEN pro_id IN (SELECT pro_id FROM auction_invitation WHERE auction_id = $4)
            ELSE pro_id IN (SELECT pro_id FROM distribution_list_pro WHERE list_id = $3) END
        ORDER BY pro_id
        """,
        row["entity_id"],
        row["by_list"],
        row["distribution_list_id"],
        auction_id,
    )
    pro_ids = [ProId(pro["pro_id"]) for pro in listed]
    await connection.execute(
        "DELETE FROM auction_invitation WHERE auction_id = $1 AND pro_id <> ALL($2::uuid[])", auction_id, pro_ids
    )
    await invite(connection, auction_id, pro_ids, entity_id=EntityId(row["entity_id"]), at=at)
