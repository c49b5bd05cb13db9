"""Piccolo migrations whose schema change is a plain SQL file beside them."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.postgres import engine


def sql_migration(*, app: str, migration_id: str, description: str, sql: Path) -> MigrationManager:
    """A migration of `app` that runs every statement of `sql` in Piccolo's transaction."""
    statements = sql.read_text(encoding="utf-8")

    async def run() -> None:
        transaction = engine.current_transaction.get()
        if transaction is None:
            raise RuntimeError("a migration runs inside Piccolo's transaction")
        await transaction.connection.execute(statements)

    manager = MigrationManager(migration_id=migration_id, app_name=app, description=description)
    manager.add_raw(run)
    return manager
