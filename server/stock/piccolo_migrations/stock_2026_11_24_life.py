"""The whole life of a car: see life.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the life of a car"


async def forwards() -> MigrationManager:
    """Complete the slice's tables."""
    return sql_migration(app="stock", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "life.sql")
