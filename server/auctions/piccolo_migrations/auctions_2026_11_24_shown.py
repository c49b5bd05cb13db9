"""More of the car that is quoted: see shown.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T14:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "doors, owner, origin, options and photo of a quoted car"


async def forwards() -> MigrationManager:
    """Pros see more of the car they are asked to price."""
    sql = Path(__file__).parent / "shown.sql"
    return sql_migration(app="auctions", migration_id=ID, description=DESCRIPTION, sql=sql)
