"""What a buyer was called when an offer was made out: see names.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T22:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "names on papers"


async def forwards() -> MigrationManager:
    """A paper keeps the name it was made out to."""
    sql = Path(__file__).parent / "names.sql"
    return sql_migration(app="offers", migration_id=ID, description=DESCRIPTION, sql=sql)
