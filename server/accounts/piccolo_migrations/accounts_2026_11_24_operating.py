"""Invitations by the operator: see operating.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T18:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "invitations by the operator"


async def forwards() -> MigrationManager:
    """Let an invitation come from nobody's account."""
    sql = Path(__file__).parent / "operating.sql"
    return sql_migration(app="accounts", migration_id=ID, description=DESCRIPTION, sql=sql)
