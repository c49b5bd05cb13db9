"""Corrections of cars in a sale: see corrections.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T11:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "corrections"


async def forwards() -> MigrationManager:
    """Add the table."""
    return sql_migration(
        app="auctions", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "corrections.sql"
    )
