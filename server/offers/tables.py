"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table


class Offer(Table, tablename="offer"):
    id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)
    point_of_sale_id = UUID(default=None)
    number = BigInt(default=None)
    version = Integer(default=None)
    pro_id = UUID(null=True, default=None)
    auction_id = UUID(null=True, default=None)
    state = Text(default=None)
    total_cents = BigInt(default=None)
    created_at = Timestamptz(default=None)
    abandoned_reason = Text(null=True, default=None)
    known_as = Text(null=True, default=None)


class OfferLine(Table, tablename="offer_line"):
    offer_id = UUID(primary_key=True, default=None)
    position = Integer(default=None)
    vehicle_id = UUID(null=True, default=None)
    label = Text(default=None)
    amount_cents = BigInt(default=None)
    locked = Boolean(default=None)
    cancelled_reason = Text(null=True, default=None)
