"""Notify people of a car's life: the pro that it is ready or released, users that it left (domain 6.3, 6.4, 8.1).

And users that its purchase is to be declared (domain "France").
"""

from collections.abc import Mapping, Sequence
from typing import Final

from server.accounts.principal import Right
from server.kit import clock
from server.kit.ids import PointOfSaleId, ProId
from server.kit.postgres import Connection
from server.notifications import recipients
from server.notifications.message import Message, Recipient
from server.notifications.sending import send
from server.stock.vehicle import VehicleRow

PRO_PAGE: Final = "/achats"


async def car_available(connection: Connection, car: VehicleRow, *, pro_id: ProId, site_id: PointOfSaleId) -> None:
    """The pro may fetch the car, at the address of its site."""
    site = await connection.fetchrow("SELECT name, address, postcode, city FROM point_of_sale WHERE id = $1", site_id)
    assert site is not None
    where = ", ".join(filter(None, (site["name"], site["address"], f"{site['postcode']} {site['city']}".strip())))
    members = await recipients.members_of_pro(connection, pro_id)
    await _send(connection, car, "car_available", members, {"site": where})


async def reservation_removed(connection: Connection, car: VehicleRow, *, pro_id: ProId, reason: str) -> None:
    """The car is no longer kept for the pro."""
    members = await recipients.members_of_pro(connection, pro_id)
    await _send(connection, car, "reservation_removed", members, {"reason": reason})


async def car_exited(connection: Connection, car: VehicleRow) -> None:
    """The users who look after the entity's stock learn that the car left."""
    await _send(connection, car, "car_exited", await _stock_managers(connection, car), {})


async def purchase_to_declare(connection: Connection, car: VehicleRow) -> None:
    """The users who look after the entity's stock are reminded to declare the purchase."""
    await _send(connection, car, "purchase_declaration_due", await _stock_managers(connection, car), {})


async def _stock_managers(connection: Connection, car: VehicleRow) -> Sequence[Recipient]:
    return await recipients.users_with_right(connection, car.entity_id, Right.MANAGE_STOCK.value)


async def _send(
    connection: Connection, car: VehicleRow, kind: str, to: Sequence[Recipient], facts: Mapping[str, str]
) -> None:
    entity: str | None = await connection.fetchval("SELECT name FROM entity WHERE id = $1", car.entity_id)
    message = Message(
        kind=kind,
        recipients=to,
        facts={**facts, "car": car.label, "entity": entity or ""},
        at=clock.now(),
        links={"dealer": f"/stock/{car.id}", "pro": PRO_PAGE},
        subject_id=car.id,
        entity_id=car.entity_id,
    )
    await send(connection, message)
