"""Room for sealed secrets: see sealing.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T17:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sealing"


async def forwards() -> MigrationManager:
    """Change the slice's tables."""
    return sql_migration(
        app="notifications", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "sealing.sql"
    )
