"""Estimates that await validation: see validation.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T19:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "validation"


async def forwards() -> MigrationManager:
    """Extend the table."""
    return sql_migration(
        app="tradeins", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "validation.sql"
    )
