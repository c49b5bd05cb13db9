"""Days that can be: see days.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T13:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "days that can be"


async def forwards() -> MigrationManager:
    """Take out days that nobody meant, and let no more in."""
    return sql_migration(app="stock", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "days.sql")
