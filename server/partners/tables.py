"""Connections and distribution lists, as Piccolo sees them (domain 2).

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default
here: a forgotten value is refused by the database instead of becoming a zero. Piccolo knows one key column a table;
of a composite key it is told the first.
"""

from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table


class Connection(Table, tablename="connection"):
    id = UUID(primary_key=True, default=None)
    pro_id = UUID(default=None)
    entity_id = UUID(default=None)
    connected_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class DistributionList(Table, tablename="distribution_list"):
    id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)
    name = Text(default=None)
    version = Integer(default=None)


class DistributionListPro(Table, tablename="distribution_list_pro"):
    list_id = UUID(primary_key=True, default=None)
    pro_id = UUID(default=None)
