"""Secrets that serving processes never read: see secrets.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T17:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "secrets"


async def forwards() -> MigrationManager:
    """Take privileges back."""
    sql = Path(__file__).parent / "secrets.sql"
    return sql_migration(app="fence", migration_id=ID, description=DESCRIPTION, sql=sql)
