"""Functions that find their tables wherever they are called from: see search_path.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T18:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "functions that find their tables from everywhere"


async def forwards() -> MigrationManager:
    """Qualify what functions name."""
    sql = Path(__file__).parent / "search_path.sql"
    return sql_migration(app="accounts", migration_id=ID, description=DESCRIPTION, sql=sql)
