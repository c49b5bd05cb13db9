"""Count what runs and waits at an entity, for the tiles of its desk; live figures come from each auction's own room."""

from collections.abc import Mapping

from server.kit.ids import EntityId
from server.kit.postgres import Connection
from server.protocol.scalars import AuctionFormat

Figures = dict[str, int | str]

STOCK_AUCTIONS, QUOTATIONS = "stock_auctions", "quotations"


def tile_of(format_: AuctionFormat) -> str:
    """Where auctions of a format are counted."""
    return STOCK_AUCTIONS if format_ == "ascending" else QUOTATIONS


async def tiles(connection: Connection, entity_id: EntityId) -> Mapping[str, Figures]:
    """Stock auctions that are open and scheduled, quotations that are open (domain 7.15)."""
    row = await connection.fetchrow(
        """
        SELECT count(*) FILTER (WHERE state = 'open' AND format = 'ascending') AS open,
            count(*) FILTER (WHERE state = 'scheduled' AND format = 'ascending') AS scheduled,
            count(*) FILTER (WHERE state = 'open' AND format = 'sealed') AS quotations
        FROM auction WHERE entity_id = $1 AND state IN ('open', 'scheduled')
        """,
        entity_id,
    )
    assert row is not None
    return {
        STOCK_AUCTIONS: {"open": row["open"], "scheduled": row["scheduled"]},
        QUOTATIONS: {"open": row["quotations"]},
    }
