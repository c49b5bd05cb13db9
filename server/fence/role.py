"""See to the web role before anything is migrated: without it a first `adjuge migrate` would end half way."""

from typing import Final

import asyncpg

from server.fence.scope import ROLE
from server.kit.postgres import Connection

_NAMED: Final = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)"
_HELD: Final = "SELECT pg_has_role(current_user, $1, 'MEMBER')"


class MissingRoleError(RuntimeError):
    """The web role isn't there and can't be made by us; the text is the one line to show."""


async def ensure_role(connection: Connection) -> None:
    """Make the role, and make us a member of it, where that is missing.

    Raises:
        MissingRoleError: we may not; nothing was changed.

    """
    user = str(await connection.fetchval("SELECT quote_ident(current_user)"))
    try:
        async with connection.transaction():
            if not await connection.fetchval(_NAMED, ROLE):
                await connection.execute(f"CREATE ROLE {ROLE} NOLOGIN")
            if not await connection.fetchval(_HELD, ROLE):
                await connection.execute(f"GRANT {ROLE} TO {user}")
    except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        await ensure_role(connection)  # roles are shared by all databases: somebody else made it in this moment
    except asyncpg.InsufficientPrivilegeError as error:
        raise MissingRoleError(
            f"the role {ROLE} is missing, and {user} may not create it. Once, as an administrator:"
            f" CREATE ROLE {ROLE}; GRANT {ROLE} TO {user}; (the first only where it isn't there)"
        ) from error
