"""The fence around what entities, groups and pros keep to themselves: see fence.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the fence"


async def forwards() -> MigrationManager:
    """Make the role of serving processes, and its policies."""
    return sql_migration(app="fence", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "fence.sql")
