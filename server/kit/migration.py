"""Piccolo migrations whose schema change is a plain SQL file beside them."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder


def sql_migration(*, app: str, migration_id: str, description: str, sql: Path) -> MigrationManager:
    """A migration of `app` that runs every statement of `sql` in Piccolo's transaction."""

    async def run() -> None:
        engine = engine_finder()
        transaction = engine and engine.current_transaction.get()
        if not transaction:
            msg = "a migration runs inside Piccolo's transaction"
            raise RuntimeError(msg)
        await transaction.connection.execute(sql.read_text())

    manager = MigrationManager(migration_id=migration_id, app_name=app, description=description)
    manager.add_raw(run)
    return manager
