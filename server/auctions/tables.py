"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table


class Auction(Table, tablename="auction"):
    id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)
    point_of_sale_id = UUID(default=None)
    partition = SmallInt(default=None)
    number = BigInt(default=None)
    format = Text(default=None)
    kind = Text(default=None)
    state = Text(default=None)
    distribution_list_id = UUID(null=True, default=None)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)
    starts_at = Timestamptz(default=None)
    duration_seconds = Integer(default=None)
    ends_at = Timestamptz(default=None)
    closed_at = Timestamptz(null=True, default=None)
    paused_at = Timestamptz(null=True, default=None)
    minimum_raise_cents = BigInt(default=None)
    soft_close_window_seconds = Integer(default=None)
    soft_close_extension_seconds = Integer(default=None)
    soft_close_cap_seconds = Integer(default=None)
    gain_basis = Text(default=None)
    cancelled_reason = Text(null=True, default=None)
    comment_for_pros = Text(null=True, default=None)
    idempotency_key = Text(null=True, default=None)
    by_list = Boolean(default=None)


class Lot(Table, tablename="lot"):
    auction_id = UUID(primary_key=True, default=None)
    lot = SmallInt(default=None)
    entity_id = UUID(default=None)
    number = BigInt(default=None)
    starting_price_cents = BigInt(default=None)
    reserve_cents = BigInt(null=True, default=None)
    outcome = Text(null=True, default=None)
    price_cents = BigInt(null=True, default=None)
    winner_pro_id = UUID(null=True, default=None)
    winner_member_id = UUID(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    offer_id = UUID(null=True, default=None)
    sale_cancelled_reason = Text(null=True, default=None)


class LotVehicle(Table, tablename="lot_vehicle"):
    auction_id = UUID(primary_key=True, default=None)
    lot = SmallInt(default=None)
    position = SmallInt(default=None)
    vehicle_id = UUID(default=None)
    starting_price_cents = BigInt(default=None)
    sale_price_cents = BigInt(default=None)
    market_value_cents = BigInt(null=True, default=None)
    real_margin_cents = BigInt(default=None)


class QuotedCar(Table, tablename="quoted_car"):
    auction_id = UUID(primary_key=True, default=None)
    lot = SmallInt(default=None)
    subject_id = UUID(default=None)
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
    doors = SmallInt(null=True, default=None)
    first_owner = Boolean(null=True, default=None)
    origin = Text(null=True, default=None)
    options = Array(base_column=Text(), default=None)
    photo_key = Text(null=True, default=None)


class AuctionInvitation(Table, tablename="auction_invitation"):
    auction_id = UUID(primary_key=True, default=None)
    pro_id = UUID(default=None)
    invited_at = Timestamptz(default=None)
    known_as = Text(null=True, default=None)


class StartTold(Table, tablename="start_told"):
    auction_id = UUID(primary_key=True, default=None)
    account_id = UUID(default=None)
    written_at = Timestamptz(default=None)


class OutbidPosition(Table, tablename="outbid_position"):
    partition = SmallInt(primary_key=True, default=None)
    journal_id = Text(default=None)


class CarCorrection(Table, tablename="car_correction"):
    id = UUID(primary_key=True, default=None)
    auction_id = UUID(default=None)
    lot = SmallInt(default=None)
    vehicle_id = UUID(default=None)
    at = Timestamptz(default=None)
    user_id = UUID(default=None)
    reason = Text(default=None)
    changes = JSONB(default=None)


class OutbidWaiting(Table, tablename="outbid_waiting"):
    auction_id = UUID(primary_key=True, default=None)
    member_id = UUID(default=None)
    lot = SmallInt(default=None)
    due_at = Timestamptz(default=None)
