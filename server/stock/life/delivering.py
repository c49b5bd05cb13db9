"""Hand cars over: who gets them, where and when; by hand, or because an order was validated (domain 5.4, 6.3)."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import UNSET, Struct

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import OfferId, PointOfSaleId, ProId, UserId, VehicleId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.kit.rows import structs
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.stock.chronicle import Actor
from server.stock.life.form import Transition
from server.stock.life.notifying import car_available
from server.stock.queries import offered_price
from server.stock.records.holding import Held, hold_any, save


class Handover(Struct, frozen=True, kw_only=True):
    """To whom a car goes, where and when; no pro is a private client. Price incl. VAT."""

    vehicle_id: VehicleId
    seller_id: UserId
    pro_id: ProId | None
    client_name: str
    delivered_on: date
    point_of_sale_id: PointOfSaleId
    physical_site_id: PointOfSaleId
    price_cents: Cents | None
    offer_id: OfferId | None = None


async def deliveries(database: Pool | Connection, vehicle_ids: Sequence[VehicleId]) -> Mapping[VehicleId, Handover]:
    """The standing deliveries of these cars."""
    rows = await database.fetch("SELECT * FROM vehicle_delivery WHERE vehicle_id = ANY($1::uuid[])", list(vehicle_ids))
    return {handover.vehicle_id: handover for handover in structs(rows, Handover)}


async def declare_delivery(connection: Connection, user: DealerUser, held: Held, said: Transition) -> None:
    """Write the delivery that a user declares, and tell the pro where the car waits; the car is saved by the caller.

    Raises:
        Refusal: `invalid` for people and places that aren't the dealer's.
        Refusal: `price_locked`, another price than the agreed one of a reserved or sold car (domain 6.3).

    """
    car = held.vehicle
    assert said.seller_id is not UNSET
    assert said.delivered_on is not UNSET
    assert said.delivery_point_of_sale_id is not UNSET
    assert said.physical_site_id is not UNSET
    pro = await _client(connection, held, said)
    names = {"seller_id": said.seller_id, **await _unknown_places(connection, user, said)}
    known = await connection.fetchval(
        "SELECT true FROM dealer_user WHERE id = $1 AND group_id = $2", said.seller_id, user.group_id
    )
    errors = [field_error(f"/{name}", Fault.UNKNOWN) for name in names if name != "seller_id"]
    if not known:
        errors.append(field_error("/seller_id", Fault.UNKNOWN))
    if errors:
        raise Refusal(Code.INVALID, errors=errors)
    handover = Handover(
        vehicle_id=car.id,
        seller_id=said.seller_id,
        pro_id=pro.pro_id,
        client_name=pro.name,
        delivered_on=said.delivered_on,
        point_of_sale_id=said.delivery_point_of_sale_id,
        physical_site_id=said.physical_site_id,
        price_cents=await _price(connection, held, said),
    )
    await _write(connection, held, handover)


async def deliver_ordered(connection: Connection, handovers: Sequence[Handover], *, actor: Actor) -> None:
    """Send the cars of a validated order on their way (domain 5.4), in the order's own transaction.

    Raises:
        Refusal: `not_movable` for a car that isn't for sale any more; the order must not be validated then.

    """
    for handover in sorted(handovers, key=lambda one: one.vehicle_id):
        held = await hold_any(connection, handover.vehicle_id)
        if held is None or held.vehicle.status != "for_sale":
            status = "" if held is None else held.vehicle.status
            raise Refusal(Code.NOT_MOVABLE, reasons=["not_for_sale"], vehicle_id=handover.vehicle_id, status=status)
        await _write(connection, held, handover)
        values = {"status": "delivery", "extra_status": None, "physical_site_id": handover.physical_site_id}
        await save(connection, held, values, actor=actor, kind="moved")


async def forget_delivery(connection: Connection, vehicle_id: VehicleId) -> None:
    """A delivery that was taken back; the history keeps it."""
    await connection.execute("DELETE FROM vehicle_delivery WHERE vehicle_id = $1", vehicle_id)


async def _price(connection: Connection, held: Held, said: Transition) -> Cents | None:
    """What the client pays: what was agreed with whom the car is kept for or sold to, else what the form says."""
    car = held.vehicle
    agreed = await _agreed_price(connection, held)
    if said.price_cents is UNSET:
        return agreed
    bound = car.reserved_for is not None or (car.engagement is not None and car.engagement.kind != "auction")
    if bound and said.price_cents != agreed:
        whose = "" if car.reserved_for is None else car.reserved_for.name
        raise Refusal(Code.PRICE_LOCKED, fields=["price_cents"], reserved_for=whose, price_cents=agreed)
    return said.price_cents


async def _agreed_price(connection: Connection, held: Held) -> Cents | None:
    """The price of the offer or order the car is on, or its trade price."""
    engagement = held.vehicle.engagement
    if engagement is None or engagement.kind == "auction":
        return held.vehicle.trade_price_cents
    return await offered_price(connection, held.vehicle)


class _Client(Struct, frozen=True, kw_only=True):
    pro_id: ProId | None
    name: str


async def _client(connection: Connection, held: Held, said: Transition) -> _Client:
    """The pro named, or the one it is kept for, or somebody by name."""
    reserved = held.vehicle.reserved_for
    pro_id = reserved.id if reserved is not None and said.client_pro_id is UNSET else said.client_pro_id
    if reserved is not None and pro_id != reserved.id:
        raise Refusal(Code.INVALID, errors=[field_error("/client_pro_id", Fault.RESERVED, reserved_for=reserved.name)])
    if pro_id is UNSET:
        assert said.client_name is not UNSET
        return _Client(pro_id=None, name=said.client_name)
    name = await connection.fetchval(
        """
        SELECT pro_name($2, pro.id) FROM pro JOIN connection ON connection.pro_id = pro.id
        WHERE pro.id = $1 AND connection.entity_id = $2 AND (connection.ended_at IS NULL OR $3)
        """,
        pro_id,
        held.vehicle.entity_id,
        reserved is not None,
    )
    if name is None:
        raise Refusal(Code.INVALID, errors=[field_error("/client_pro_id", Fault.UNCONNECTED)])
    return _Client(pro_id=pro_id, name=name)


async def _unknown_places(connection: Connection, user: DealerUser, said: Transition) -> dict[str, object]:
    rows = await connection.fetch(
        """
        SELECT place.id::text FROM point_of_sale place JOIN entity ON entity.id = place.entity_id
        WHERE place.id = ANY($1::uuid[]) AND entity.group_id = $2
        """,
        [said.delivery_point_of_sale_id, said.physical_site_id],
        user.group_id,
    )
    known = {row["id"] for row in rows}
    places = {"delivery_point_of_sale_id": said.delivery_point_of_sale_id, "physical_site_id": said.physical_site_id}
    return {name: place for name, place in places.items() if str(place) not in known}


async def _write(connection: Connection, held: Held, handover: Handover) -> None:
    await connection.execute(
        """
        INSERT INTO vehicle_delivery (vehicle_id, seller_id, pro_id, client_name, delivered_on, point_of_sale_id,
            physical_site_id, price_cents, offer_id, declared_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        handover.vehicle_id,
        handover.seller_id,
        handover.pro_id,
        handover.client_name,
        handover.delivered_on,
        handover.point_of_sale_id,
        handover.physical_site_id,
        handover.price_cents,
        handover.offer_id,
        clock.now(),
    )
    if handover.pro_id is not None:
        await car_available(connection, held.vehicle, pro_id=handover.pro_id, site_id=handover.physical_site_id)
