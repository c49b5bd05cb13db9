"""Condition of a customer's car: see condition.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T14:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "defects, options and history of a trade-in"


async def forwards() -> MigrationManager:
    """A trade-in has defects, options, doors, an owner before, an origin."""
    sql = Path(__file__).parent / "condition.sql"
    return sql_migration(app="tradeins", migration_id=ID, description=DESCRIPTION, sql=sql)
