"""Reminders of purchases to declare: see reminders.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reminders of purchases to declare"


async def forwards() -> MigrationManager:
    """Remember of which cars it was told."""
    sql = Path(__file__).parent / "reminders.sql"
    return sql_migration(app="stock", migration_id=ID, description=DESCRIPTION, sql=sql)
