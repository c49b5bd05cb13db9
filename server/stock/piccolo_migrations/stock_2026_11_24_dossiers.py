"""Dossiers of cars for pros: see dossiers.sql."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration

ID = "2026-11-24T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "places of defects, versions of dossiers"


async def forwards() -> MigrationManager:
    """Defects have a place on the car; a dossier knows how often it changed."""
    sql = Path(__file__).parent / "dossiers.sql"
    return sql_migration(app="stock", migration_id=ID, description=DESCRIPTION, sql=sql)
