"""Make out messages about an auction: its number, its dealer, and the page where each side reads on (domain 8.1)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from server.kit.ids import AuctionId, EntityId
from server.kit.postgres import Connection
from server.notifications.message import Message, Recipient
from server.notifications.rules import CHANNELS, Audience, Channel
from server.notifications.wording.facts import Fact


async def auction_message(
    connection: Connection,
    auction_id: AuctionId,
    kind: str,
    recipients: Sequence[Recipient],
    facts: Mapping[str, Fact],
    *,
    at: datetime,
    links: Mapping[Audience, str] | None = None,
    channels: Collection[Channel] = CHANNELS,
) -> Message:
    """A message about an auction, in the name of its entity; it leads to a stock auction, unless `links` are given."""
    row = await connection.fetchrow(
        """
        SELECT auction.number, entity.name AS entity, entity.id::text AS entity_id
        FROM auction JOIN entity ON entity.id = auction.entity_id WHERE auction.id = $1
        """,
        auction_id,
    )
    assert row is not None, f"no auction {auction_id}"
    return Message(
        kind=kind,
        recipients=recipients,
        facts={**facts, "number": row["number"], "entity": row["entity"], "auction_id": auction_id},
        at=at,
        links=links or {"dealer": f"/ventes-stock/{auction_id}", "pro": f"/ventes/{auction_id}"},
        subject_id=auction_id,
        entity_id=EntityId(row["entity_id"]),
        channels=channels,
    )
