"""Costs that are sent twice: see repeats.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T23:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "costs sent twice"


async def forwards() -> MigrationManager:
    """Keep the key of the request that noted a cost."""
    return sql_migration(
        app="stock", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "repeats.sql"
    )
