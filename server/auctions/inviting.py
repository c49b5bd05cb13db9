"""Invite pros to an auction, each within the limit it has at the entity (domain 2.4, "Limits")."""

from collections.abc import Collection
from datetime import datetime

from server.kit.ids import AuctionId, EntityId, ProId
from server.kit.postgres import Connection


async def invite(
    connection: Connection, auction_id: AuctionId, pro_ids: Collection[ProId], *, entity_id: EntityId, at: datetime
) -> None:
    """Write the invitations of those who are connected with the entity; the limit is that of this moment."""
    await connection.execute(
        """
        INSERT INTO auction_invitation (auction_id, pro_id, invited_at, limit_cents)
        SELECT $1, pro_id, $4, limit_cents FROM connection
        WHERE entity_id = $2 AND pro_id = ANY($3::uuid[]) AND ended_at IS NULL
        """,
        auction_id,
        entity_id,
        list(pro_ids),
        at,
    )
