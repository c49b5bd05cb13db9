"""Know what cars sell for: the interface of market value providers, and the embedded one (domain 3.8).

The embedded provider looks at the dealer group's own sales and offers of the same make and model. Others (price guides,
portals) are classes of the same shape; the application opens the one its settings name.
"""

from typing import Protocol

from typing_extensions import override

from server.kit import clock
from server.kit.ids import GroupId, VehicleId
from server.kit.postgres import Connection, Pool
from server.kit.rows import structs
from server.policies.rules import named
from server.valuation.rules import MarketValue, Neighbour, Subject, market_value

# Older sales tell of another market.
SALES_DAYS_MAX = 730
READ_MAX = 500

# Names are compared by us: what a letter's other case is depends on how the database was made.
NAMES = """
    SELECT DISTINCT v.make, v.model FROM vehicle v JOIN entity ON entity.id = v.entity_id WHERE entity.group_id = $1
"""
# A sold car's price is the offer it left by, or what it was exited at; one in stock is offered at its sale price.
COMPARABLE = """
    SELECT price_cents, first_registration, mileage_km, sold, days_in_stock FROM (
        SELECT v.id, coalesce(CASE WHEN v.status = 'exited' THEN exit.price_cents END, v.retail_price_cents,
                v.trade_price_cents) AS price_cents,
            v.first_registration, v.mileage_km, v.status = 'exited' AS sold,
            CASE WHEN v.entered_at IS NOT NULL
                THEN extract(day FROM coalesce(v.exited_at, $5) - v.entered_at)::int END AS days_in_stock,
            coalesce(v.exited_at, v.created_at) AS at
        FROM vehicle v
        JOIN entity ON entity.id = v.entity_id
        LEFT JOIN LATERAL (SELECT price_cents FROM vehicle_exit
            WHERE vehicle_id = v.id AND cancelled_at IS NULL ORDER BY exited_at DESC LIMIT 1) AS exit ON true
        WHERE entity.group_id = $1 AND (v.make, v.model) IN (SELECT * FROM unnest($2::text[], $3::text[]))
            AND v.first_registration IS NOT NULL AND v.mileage_km IS NOT NULL AND v.id IS DISTINCT FROM $4::uuid
            AND (v.status <> 'exited' OR v.exited_at > $5::timestamptz - $6 * interval '1 day')
    ) AS found WHERE price_cents > 0 ORDER BY sold DESC, at DESC LIMIT $7
"""


class MarketValueProvider(Protocol):
    """Says what a car would sell for on the market."""

    async def value(self, subject: Subject, *, except_id: VehicleId | None = None) -> MarketValue:
        """The value, and from how many cars; `except_id` is the car itself, which must not speak for itself."""
        ...


class OwnSales(MarketValueProvider):
    """The embedded provider: the group's own sales of two years, and what it offers now."""

    def __init__(self, database: Pool | Connection, group_id: GroupId) -> None:
        self._database = database
        self._group_id = group_id

    @override
    async def value(self, subject: Subject, *, except_id: VehicleId | None = None) -> MarketValue:
        known = await self._database.fetch(NAMES, self._group_id)
        wanted = (named(subject.make), named(subject.model))
        names = [(row["make"], row["model"]) for row in known if (named(row["make"]), named(row["model"])) == wanted]
        rows = await self._database.fetch(
            COMPARABLE,
            self._group_id,
            [make for make, _ in names],
            [model for _, model in names],
            except_id,
            clock.now(),
            SALES_DAYS_MAX,
            READ_MAX,
        )
        return market_value(subject, structs(rows, Neighbour))
