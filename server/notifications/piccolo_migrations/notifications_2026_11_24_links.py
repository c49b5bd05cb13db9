"""Links that open accounts leave letters delivered long ago: see links.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T23:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "links"


async def forwards() -> MigrationManager:
    """Take them out."""
    sql = Path(__file__).parent / "links.sql"
    return sql_migration(app="notifications", migration_id=ID, description=DESCRIPTION, sql=sql)
