"""The fence around completions of the police register: see completions.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the fence around completions"


async def forwards() -> MigrationManager:
    """Show a completion to who sees its entry."""
    return sql_migration(
        app="fence", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "completions.sql"
    )
