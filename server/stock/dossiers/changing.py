"""Count what changes in a dossier, and tell those who look at the car in a sale, in the transaction that changes it.

Only what a pro is shown counts: a version that grew with a cost or a reserve would tell of it (I10).
"""

from collections.abc import Sequence

from server.kit.ids import AuctionId, EntityId, VehicleId
from server.kit.postgres import Connection
from server.notifications.live_updates import publish, row_changed
from server.stock.photos.subject import Subject

# What the live side takes as the sign to show the car anew in the auction's room (server/realtime/wiring.py).
CAR_SHOWN = "lot_car"
GROW = """
INSERT INTO dossier (subject_id, version) SELECT subject.id, 1 FROM unnest($1::uuid[]) AS subject (id)
ON CONFLICT (subject_id) DO UPDATE SET version = dossier.version + 1
"""


async def cars_shown_anew(connection: Connection, vehicle_ids: Sequence[VehicleId]) -> None:
    """The dossiers of these cars of the stock changed; call it after writing them."""
    await connection.execute(GROW, list(vehicle_ids))
    rows = await connection.fetch(
        """
        SELECT v.id::text, v.entity_id::text, engaged.subject_id::text AS auction_id FROM vehicle v
        JOIN vehicle_engagement engaged ON engaged.vehicle_id = v.id AND engaged.kind = 'auction'
        WHERE v.id = ANY($1::uuid[])
        """,
        list(vehicle_ids),
    )
    for row in rows:
        await show_anew(
            connection, AuctionId(row["auction_id"]), entity_id=EntityId(row["entity_id"]), car_id=row["id"]
        )


async def shown_anew(
    connection: Connection, subject: Subject, *, entity_id: EntityId, auction_ids: Sequence[AuctionId]
) -> None:
    """The dossier of something photographed changed, which is in these auctions; call it after writing it."""
    await connection.execute(GROW, [subject.id])
    for auction_id in auction_ids:
        await show_anew(connection, auction_id, entity_id=entity_id, car_id=subject.id)


async def show_anew(connection: Connection, auction_id: AuctionId, *, entity_id: EntityId, car_id: str) -> None:
    """Have the auction's room show the car anew."""
    await publish(connection, row_changed(entity_id, kind=CAR_SHOWN, id=auction_id, summary={"car": car_id}))
