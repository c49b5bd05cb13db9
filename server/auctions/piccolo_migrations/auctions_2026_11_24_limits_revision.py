"""Numbers for readings of limits: see limits_revision.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "limits revision"


async def forwards() -> MigrationManager:
    """Make the sequence."""
    return sql_migration(
        app="auctions", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "limits_revision.sql"
    )
