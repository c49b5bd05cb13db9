"""Tell people of a car's life: the pro that it is ready or let go, users that it left (domain 6.3, 6.4, 8.1).

And users that its purchase is to be declared (domain "France").
"""

from collections.abc import Mapping

from server.kit import clock
from server.kit.ids import AccountId, PointOfSaleId, ProId
from server.kit.postgres import Connection
from server.notifications.sending import News, Reader, tell
from server.stock.vehicle import VehicleRow

PRO_PAGE = "/achats"


async def car_available(connection: Connection, car: VehicleRow, *, pro_id: ProId, site_id: PointOfSaleId) -> None:
    """The pro may fetch the car, at the address of its site."""
    site = await connection.fetchrow("SELECT name, address, postcode, city FROM point_of_sale WHERE id = $1", site_id)
    assert site is not None
    where = ", ".join(filter(None, (site["name"], site["address"], f"{site['postcode']} {site['city']}".strip())))
    await _tell_pro(connection, car, "car_available", pro_id=pro_id, facts={"site": where})


async def reservation_removed(connection: Connection, car: VehicleRow, *, pro_id: ProId, reason: str) -> None:
    """The car is no longer kept for the pro."""
    await _tell_pro(connection, car, "reservation_removed", pro_id=pro_id, facts={"reason": reason})


async def car_exited(connection: Connection, car: VehicleRow) -> None:
    """The users who look after the entity's stock learn that the car left."""
    await _tell_stock(connection, car, "car_exited")


async def purchase_to_declare(connection: Connection, car: VehicleRow) -> None:
    """The users who look after the entity's stock are reminded to declare the purchase."""
    await _tell_stock(connection, car, "purchase_declaration_due")


async def _tell_stock(connection: Connection, car: VehicleRow, kind: str) -> None:
    rows = await connection.fetch(
        """
        SELECT account.id::text, account.email, account.name, account.locale
        FROM dealer_user_entity granted JOIN dealer_user ON dealer_user.id = granted.user_id
        JOIN user_group ON user_group.id = dealer_user.user_group_id AND 'manage_stock' = ANY(user_group.rights)
        JOIN account ON account.id = dealer_user.account_id
        WHERE granted.entity_id = $1 AND account.disabled_at IS NULL ORDER BY account.id
        """,
        car.entity_id,
    )
    readers = [_reader(row, link=f"/stock/{car.id}") for row in rows]
    await tell(connection, readers, await _news(connection, car, kind, {}))


async def _tell_pro(
    connection: Connection, car: VehicleRow, kind: str, *, pro_id: ProId, facts: Mapping[str, str]
) -> None:
    rows = await connection.fetch(
        """
        SELECT account.id::text, account.email, account.name, account.locale
        FROM pro_member JOIN account ON account.id = pro_member.account_id
        WHERE pro_member.pro_id = $1 AND account.disabled_at IS NULL ORDER BY account.id
        """,
        pro_id,
    )
    await tell(connection, [_reader(row, link=PRO_PAGE) for row in rows], await _news(connection, car, kind, facts))


async def _news(connection: Connection, car: VehicleRow, kind: str, facts: Mapping[str, str]) -> News:
    entity: str | None = await connection.fetchval("SELECT name FROM entity WHERE id = $1", car.entity_id)
    return News(
        kind=kind,
        facts={**facts, "car": car.label, "entity": entity or ""},
        at=clock.now(),
        subject_id=car.id,
        entity_id=car.entity_id,
    )


def _reader(row: Mapping[str, str], *, link: str) -> Reader:
    return Reader(
        account_id=AccountId(row["id"]), email=row["email"], name=row["name"], locale=row["locale"], link=link
    )
