"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

from piccolo.columns import UUID, Array, BigInt, Boolean, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table


class TradeIn(Table, tablename="trade_in"):
    id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)
    point_of_sale_id = UUID(default=None)
    number = BigInt(default=None)
    version = Integer(default=None)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)
    idempotency_key = Text(null=True, default=None)
    make = Text(default=None)
    model = Text(default=None)
    model_version = Text(default=None)
    trim = Text(default=None)
    plate = Text(null=True, default=None)
    vin = Text(null=True, default=None)
    energy = Text(null=True, default=None)
    gearbox = Text(null=True, default=None)
    body = Text(null=True, default=None)
    mileage_km = Integer(null=True, default=None)
    mileage_guaranteed = Boolean(default=None)
    first_registration = Date(null=True, default=None)
    fiscal_power_cv = SmallInt(null=True, default=None)
    power_hp = SmallInt(null=True, default=None)
    co2_g_km = SmallInt(null=True, default=None)
    outer_colour = Text(null=True, default=None)
    inner_colour = Text(null=True, default=None)
    condition = Text(default=None)
    vat_regime = Text(default=None)
    comment_for_pros = Text(default=None)
    state = Text(default=None)
    doors = SmallInt(null=True, default=None)
    first_owner = Boolean(null=True, default=None)
    origin = Text(null=True, default=None)
    options = Array(base_column=Text(), default=None)
    comment_for_manager = Text(default=None)


class Quotation(Table, tablename="quotation"):
    trade_in_id = UUID(primary_key=True, default=None)
    round = SmallInt(default=None)
    auction_id = UUID(default=None)


class Quote(Table, tablename="quote"):
    id = UUID(primary_key=True, default=None)
    auction_id = UUID(default=None)
    pro_id = UUID(default=None)
    amount_cents = BigInt(null=True, default=None)
    given_at = Timestamptz(default=None)
    selected = Boolean(default=None)


class TradeInDefect(Table, tablename="trade_in_defect"):
    id = UUID(primary_key=True, default=None)
    trade_in_id = UUID(default=None)
    name = Text(default=None)
    amount_cents = BigInt(default=None)
    place_view = Text(null=True, default=None)
    place_x = SmallInt(null=True, default=None)
    place_y = SmallInt(null=True, default=None)
