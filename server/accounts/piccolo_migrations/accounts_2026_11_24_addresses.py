"""Addresses of people are unique, those of programs needn't be: see addresses.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T22:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "addresses"


async def forwards() -> MigrationManager:
    """Create and extend the slice's tables."""
    return sql_migration(
        app="accounts", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "addresses.sql"
    )
