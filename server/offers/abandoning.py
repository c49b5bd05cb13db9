"""Take sold cars off an offer again, when their sale is cancelled (domain 7.9, "Readings")."""

from collections.abc import Collection
from typing import cast

from server.kit import query
from server.kit.ids import OfferId, VehicleId
from server.kit.postgres import Connection
from server.offers import tables
from server.offers.offer import OfferState
from server.stock import tables as stock_tables
from server.stock.chronicle import Actor
from server.stock.life.reserving import let_go


async def lock_offer(connection: Connection, offer_id: OfferId) -> OfferState:
    """The offer's state, which stays as it is until the transaction ends."""
    offer = tables.Offer
    state = await query.fetch_value(connection, offer.select(offer.state).where(offer.id == offer_id).lock_rows(), str)
    assert state is not None, f"there is no offer {offer_id}"
    return cast("OfferState", state)


async def abandon_lines(
    connection: Connection, offer_id: OfferId, vehicle_ids: Collection[VehicleId], *, reason: str, actor: Actor
) -> None:
    """Cancel the lines of these cars, and free them: for sale to anybody. An offer without others is abandoned."""
    cars = list(vehicle_ids)
    others = await connection.fetchval(
        """
        SELECT count(*) FROM offer_line
        WHERE offer_id = $1 AND cancelled_reason IS NULL AND (vehicle_id IS NULL OR vehicle_id <> ALL($2::uuid[]))
        """,
        offer_id,
        cars,
    )
    if others:
        await connection.execute(
            """
            WITH gone AS (
                UPDATE offer_line SET cancelled_reason = $3
                WHERE offer_id = $1 AND vehicle_id = ANY($2::uuid[]) AND cancelled_reason IS NULL
                RETURNING amount_cents
            )
            UPDATE offer SET total_cents = total_cents - (SELECT sum(amount_cents) FROM gone), version = version + 1
            WHERE id = $1
            """,
            offer_id,
            cars,
            reason,
        )
    else:
        offer = tables.Offer
        await query.execute(
            connection,
            offer.update(
                {offer.state: "abandoned", offer.abandoned_reason: reason, offer.version: offer.version + 1}
            ).where(offer.id == offer_id),
        )
    held = stock_tables.VehicleEngagement
    freed = held.delete().where(held.kind == "offer", held.subject_id == offer_id, query.any_of(held.vehicle_id, cars))
    await query.execute(connection, freed)
    await let_go(connection, cars, reason=reason, actor=actor)
