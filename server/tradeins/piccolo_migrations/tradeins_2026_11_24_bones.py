"""The bones of the slice: see bones.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the bones"


async def forwards() -> MigrationManager:
    """Create the slice's tables."""
    return sql_migration(
        app="tradeins", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "bones.sql"
    )
