"""Value a car in stock by its entity's settings (domain 3.8, 3.9)."""

from msgspec import Struct

from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import clock
from server.kit.ids import EntityId, VehicleId
from server.kit.money import Cents
from server.kit.postgres import Pool
from server.kit.rows import struct
from server.policies.reading import price_policy
from server.protocol.refusals import Code, Refusal
from server.valuation.market import OwnSales
from server.valuation.rules import MarketValue, SaleValue, Subject, months_between, sale_value, trade_price


class Valued(Struct, frozen=True, kw_only=True):
    """What a car is worth, incl. VAT; null where there is no market value."""

    market: MarketValue
    sale_value: SaleValue | None
    trade_price_cents: Cents | None


async def value_vehicle(pool: Pool, user: DealerUser, vehicle_id: VehicleId) -> Valued:
    """The car by the settings of its entity.

    Raises:
        Refusal: `not_found`, not a car of the user's.

    """
    row = await pool.fetchrow(
        "SELECT entity_id::text, make, model, first_registration, mileage_km, vat_regime, first_owner, origin,"
        " inner_colour, outer_colour, entered_at FROM vehicle WHERE id = $1",
        vehicle_id,
    )
    if row is None or not sees_entity(user, EntityId(row["entity_id"])):
        raise Refusal(Code.NOT_FOUND)
    today = clock.now().date()
    months = 0 if row["entered_at"] is None else max(0, months_between(row["entered_at"].date(), today))
    subject = struct({**row, "months_in_stock": months}, Subject)
    policy = await price_policy(pool, EntityId(row["entity_id"]))
    market = await OwnSales(pool, user.group_id).value(subject, except_id=vehicle_id)
    sale = sale_value(policy, subject, market)
    trade = None if sale is None else trade_price(policy, sale.proposed_cents)
    return Valued(market=market, sale_value=sale, trade_price_cents=trade)
