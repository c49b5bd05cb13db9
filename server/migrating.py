"""Bring the database to this version's schema: every slice's migrations, once, whoever else is starting.

Piccolo writes the migrations and keeps the list of those that ran; its own runner has no lock, prints, and looks
modules up by file name alone, so this one runs them.
"""

import pkgutil
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from typing import cast

import structlog
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import MigrationModule

from server.fence.role import ensure_role
from server.kit import postgres
from server.settings import Settings

# In the order of their foreign keys.
SLICES = (
    "accounts",
    "partners",
    "policies",
    "stock",
    "ledger",
    "offers",
    "auctions",
    "tradeins",
    "notifications",
    "fence",
)

# Any number, the same in every process of one database: "adjuge" in ASCII.
LOCK = 0x61646A756765

log = structlog.get_logger()


async def migrate(settings: Settings) -> list[str]:
    """Run what hasn't run yet, each migration in its own transaction; two processes at once take turns.

    Returns:
        "slice: migration" for each one that ran, in order.

    Raises:
        MissingRoleError: the role of serving processes is missing, and we may not make it; nothing was migrated.
        OSError, asyncpg.PostgresError, TimeoutError: no connection, or a migration failed; earlier ones stay.

    """
    connection = await postgres.connect(settings.database_url, name="adjuge migrate", statement_timeout_seconds=None)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await ensure_role(connection)
        async with postgres.transaction_on(connection):
            await Migration.create_table(if_not_exists=True).run()
        ran = [done for name in SLICES for done in await _migrate_slice(connection, name)]
    finally:
        await connection.close()
    return ran


async def _migrate_slice(connection: postgres.Connection, name: str) -> list[str]:
    async with postgres.transaction_on(connection):
        already = set(await Migration.get_migrations_which_ran(app_name=name))
    missing = [module for module in _modules(name) if module.ID not in already]
    for module in missing:
        async with postgres.transaction_on(connection):
            manager = await module.forwards()
            if isinstance(manager, MigrationManager):
                with redirect_stdout(StringIO()):  # Piccolo prints each migration's name
                    await manager.run()
            await Migration.insert(Migration(name=module.ID, app_name=name)).run()
        log.info("migrated", slice=name, migration=module.ID)
    return [f"{name}: {module.ID}" for module in missing]


def _modules(name: str) -> list[MigrationModule]:
    """The slice's migrations, oldest first."""
    package = import_module(f"server.{name}.piccolo_migrations")
    found = [import_module(f"{package.__name__}.{module.name}") for module in pkgutil.iter_modules(package.__path__)]
    migrations = [cast("MigrationModule", module) for module in found if hasattr(module, "ID")]
    return sorted(migrations, key=lambda module: module.ID)
