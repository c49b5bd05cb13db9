"""Sorting by days in stock: see ages.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sorting by days in stock"


async def forwards() -> MigrationManager:
    """Index how long cars are in stock, and how late they are."""
    return sql_migration(app="stock", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "ages.sql")
