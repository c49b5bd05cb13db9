"""What groups and entities chose, as Piccolo sees it (domain 3).

The SQL beside the migrations is the schema: its checks and keys live there. No column has a default here. Piccolo knows
one key column a table; of a composite key it is told the first.
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
