"""Ends of keys, and rights to see margins and the police register: see keys.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T17:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys"


async def forwards() -> MigrationManager:
    """Create and extend the slice's tables."""
    return sql_migration(
        app="accounts", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "keys.sql"
    )
