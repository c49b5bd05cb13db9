"""Settings moved to the slice `policies`: see settings_moved.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "settings moved"


async def forwards() -> MigrationManager:
    """Keep what was set, then drop the old table."""
    return sql_migration(
        app="auctions", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "settings_moved.sql"
    )
