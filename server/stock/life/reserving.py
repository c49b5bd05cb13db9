"""Keep a car for a pro, and let it go again (domain 6.1)."""

from collections.abc import Sequence

from server.accounts.principal import DealerUser
from server.kit.ids import ProId, VehicleId
from server.kit.postgres import Connection, transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.chronicle import Actor, Change, actor_of
from server.stock.life.telling import reservation_removed
from server.stock.records.holding import hold, hold_any, save


async def reserve(connection: Connection, vehicle_ids: Sequence[VehicleId], *, pro_id: ProId, actor: Actor) -> None:
    """Keep cars for a pro at their trade prices, in the transaction of the sale."""
    for vehicle_id in sorted(vehicle_ids):
        held = await hold_any(connection, vehicle_id)
        assert held is not None, f"vehicle {vehicle_id} was sold and is not there"
        await save(connection, held, {"reserved_for_pro_id": pro_id}, actor=actor, kind="reserved")


async def release(resources: Resources, user: DealerUser, vehicle_id: VehicleId, *, reason: str) -> None:
    """Remove a reservation: the pro is told, and the price is free again (domain 6.1, "Readings").

    Raises:
        Problem: 404.
        Refusal: `not_reserved`; `not_movable` once the car is on its way out.

    """
    async with transaction(resources.postgres) as connection:
        held = await hold(connection, user, vehicle_id)
        car = held.vehicle
        if car.reserved_for is None:
            raise Refusal(Code.NOT_RESERVED)
        if car.status in ("delivery", "exited") or (car.engagement and car.engagement.kind == "order"):
            raise Refusal(Code.NOT_MOVABLE, reasons=["on_its_way_out"], status=car.status)
        told = (Change(field="reason", before=None, after=reason),) if reason else ()
        await save(connection, held, {"reserved_for_pro_id": None}, actor=actor_of(user), kind="released", told=told)
        await reservation_removed(connection, car, pro_id=car.reserved_for.id, reason=reason)
