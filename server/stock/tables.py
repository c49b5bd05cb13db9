"""Cars, costs and engagements, as Piccolo sees them (domain 6).

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default
here: a forgotten value is refused by the database instead of becoming a zero. Piccolo knows one key column a table;
of a composite key it is told the first.
"""

from piccolo.columns import UUID, BigInt, Boolean, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table


class Vehicle(Table, tablename="vehicle"):
    id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)
    point_of_sale_id = UUID(default=None)
    number = BigInt(default=None)
    version = Integer(default=None)
    created_at = Timestamptz(default=None)
    make = Text(default=None)
    model = Text(default=None)
    model_version = Text(default=None)
    trim = Text(default=None)
    plate = Text(null=True, default=None)
    vin = Text(null=True, default=None)
    internal_number = Text(null=True, default=None)
    first_registration = Date(null=True, default=None)
    mileage_km = Integer(null=True, default=None)
    mileage_guaranteed = Boolean(default=None)
    first_owner = Boolean(null=True, default=None)
    origin = Text(null=True, default=None)
    energy = Text(null=True, default=None)
    gearbox = Text(null=True, default=None)
    body = Text(null=True, default=None)
    doors = SmallInt(null=True, default=None)
    fiscal_power_cv = SmallInt(null=True, default=None)
    power_hp = SmallInt(null=True, default=None)
    co2_g_km = SmallInt(null=True, default=None)
    outer_colour = Text(null=True, default=None)
    inner_colour = Text(null=True, default=None)
    vat_regime = Text(default=None)
    purchase_price_cents = BigInt(default=None)
    market_value_cents = BigInt(null=True, default=None)
    retail_price_cents = BigInt(null=True, default=None)
    trade_price_cents = BigInt(null=True, default=None)
    destination = Text(default=None)
    status = Text(default=None)
    sale_to_professionals_allowed = Boolean(default=None)
    reserved_for_pro_id = UUID(null=True, default=None)
    entered_at = Timestamptz(null=True, default=None)
    exited_at = Timestamptz(null=True, default=None)


class VehicleCost(Table, tablename="vehicle_cost"):
    id = UUID(primary_key=True, default=None)
    vehicle_id = UUID(default=None)
    label = Text(default=None)
    amount_cents = BigInt(default=None)
    spent_on = Date(default=None)


class VehicleEngagement(Table, tablename="vehicle_engagement"):
    vehicle_id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    subject_id = UUID(default=None)
    since = Timestamptz(default=None)
