"""What the register learns later: see completions.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "completions of the police register"


async def forwards() -> MigrationManager:
    """Keep what completes an entry beside it."""
    return sql_migration(
        app="stock", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "completions.sql"
    )
