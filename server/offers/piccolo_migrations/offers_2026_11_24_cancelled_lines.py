"""Lines whose sale was cancelled: see cancelled_lines.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cancelled lines"


async def forwards() -> MigrationManager:
    """Add the column."""
    return sql_migration(
        app="offers", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "cancelled_lines.sql"
    )
