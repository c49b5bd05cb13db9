"""The dealer's own name of a professional: see names.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T17:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "names"


async def forwards() -> MigrationManager:
    """Create and extend the slice's tables."""
    return sql_migration(
        app="partners", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "names.sql"
    )
