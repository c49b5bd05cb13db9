"""Names of professionals as they were when a sale opened: see names.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T22:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "names at the opening"


async def forwards() -> MigrationManager:
    """A sale keeps what its professionals were called."""
    sql = Path(__file__).parent / "names.sql"
    return sql_migration(app="auctions", migration_id=ID, description=DESCRIPTION, sql=sql)
