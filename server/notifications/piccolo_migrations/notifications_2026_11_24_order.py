"""The order in which letters leave: see order.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T07:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the order in which letters leave"


async def forwards() -> MigrationManager:
    """Sort the index as letters are taken."""
    return sql_migration(
        app="notifications", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "order.sql"
    )
