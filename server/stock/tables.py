"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, Bytea, Date, Integer, SmallInt, Text, Timestamptz
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
    kind = Text(default=None)
    extra_status = Text(null=True, default=None)
    physical_site_id = UUID(null=True, default=None)
    options = Array(base_column=Text(), default=None)
    comment = Text(default=None)
    comment_for_pros = Text(default=None)
    price_lines = JSONB(default=None)
    proposed_price_cents = BigInt(null=True, default=None)
    proposed_trade_price_cents = BigInt(null=True, default=None)
    staff_price_cents = BigInt(null=True, default=None)
    purchased_on = Date(null=True, default=None)
    purchase_declared_on = Date(null=True, default=None)
    sale_target_on = Date(null=True, default=None)
    police_number = BigInt(null=True, default=None)
    photo_key = Text(null=True, default=None)


class VehicleCost(Table, tablename="vehicle_cost"):
    id = UUID(primary_key=True, default=None)
    vehicle_id = UUID(default=None)
    label = Text(default=None)
    amount_cents = BigInt(default=None)
    spent_on = Date(default=None)
    idempotency_key = Text(null=True, default=None)


class VehicleEngagement(Table, tablename="vehicle_engagement"):
    vehicle_id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    subject_id = UUID(default=None)
    since = Timestamptz(default=None)


class PoliceCompletion(Table, tablename="police_completion"):
    entity_id = UUID(primary_key=True, default=None)
    number = BigInt(default=None)
    field = Text(default=None)
    value = Text(default=None)
    completed_at = Timestamptz(default=None)
    completed_by = Text(default=None)


class Dossier(Table, tablename="dossier"):
    subject_id = UUID(primary_key=True, default=None)
    version = Integer(default=None)


class StockWord(Table, tablename="stock_word"):
    word = Text(primary_key=True, default=None)


class VehicleEvent(Table, tablename="vehicle_event"):
    id = UUID(primary_key=True, default=None)
    vehicle_id = UUID(default=None)
    version = Integer(default=None)
    at = Timestamptz(default=None)
    account_id = UUID(null=True, default=None)
    actor = Text(default=None)
    kind = Text(default=None)
    changes = JSONB(default=None)


class VehicleDefect(Table, tablename="vehicle_defect"):
    id = UUID(primary_key=True, default=None)
    vehicle_id = UUID(default=None)
    name = Text(default=None)
    amount_cents = BigInt(default=None)
    place_view = Text(null=True, default=None)
    place_x = SmallInt(null=True, default=None)
    place_y = SmallInt(null=True, default=None)


class PoliceRegister(Table, tablename="police_register"):
    entity_id = UUID(primary_key=True, default=None)
    last_number = BigInt(default=None)
    last_at = Timestamptz(default=None)


class PoliceEntry(Table, tablename="police_entry"):
    entity_id = UUID(primary_key=True, default=None)
    number = BigInt(default=None)
    vehicle_id = UUID(default=None)
    recorded_at = Timestamptz(default=None)
    recorded_by = Text(default=None)
    entered_on = Date(default=None)
    make = Text(default=None)
    model = Text(default=None)
    model_version = Text(default=None)
    plate = Text(default=None)
    vin = Text(default=None)
    first_registration = Date(default=None)
    mileage_km = Integer(default=None)
    outer_colour = Text(default=None)
    origin = Text(default=None)
    purchase_price_cents = BigInt(default=None)
    seller_name = Text(default=None)
    seller_address = Text(default=None)
    seller_document = Text(default=None)
    payment_method = Text(default=None)


class VehicleDelivery(Table, tablename="vehicle_delivery"):
    vehicle_id = UUID(primary_key=True, default=None)
    seller_id = UUID(default=None)
    pro_id = UUID(null=True, default=None)
    client_name = Text(default=None)
    delivered_on = Date(default=None)
    point_of_sale_id = UUID(default=None)
    physical_site_id = UUID(default=None)
    price_cents = BigInt(null=True, default=None)
    offer_id = UUID(null=True, default=None)
    declared_at = Timestamptz(default=None)


class VehicleExit(Table, tablename="vehicle_exit"):
    id = UUID(primary_key=True, default=None)
    vehicle_id = UUID(default=None)
    exited_at = Timestamptz(default=None)
    invoice_number = Text(null=True, default=None)
    pro_id = UUID(null=True, default=None)
    client_name = Text(default=None)
    price_cents = BigInt(null=True, default=None)
    cancelled_at = Timestamptz(null=True, default=None)
    cancelled_reason = Text(null=True, default=None)


class DmsInvoice(Table, tablename="dms_invoice"):
    group_id = UUID(primary_key=True, default=None)
    number = Text(default=None)
    vehicle_ids = Array(base_column=UUID(), default=None)
    invoiced_at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)


class Photo(Table, tablename="photo"):
    id = UUID(primary_key=True, default=None)
    subject_kind = Text(default=None)
    subject_id = UUID(default=None)
    defect_id = UUID(null=True, default=None)
    key = Text(default=None)
    position = Integer(default=None)
    state = Text(default=None)
    size_bytes = Integer(default=None)
    received_bytes = Integer(default=None)
    width = Integer(null=True, default=None)
    height = Integer(null=True, default=None)
    created_at = Timestamptz(default=None)


class PhotoChunk(Table, tablename="photo_chunk"):
    photo_id = UUID(primary_key=True, default=None)
    offset_bytes = Integer(default=None)
    content = Bytea(default=None)


class SavedSearch(Table, tablename="saved_search"):
    id = UUID(primary_key=True, default=None)
    user_id = UUID(default=None)
    name = Text(default=None)
    query = Text(default=None)
    pinned = Boolean(default=None)
    created_at = Timestamptz(default=None)


class TableColumns(Table, tablename="table_columns"):
    user_id = UUID(primary_key=True, default=None)
    table_name = Text(default=None)
    columns = Array(base_column=Text(), default=None)


class CatalogueModel(Table, tablename="catalogue_model"):
    group_id = UUID(primary_key=True, default=None)
    make = Text(default=None)
    model = Text(default=None)


class VehicleImport(Table, tablename="vehicle_import"):
    id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)
    point_of_sale_id = UUID(default=None)
    account_id = UUID(default=None)
    actor = Text(default=None)
    file_name = Text(default=None)
    content = Bytea(null=True, default=None)
    reading = JSONB(default=None)
    headers = Array(base_column=Text(), default=None)
    sample = JSONB(default=None)
    mapping = JSONB(default=None)
    state = Text(default=None)
    dry_run = Boolean(default=None)
    skip_errors = Boolean(default=None)
    rows_total = Integer(null=True, default=None)
    rows_done = Integer(default=None)
    rows_good = Integer(default=None)
    error_count = Integer(default=None)
    errors = JSONB(default=None)
    failure = Text(null=True, default=None)
    created_at = Timestamptz(default=None)
    beaten_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)


class PurchaseReminder(Table, tablename="purchase_reminder"):
    vehicle_id = UUID(primary_key=True, default=None)
    told_at = Timestamptz(default=None)
