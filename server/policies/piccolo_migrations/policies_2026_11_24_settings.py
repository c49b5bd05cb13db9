"""The bones of the slice: see settings.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T06:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "settings of groups and entities"


async def forwards() -> MigrationManager:
    """Create the slice's table."""
    return sql_migration(
        app="policies", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "settings.sql"
    )
