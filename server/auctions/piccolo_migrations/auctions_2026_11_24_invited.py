"""Invitations without a limit of their own: see invited.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T23:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "invited"


async def forwards() -> MigrationManager:
    """Drop the column."""
    sql = Path(__file__).parent / "invited.sql"
    return sql_migration(app="auctions", migration_id=ID, description=DESCRIPTION, sql=sql)
