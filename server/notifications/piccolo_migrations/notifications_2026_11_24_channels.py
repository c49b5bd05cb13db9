"""Mail, web push and preferences: see channels.sql. The keys for web push are made here, at install."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit.migration import sql_migration
from server.kit.postgres import engine
from server.notifications.channels.vapid import new_keys, store_keys

ID = "2026-11-24T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mail, web push and preferences"


async def forwards() -> MigrationManager:
    """Add the columns and tables, then make the keys."""
    manager = sql_migration(
        app="notifications", migration_id=ID, description=DESCRIPTION, sql=Path(__file__).parent / "channels.sql"
    )

    async def make_keys() -> None:
        transaction = engine.current_transaction.get()
        assert transaction is not None
        await store_keys(transaction.connection, new_keys())

    manager.add_raw(make_keys)
    return manager
