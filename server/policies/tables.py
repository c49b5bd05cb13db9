"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

from piccolo.columns import JSONB, UUID, Integer, Text, Timestamptz
from piccolo.table import Table


class Setting(Table, tablename="setting"):
    group_id = UUID(primary_key=True, default=None)
    entity_id = UUID(null=True, default=None)
    topic = Text(default=None)
    version = Integer(default=None)
    chosen = JSONB(default=None)
    changed_at = Timestamptz(default=None)
    changed_by = Text(default=None)
